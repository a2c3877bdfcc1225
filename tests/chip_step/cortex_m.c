/* A Cortex-M in QEMU: semihosting for output and the end, SysTick for interrupts, a guard for the registers. */
#include "board.h"
#include "guarded.h"

int main(void);
extern uint32_t stack_top;

static volatile uint16_t ticks;

static void tick(void)
{
    ticks++;
}

void start(void);
void start(void)
{
    (void)main();
}

union vector {
    uint32_t *stack;
    void (*handler)(void);
};

__attribute__((section(".vectors"), used))
static const union vector vectors[16] = {
    [0] = {.stack = &stack_top}, [1] = {.handler = start},    [2] = {.handler = board_end},
    [3] = {.handler = board_end}, [15] = {.handler = tick},
};

static void semihost(uint32_t operation, uint32_t argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register uint32_t r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
}

void board_begin(void)
{
}

void board_put(char c)
{
    semihost(0x03, (uint32_t)&c); /* SYS_WRITEC */
}

uint16_t board_interrupts(uint8_t on)
{
    uint16_t seen = ticks;
    *(volatile uint32_t *)0xE000E010u = 0;
    *(volatile uint32_t *)0xE000E014u = 101;
    *(volatile uint32_t *)0xE000E018u = 0;
    *(volatile uint32_t *)0xE000E010u = on != 0 ? 7 : 0;
    ticks = 0;
    return seen;
}

/* Calls `function` with r4-r11 known; 0 if they are the same afterwards. */
__asm__(".syntax unified\n .section .text.guarded,\"ax\"\n .global guarded\n"
        ".type guarded, %function\n .thumb_func\n"
        "guarded:\n"
        " push {r4-r7, lr}\n mov r4, r8\n mov r5, r9\n mov r6, r10\n mov r7, r11\n push {r4-r7}\n"
        " ldr r4, [sp, #36]\n mov r12, r4\n"
        " movs r4, #4\n movs r5, #5\n movs r6, #6\n movs r7, #7\n"
        " mov r8, r4\n mov r9, r5\n mov r10, r6\n mov r11, r7\n"
        " blx r12\n"
        " movs r0, #0\n"
        " cmp r4, #4\n bne 1f\n cmp r5, #5\n bne 1f\n cmp r6, #6\n bne 1f\n cmp r7, #7\n bne 1f\n"
        " cmp r8, r4\n bne 1f\n cmp r9, r5\n bne 1f\n cmp r10, r6\n bne 1f\n cmp r11, r7\n beq 2f\n"
        "1: movs r0, #1\n"
        "2: pop {r4-r7}\n mov r8, r4\n mov r9, r5\n mov r10, r6\n mov r11, r7\n pop {r4-r7, pc}\n"
        ".text\n");

void board_end(void)
{
    semihost(0x18, 0x20026u); /* SYS_EXIT, ADP_Stopped_ApplicationExit */
    for (;;) {
    }
}

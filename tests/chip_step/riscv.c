/* QEMU's `virt` machine: its first UART for output, its test device for the end, the timer for interrupts, a guard for the
 * registers. */
#include "board.h"
#include "guarded.h"

int main(void);

__asm__(".option arch, +zicsr");

static volatile uint16_t ticks;

/* The hart's timer: an interrupt is due from when `now` has come to `due`; the high words stay 0. */
static volatile uint32_t *const due = (volatile uint32_t *)0x02004000u;
static volatile const uint32_t *const now = (volatile const uint32_t *)0x0200BFF8u;

__attribute__((interrupt("machine"), aligned(4))) static void tick(void)
{
    ticks++;
    due[0] = now[0] + 300;
}

__attribute__((naked, used, section(".vectors"))) void start(void)
{
    __asm__ volatile("la sp, stack_top\n call main\n call board_end");
}

void board_begin(void)
{
    due[1] = 0;
    __asm__ volatile("csrw mtvec, %0" : : "r"(tick));
}

void board_put(char c)
{
    *(volatile uint8_t *)0x10000000u = (uint8_t)c;
}

uint16_t board_interrupts(uint8_t on)
{
    uint16_t seen = ticks;

    due[0] = now[0] + 300;
    if (on != 0) {
        __asm__ volatile("csrs mie, %0\n csrsi mstatus, 8" : : "r"(0x80));
    } else {
        __asm__ volatile("csrci mstatus, 8");
    }
    ticks = 0;
    return seen;
}

/* Calls `function` with s0 and s1 known, gp and tp as they are; 0 if all four are the same afterwards. */
__asm__(".section .text.guarded,\"ax\"\n .global guarded\n .type guarded, @function\n"
        "guarded:\n"
        " addi sp, sp, -32\n sw ra, 28(sp)\n sw s0, 24(sp)\n sw s1, 20(sp)\n sw gp, 16(sp)\n sw tp, 12(sp)\n"
        " li s0, 8\n li s1, 9\n jalr a4\n"
        " lw t0, 16(sp)\n lw t1, 12(sp)\n li a0, 1\n"
        " bne gp, t0, 1f\n bne tp, t1, 1f\n li t0, 8\n bne s0, t0, 1f\n li t0, 9\n bne s1, t0, 1f\n li a0, 0\n"
        "1: lw s1, 20(sp)\n lw s0, 24(sp)\n lw ra, 28(sp)\n addi sp, sp, 32\n ret\n"
        ".text\n");

void board_end(void)
{
    *(volatile uint32_t *)0x100000u = 0x5555u;
    for (;;) {
    }
}

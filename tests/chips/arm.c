/* Any Cortex-M in QEMU: vectors, start, and semihosting for output and the end. */
#include <stdint.h>
#include "chip.h"

int main(void);
void start(void);
extern uint32_t stack_top;

union vector {
    uint32_t *stack;
    void (*handler)(void);
};

/* SysTick's, for a program that has one. */
__attribute__((weak)) void tick(void);

__attribute__((section(".vectors"), used))
static const union vector vectors[16] = {
    {.stack = &stack_top}, {.handler = start}, {.handler = start}, {.handler = start}, [15] = {.handler = tick},
};

static uint32_t semihost(uint32_t operation, const void *argument)
{
    register uint32_t r0 __asm__("r0") = operation;
    register const void *r1 __asm__("r1") = argument;
    __asm__ volatile("bkpt 0xab" : "+r"(r0) : "r"(r1) : "memory");
    return r0;
}

void start(void)
{
#ifdef __ARM_FP
    *(volatile uint32_t *)0xE000ED88u |= 0xFu << 20; /* CPACR: the FPU is off after reset */
    __asm__ volatile("dsb\n isb");
#endif
    chip_end(main());
}

void chip_say(const char *line)
{
    semihost(0x04, line); /* SYS_WRITE0 */
    semihost(0x04, "\n");
}

void chip_end(int failed)
{
    const uint32_t block[2] = {0x20026u, failed != 0}; /* ADP_Stopped_ApplicationExit */
    semihost(0x20, block);                             /* SYS_EXIT_EXTENDED */
    for (;;) {
    }
}

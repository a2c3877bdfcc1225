/* A Cortex-M0 in QEMU, whose time goes on by 64 ns an instruction (-icount shift=6): its SysTick of 62.5 ns comes after any
   number of instructions, and leaves none out. */
#include "chip.h"
#include "interrupt.h"

#define SYST_CSR (*(volatile uint32_t *)0xE000E010u)
#define SYST_RVR (*(volatile uint32_t *)0xE000E014u)
#define SYST_CVR (*(volatile uint32_t *)0xE000E018u)
#define ICSR (*(volatile uint32_t *)0xE000ED04u)
#define SYSTICK_NO_LONGER_PENDING (1ul << 25)
#define ENABLED_WITH_INTERRUPT_BY_CORE_CLOCK 7u

const uint16_t interrupt_all = 1500;

static volatile uint8_t fired;

void tick(void)
{
    SYST_CSR = 0;
    ICSR = SYSTICK_NO_LONGER_PENDING; /* of a few instructions only, it has come again meanwhile */
    fired = 1;
    interrupted();
}

void interrupt_start(void)
{
}

void interrupt_after(uint16_t points)
{
    fired = 0;
    SYST_RVR = points;
    SYST_CVR = 0;
    SYST_CSR = ENABLED_WITH_INTERRUPT_BY_CORE_CLOCK;
}

uint8_t interrupt_off(void)
{
    SYST_CSR = 0;
    return fired;
}

void interrupt_say(const char *what, uint16_t number)
{
    char line[80];
    uint8_t at = 0, digits = 5;

    while (*what)
        line[at++] = *what++;
    line[at++] = ':';
    line[at] = ' ';
    at = (uint8_t)(at + digits);
    line[at + 1] = '\0';
    for (; digits > 0; digits--, number /= 10)
        line[at--] = (char)('0' + number % 10);
    chip_say(line);
}

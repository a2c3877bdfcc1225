/* Any AVR in simavr: its console register for output; sleep with interrupts off is the end. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/avr_mcu_section.h>
#include "chip.h"

#define NAME_OF(chip) NAME(chip)
#define NAME(chip) #chip
AVR_MCU(8000000, NAME_OF(MCU));
AVR_MCU_SIMAVR_CONSOLE(&GPIOR0);

void chip_say(const char *line)
{
    while (*line != '\0') {
        GPIOR0 = (uint8_t)*line++;
    }
    GPIOR0 = '\r'; /* simavr prints the line at its end */
}

void chip_end(int failed)
{
    chip_say(failed != 0 ? "failed" : "passed");
    cli();
    for (;;) {
        sleep_mode();
    }
}

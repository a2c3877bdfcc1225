/* printf in simavr: standard output is its console register; behind main it sleeps with interrupts off, the end. */
#include <stdio.h>

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>
#include <avr/avr_mcu_section.h>

#ifndef F_CPU
#define F_CPU 8000000
#endif
AVR_MCU(F_CPU, "atmega328p");
AVR_MCU_SIMAVR_CONSOLE(&GPIOR0);

static int put(char byte, FILE *stream)
{
    (void)stream;
    GPIOR0 = byte == '\n' ? '\r' : (uint8_t)byte; /* simavr prints the line at its end */
    return 0;
}

static FILE console = FDEV_SETUP_STREAM(put, NULL, _FDEV_SETUP_WRITE);

__attribute__((constructor)) static void begin(void)
{
    stdout = &console;
}

__attribute__((destructor)) static void end(void)
{
    cli();
    for (;;) {
        sleep_mode();
    }
}

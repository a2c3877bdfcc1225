/* An ATmega328P in simavr: GPIOR0 takes output, sleep with interrupts off is the end; the runner guards the registers. */
#include "board.h"
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

static volatile uint16_t ticks;

ISR(TIMER0_COMPA_vect)
{
    ticks++;
}

void board_begin(void)
{
    sei();
}

void board_put(char c)
{
    GPIOR0 = (uint8_t)c;
}

uint16_t board_interrupts(uint8_t on)
{
    uint16_t seen = ticks;
    TCCR0A = _BV(WGM01);
    OCR0A = 100;
    TIMSK0 = _BV(OCIE0A);
    TCCR0B = on != 0 ? _BV(CS00) : 0;
    ticks = 0;
    return seen;
}

void board_end(void)
{
    cli();
    for (;;) {
        sleep_mode();
    }
}

uint8_t board_registers_kept(const uint8_t key[16])
{
    (void)key;
    return 1; /* the runner looks, at every call */
}

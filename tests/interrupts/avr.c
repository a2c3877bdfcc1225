/* An ATmega328P in simavr: its timer interrupts after any number of cycles. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <stdio.h>

#include "interrupt.h"

const uint16_t interrupt_all = 3000;

static volatile uint8_t fired;

ISR(TIMER1_COMPA_vect)
{
    TCCR1B = 0;
    TIMSK1 = 0;
    fired = 1;
    interrupted();
}

void interrupt_start(void)
{
    sei();
}

void interrupt_after(uint16_t points)
{
    fired = 0;
    TCCR1B = 0;
    TCNT1 = 0;
    OCR1A = points;
    TIFR1 = 1 << OCF1A;
    TIMSK1 = 1 << OCIE1A;
    TCCR1B = 1 << WGM12 | 1 << CS10;
}

uint8_t interrupt_off(void)
{
    TCCR1B = 0;
    TIMSK1 = 0;
    return fired;
}

void interrupt_say(const char *what, uint16_t number)
{
    printf("%s: %u\n", what, number);
}

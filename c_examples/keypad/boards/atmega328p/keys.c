/* keys.c: scans and debounces the 4x3 key matrix by a timer interrupt, which also paces the blinks. Knows no token. */
#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/pgmspace.h>

#include "../../board.h"
#include "../../product.h"
#include "atmega328p.h"
#include "wiring.h"

static const char key_names[] PROGMEM = KEYS;

static volatile int8_t half_blink; /* scans since the last half blink */

/* The key that is down, 0 for none, NO_KEY for more than one. */
static char scan(void)
{
    char found = 0;
    uint8_t row;

    for (row = 0; row < ROWS; row++) {
        uint8_t column;
        uint8_t down;

        DDRB = (uint8_t)((DDRB & ~ROW_PINS) | _BV(row));
        __asm__ volatile("nop\n nop\n nop\n nop"); /* the input synchroniser, and the line's own time */
        down = (uint8_t)(~PINC & COLUMN_PINS);
        for (column = 0; down != 0; column++, down >>= 1)
            if (down & 1u)
                found = found ? NO_KEY : (char)pgm_read_byte(key_names + row * COLUMNS + column);
    }
    DDRB &= (uint8_t)~ROW_PINS;
    return found;
}

ISR(TIMER0_COMPA_vect)
{
    static char last, held;
    static uint8_t same;
    char now = scan();

    if (now != last) {
        last = now;
        same = 0;
    } else if (now != held && ++same == DEBOUNCE_SCANS) {
        held = now;
        if (held) {
            product_pressed(held);
            board_woken = 1;
        }
    }
    if (half_blink < SCANS_A_HALF_BLINK)
        half_blink++;
}

void keys_start(void)
{
    PORTB &= (uint8_t)~ROW_PINS;
    PORTC |= COLUMN_PINS;
    TCCR0A = _BV(WGM01);
    TCCR0B = SCAN_CLOCK;
    OCR0A = (uint8_t)(CPU_HZ / SCAN_PRESCALER / SCAN_HZ - 1u);
    TIMSK0 = _BV(OCIE0A);
}

uint8_t board_blink_due(void)
{
    if (half_blink < SCANS_A_HALF_BLINK)
        return 0;
    half_blink = 0;
    return 1;
}

/*
 * clock.c: the unit's two clocks. Timer1 counts the seconds since start-up; it goes on in idle mode. Each of them marks the
 * copy of the real-time clock's time stale, so that its bus is used once a second and not at every call.
 */
#include "../../board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "atmega328p.h"
#include "ds3231.h"
#include "wiring.h"

volatile uint32_t seconds_up; /* the bench sets it: it has no second to wait */

static volatile uint8_t stale;
static uint32_t copy;
static uint8_t stopped;

ISR(TIMER1_COMPA_vect)
{
    seconds_up++;
    stale = 1;
    board_woken = 1;
}

void clock_start(void)
{
    stale = 1;
    OCR1A = (uint16_t)(CPU_HZ / 1024u - 1u);
    TCCR1B = (uint8_t)(_BV(WGM12) | SECOND_CLOCK);
    TIMSK1 = _BV(OCIE1A);
}

int8_t uptime_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) /* four bytes */
    {
        *seconds = seconds_up;
    }
    return 0;
}

int8_t clock_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    if (stale) {
        stale = 0;
        if (ds3231_read(&copy, &stopped) != 0) {
            stale = 1;
            return -1;
        }
    }
    *seconds = copy;
    return 0;
}

uint8_t board_clock_stopped(void)
{
    return stopped;
}

void board_clock_trust(void)
{
    if (ds3231_trust() == 0)
        stopped = 0;
}

int8_t board_set_clock(uint32_t seconds)
{
    stale = 1;
    return ds3231_set(seconds);
}

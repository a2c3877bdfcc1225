/*
 * clock.c: the seconds of a DS1374, a battery-backed real-time clock on an I2C bus of two plain pins. Its 1 Hz output
 * marks our copy stale, so that the bus is used once a second and not at every call. Knows no calendar: the chip
 * counts plain seconds.
 */
#include "../../board.h"

#include <avr/interrupt.h>
#include <avr/io.h>

#include "atmega328p.h"
#include "wiring.h"

#include <util/delay.h>

#define SDA (1u << CLOCK_SDA_PIN)
#define SCL (1u << CLOCK_SCL_PIN)

static volatile uint8_t stale;
static uint32_t copy;

ISR(INT0_vect)
{
    stale = 1;
    board_woken = 1;
}

void clock_start(void)
{
    stale = 1;
    EICRA = _BV(ISC01);
    EIMSK = _BV(INT0);
}

/* Both lines are open drain: an output is low, an input is high unless the other side holds it. */
static void low(uint8_t line)
{
    DDRC = (uint8_t)(DDRC | line);
    _delay_us(1.3);
}

static void release(uint8_t line)
{
    DDRC = (uint8_t)(DDRC & ~line);
    _delay_us(1.3);
}

static uint8_t clock_bit(void)
{
    uint8_t bit;

    release(SCL);
    bit = (PINC & SDA) != 0;
    low(SCL);
    return bit;
}

static void start(void)
{
    release(SDA);
    release(SCL);
    low(SDA);
    low(SCL);
}

static void stop(void)
{
    low(SDA);
    release(SCL);
    release(SDA);
}

/* Returns whether the other side took it. */
static uint8_t send(uint8_t byte)
{
    uint8_t i;

    for (i = 0; i < 8; i++, byte = (uint8_t)(byte << 1)) {
        if (byte & 0x80)
            release(SDA);
        else
            low(SDA);
        (void)clock_bit();
    }
    release(SDA);
    return !clock_bit();
}

static uint8_t receive(uint8_t more)
{
    uint8_t byte = 0;
    uint8_t i;

    for (i = 0; i < 8; i++)
        byte = (uint8_t)(byte << 1 | clock_bit());
    if (more)
        low(SDA);
    (void)clock_bit();
    release(SDA);
    return byte;
}

static uint8_t read_seconds(uint32_t *seconds)
{
    uint8_t good;

    start();
    good = send(CLOCK_ADDRESS << 1) && send(0);
    start();
    good = good && send(CLOCK_ADDRESS << 1 | 1);
    if (good) {
        uint8_t i;

        *seconds = 0;
        for (i = 0; i < 4; i++)
            *seconds |= (uint32_t)receive(i < 3) << (8u * i);
    }
    stop();
    return good;
}

int8_t clock_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    if (stale) {
        stale = 0;
        if (!read_seconds(&copy)) {
            stale = 1;
            return -1;
        }
    }
    *seconds = copy;
    return 0;
}

int8_t board_set_clock(uint32_t seconds)
{
    uint8_t good;
    uint8_t i;

    start();
    good = send(CLOCK_ADDRESS << 1) && send(0);
    for (i = 0; i < 4; i++)
        good = good && send((uint8_t)(seconds >> (8u * i)));
    stop();
    stale = 1;
    return good ? 0 : -1;
}

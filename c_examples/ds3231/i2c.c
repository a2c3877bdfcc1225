/*
 * i2c.c: see i2c.h. Both lines are open drain with pull-ups: an output is low, an input high unless a chip holds it. On an AVR;
 * what another chip has instead of DDRC, PINC and _delay_us is in low(), release(), is_free(), and two reads of PINC.
 * wiring.h is the product's: F_CPU, and SDA_PIN and SCL_PIN on port C.
 */
#include "i2c.h"

#include <avr/io.h>

#include "wiring.h"

#include <util/delay.h>

#define SDA (1u << SDA_PIN)
#define SCL (1u << SCL_PIN)

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

static uint8_t is_free(void)
{
    return (PINC & (SDA | SCL)) == (SDA | SCL);
}

/* Returns 0 where the chip may not have seen it: it would take the next byte as one to be written. */
static uint8_t start(void)
{
    release(SDA);
    release(SCL);
    if (!is_free())
        return 0;
    low(SDA);
    if (!(PINC & SCL))
        return 0;
    low(SCL);
    return 1;
}

/* Returns 0 where the chip may not have seen it: what it was written it then forgets. */
static uint8_t stop(void)
{
    uint8_t lines;

    low(SDA);
    release(SCL);
    lines = PINC & (SDA | SCL);
    release(SDA);
    return lines == SCL;
}

/*
 * A chip that a reset has left in the middle of a byte holds SDA until it is clocked to the byte's end. Not a pulse more
 * than that: to a chip that was being written they would be one byte more.
 */
static uint8_t free_bus(void)
{
    uint8_t pulses;

    release(SDA);
    release(SCL);
    if (is_free())
        return 1;
    for (pulses = 0; pulses < 9 && !(PINC & SDA); pulses++) {
        low(SCL);
        release(SCL);
    }
    low(SDA); /* a start, and the stop: it waits for an address again */
    release(SDA);
    return is_free();
}

/* Returns the lines as they were while SCL was high. */
static uint8_t clock_bit(void)
{
    uint8_t lines;

    release(SCL);
    lines = PINC & (SDA | SCL);
    low(SCL);
    return lines;
}

/* Returns whether the chip took it. */
static uint8_t send(uint8_t byte)
{
    uint8_t i;

    for (i = 0; i < 8; i++, byte = (uint8_t)(byte << 1)) {
        if (byte & 0x80)
            release(SDA);
        else
            low(SDA);
        if (clock_bit() != (byte & 0x80 ? SDA | SCL : SCL)) /* a read that arrived as a write would set the clock */
            return 0;
    }
    release(SDA);
    return clock_bit() == SCL;
}

static uint8_t receive(uint8_t more)
{
    uint8_t byte = 0;
    uint8_t i;

    for (i = 0; i < 8; i++)
        byte = (uint8_t)(byte << 1 | ((clock_bit() & SDA) != 0));
    if (more)
        low(SDA);
    (void)clock_bit();
    release(SDA);
    return byte;
}

static uint8_t begin(uint8_t address, uint8_t at)
{
    return free_bus() && start() && send((uint8_t)(address << 1)) && send(at);
}

static int8_t end(uint8_t good)
{
    good = stop() && good;
    if (!is_free())
        return -1;
    return good ? 0 : 1;
}

int8_t i2c_read(uint8_t address, uint8_t at, uint8_t *into, uint8_t len)
{
    uint8_t good = begin(address, at) && start() && send((uint8_t)(address << 1 | 1));

    for (; good && len != 0; len--)
        *into++ = receive(len > 1);
    return end(good);
}

int8_t i2c_write(uint8_t address, uint8_t at, const uint8_t *from, uint8_t len)
{
    uint8_t good = begin(address, at);

    for (; good && len != 0; len--)
        good = send(*from++);
    return end(good);
}

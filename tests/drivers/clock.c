/*
 * clock.c: the DS3231's driver (c_examples/ds3231) on a modelled bus: every date; every fault at every edge; the controller
 * reset at every edge. What it answers is the time, or that it failed.
 */
#include <stdio.h>
#include <stdlib.h>

#include "boards/clock.h"
#include "boards/rtc.h"
#include "bus.h"
#include "ds3231.h"
#include "i2c.h"

#define DAY 86400u
#define NOW 1234567890u
#define ADDRESS 0x68

static unsigned long checks;

static void check(int good, const char *what, unsigned long at)
{
    checks++;
    if (good)
        return;
    fprintf(stderr, "error: %s: %lu\n", what, at);
    exit(1);
}

static int8_t read_at(uint32_t now, uint32_t *seconds, uint8_t *stopped)
{
    clock_goes(now);
    rtc_second();
    bus_edges = 0;
    return ds3231_read(seconds, stopped);
}

static void reads(uint32_t now, const char *what, unsigned long at)
{
    uint32_t seconds = 0;
    uint8_t stopped = 2;

    check(read_at(now, &seconds, &stopped) == 0 && seconds == now + clock_ahead && stopped == rtc_stopped, what, at);
}

/* The first and the last second of each day of 136 years, read and set. */
static void every_date(void)
{
    uint32_t days;

    for (days = 0; days <= UINT32_MAX / DAY; days++) {
        const uint32_t last = days == UINT32_MAX / DAY ? UINT32_MAX : days * DAY + DAY - 1;

        clock_ahead = 0;
        reads(days * DAY, "the first second of day", days);
        reads(last, "the last second of day", days);
        check(ds3231_set(last) == 0, "cannot be set to day", days);
        check(clock_ahead == 0, "set to day", days);
    }
}

/* A register with any byte in it: a date that is none fails. */
static void no_date(void)
{
    static const uint8_t most[7] = {0x59, 0x59, 0x23, 0x07, 0x31, 0x12, 0x99};
    static const uint8_t date[7] = {0, 0, 0, 1, 1, 1, 0x30};
    static const uint8_t february[7] = {0, 0, 0, 1, 0x30, 2, 0x28};
    uint8_t shown[7];
    unsigned at, byte, i;
    uint32_t seconds;
    uint8_t stopped;

    for (at = 0; at < 7; at++)
        for (byte = 0; byte < 256; byte++) {
            const unsigned digits = at == 5 ? byte & 0x7Fu : byte;
            const int good = (digits & 15) < 10 && digits >> 4 < 10 && digits <= most[at] && (at < 3 || at == 6 || digits > 0);

            for (i = 0; i < 7; i++)
                shown[i] = i == at ? (uint8_t)byte : date[i];
            rtc_shows(shown);
            bus_edges = 0;
            check((ds3231_read(&seconds, &stopped) == 0) == good, "register and byte", at << 8 | byte);
        }
    rtc_shows(february);
    check(ds3231_read(&seconds, &stopped) != 0, "30 February is read, in year", 28);
    rtc_shows(NULL);
}

static void stopped_is_told(void)
{
    rtc_stopped = 1;
    reads(NOW, "a clock that stopped", 0);
    reads(NOW, "a clock that stopped, again", 0);
    check(ds3231_trust() == 0 && !rtc_stopped, "it is trusted again", 0);
    rtc_stopped = 1;
    check(ds3231_set(NOW) == 0 && !rtc_stopped, "it is set", 0);
}

static uint32_t edges_of_a_reading(void)
{
    reads(NOW, "the bus is good", 0);
    return bus_edges;
}

/* SDA is held for a whole reading; the chip lets go in the middle of one, after so many edges. */
static void i2c_bus(void)
{
    uint32_t seconds;
    uint8_t stopped;

    reads(NOW, "the bus is good", 0);
    bus_has = BUS_SDA_LOW;
    bus_from = 0;
    bus_for = UINT32_MAX;
    check(read_at(NOW, &seconds, &stopped) != 0, "SDA is held and a time is read", seconds);
    bus_has = BUS_GOOD;
    reads(NOW, "the bus is good again", 0);
    for (bus_from = 1; bus_from <= bus_edges; bus_from++) {
        bus_has = BUS_SDA_HIGH;
        check(read_at(NOW, &seconds, &stopped) != 0 || seconds == NOW, "the chip lets go at edge", bus_from);
        bus_has = BUS_GOOD;
        reads(NOW, "the bus is good after that", bus_from);
    }
}

/* A line held or disturbed, from every edge on, for some edges or for good: the time, or a failure; then the time again. */
static void every_fault(void)
{
    static const uint32_t lengths[] = {1, 2, 3, 5, 9, 18, 19, 40, 100, UINT32_MAX};
    const uint32_t edges = edges_of_a_reading();
    unsigned long failed = 0, right = 0;
    uint32_t seconds;
    uint8_t stopped;
    int fault;
    unsigned i;

    for (fault = BUS_SDA_LOW; fault <= BUS_SDA_FLIPPED; fault++)
        for (i = 0; i < sizeof lengths / sizeof *lengths; i++)
            for (bus_from = 0; bus_from <= edges; bus_from++) {
                bus_has = (bus_fault)fault;
                bus_for = lengths[i];
                if (read_at(NOW, &seconds, &stopped) != 0)
                    failed++;
                else {
                    right++;
                    check(seconds == NOW, "a wrong time is read; fault, length, edge",
                          (unsigned long)fault * 100000000ul + i * 1000000ul + bus_from);
                }
                bus_has = BUS_GOOD;
                check(clock_ahead == 0, "a reading has set the clock; fault, length, edge",
                      (unsigned long)fault * 100000000ul + i * 1000000ul + bus_from);
                reads(NOW + 1, "the bus is good again; fault, length, edge",
                      (unsigned long)fault * 100000000ul + i * 1000000ul + bus_from);
            }
    printf("%lu readings with a disturbed line: %lu right, %lu failed, none wrong; the next is right\n", failed + right, right,
           failed);
}

/* The controller is reset at every edge of a reading, and of the reading after it: the next is right at once. */
static void every_reset(void)
{
    const uint32_t edges = edges_of_a_reading();
    volatile uint32_t at;
    uint32_t seconds;
    uint8_t stopped;

    for (at = 1; at <= edges; at++) {
        if (setjmp(bus_reset) == 0) {
            bus_edges = 0;
            bus_reset_at = at;
            (void)read_at(NOW, &seconds, &stopped);
            check(0, "there is no such edge", at);
        }
        reads(NOW + 2, "the reading after a reset at edge", at);
    }
    printf("%lu resets in the middle of a reading, one at each edge: the next reading is right\n", (unsigned long)edges);
}

int main(void)
{
    bus_plug();
    every_date();
    clock_ahead = 0;
    no_date();
    stopped_is_told();
    i2c_bus();
    every_fault();
    every_reset();
    printf("the clock's driver: %lu checks\n", checks);
    return 0;
}

/*
 * eeprom.c: the 24C02's driver (c_examples/i2c_eeprom) on a modelled bus, which it shares with the clock: every place and length;
 * every fault at every edge of a write; the controller reset at every edge. What it says is stored is stored, no other byte ever
 * changes, and the next call works.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "at24c02.h"
#include "boards/clock.h"
#include "boards/memory.h"
#include "bus.h"
#include "ds3231.h"
#include "i2c.h"

#define NOW 1234567890u
#define ADDRESS 0x50
#define RECORD 32u
#define AT 96u /* the library's records are at multiples of their length */

static unsigned long checks;
static uint8_t before[MEMORY_SIZE];
static uint8_t record[RECORD], read_back[RECORD];

static void check(int good, const char *what, unsigned long at)
{
    checks++;
    if (good)
        return;
    fprintf(stderr, "error: %s: %lu\n", what, at);
    exit(1);
}

/* Memory and record as no other round has them. */
static void fill(unsigned long round)
{
    unsigned i;

    while (memory_busy())
        (void)i2c_write(ADDRESS, 0, NULL, 0);
    for (i = 0; i < MEMORY_SIZE; i++)
        memory_bytes[i] = (uint8_t)(i * 7u + round);
    for (i = 0; i < RECORD; i++)
        record[i] = (uint8_t)~(i * 13u + round);
    memcpy(before, memory_bytes, sizeof before);
}

/* Outside `len` bytes at `at` all is as it was; inside, each is as it was or as it is to be. */
static void nothing_else(unsigned at, unsigned len, const char *what, unsigned long round)
{
    unsigned i;

    for (i = 0; i < MEMORY_SIZE; i++)
        check(memory_bytes[i] == before[i] || (i >= at && i < at + len && memory_bytes[i] == record[i - at]), what, round);
}

static void works(const char *what, unsigned long round)
{
    uint32_t seconds = 0;
    uint8_t stopped;

    check(at24c02_write(NULL, AT, record, RECORD) == 0 && memcmp(memory_bytes + AT, record, RECORD) == 0, what, round);
    check(at24c02_read(NULL, AT, read_back, RECORD) == 0 && memcmp(read_back, record, RECORD) == 0, what, round);
    clock_goes(NOW);
    check(ds3231_read(&seconds, &stopped) == 0 && seconds == NOW + clock_ahead, what, round);
}

/* The model is a 24C02: without a driver's care what goes past a page's end is at its beginning, and it is away meanwhile. */
static void model_wraps(void)
{
    unsigned i;

    fill(1);
    check(i2c_write(ADDRESS, 4, record, 8) == 0, "a page is written", 0);
    check(i2c_write(ADDRESS, 4, record, 8) != 0, "a page is written while one is being stored", 0);
    for (i = 0; i < 8; i++)
        check(memory_bytes[(4 + i) % 8] == record[i], "the page wraps", i);
}

static int8_t write_record(void)
{
    return at24c02_write(NULL, AT, record, RECORD);
}

static int8_t read_record(void)
{
    return at24c02_read(NULL, AT, read_back, RECORD);
}

static void writes_at_a_real_pace(void)
{
    for (memory_cycle = 2000; memory_cycle <= 10000; memory_cycle += 1000) {
        fill(memory_cycle);
        check(write_record() == 0 && !memory_busy() && memcmp(memory_bytes + AT, record, RECORD) == 0, "a page takes, in us", memory_cycle);
    }
}

static void every_place(void)
{
    unsigned at, len;

    for (len = 1; len <= RECORD; len++)
        for (at = 0; at + len <= MEMORY_SIZE; at++) {
            fill(at + len);
            check(at24c02_write(NULL, (uint16_t)at, record, (uint8_t)len) == 0, "write at", at << 8 | len);
            check(!memory_busy(), "it returned before it was stored, at", at << 8 | len);
            check(memcmp(memory_bytes + at, record, len) == 0, "stored at", at << 8 | len);
            nothing_else(at, len, "another byte changed, at", at << 8 | len);
            check(at24c02_read(NULL, (uint16_t)at, read_back, (uint8_t)len) == 0 && memcmp(read_back, record, len) == 0, "read at",
                  at << 8 | len);
        }
}

static uint32_t edges_of(int8_t (*call)(void))
{
    fill(2);
    bus_edges = 0;
    check(call() == 0, "the bus is good", 0);
    return bus_edges;
}

/*
 * A line held or disturbed for some edges or for good. A controller that misreads SDA for longer than 2 edges is not among them: it
 * may take a bus for free that is not, and then a byte can go elsewhere (README.md).
 */
static void every_fault(void)
{
    static const uint32_t lengths[] = {1, 2, 5, 18, 40, 300, UINT32_MAX};
    const uint32_t edges = edges_of(write_record);
    unsigned long stored = 0, failed = 0, round = 0;
    int fault;
    unsigned i;

    for (fault = BUS_SDA_LOW; fault <= BUS_SDA_FLIPPED; fault++)
        for (i = 0; i < (fault == BUS_SDA_FLIPPED ? 2 : sizeof lengths / sizeof *lengths); i++)
            for (bus_from = 0; bus_from <= edges; bus_from += 2, round++) {
                fill(round);
                bus_edges = 0;
                bus_has = (bus_fault)fault;
                bus_for = lengths[i];
                if (write_record() != 0)
                    failed++;
                else {
                    stored++;
                    check(memcmp(memory_bytes + AT, record, RECORD) == 0, "it said stored and is not, in round", round);
                }
                bus_has = BUS_GOOD;
                nothing_else(AT, RECORD, "another byte changed, in round", round);
                works("the bus is good again, in round", round);
            }
    printf("%lu writes to the EEPROM with a disturbed line: %lu stored, %lu failed; the next is stored\n", stored + failed, stored,
           failed);
}

/* The controller is reset, and the chip is not: it may hold SDA, or be storing. */
static void every_reset(int8_t (*call)(void), const char *what)
{
    const uint32_t edges = edges_of(call);
    volatile uint32_t at, stuck = 0, storing = 0;

    for (at = 1; at <= edges; at++) {
        fill(at);
        if (setjmp(bus_reset) == 0) {
            bus_edges = 0;
            bus_reset_at = at;
            (void)call();
            check(0, "there is no such edge", at);
        }
        stuck += bus_is_stuck() != 0;
        storing += memory_busy() != 0;
        check(read_record() == 0 && memcmp(read_back, memory_bytes + AT, RECORD) == 0, "a read after a reset at edge", at);
        nothing_else(AT, RECORD, "another byte changed, after a reset at edge", at);
        works("after a reset at edge", at);
    }
    check(stuck != 0, "no reset has left the bus stuck, of", edges);
    printf("%lu resets in the middle of a %s: %lu left the bus stuck, %lu the chip storing; the next call works\n",
           (unsigned long)edges, what, (unsigned long)stuck, (unsigned long)storing);
}

int main(void)
{
    bus_plug();
    clock_goes(NOW);
    model_wraps();
    writes_at_a_real_pace();
    memory_cycle = 200; /* a few polls, so that a campaign takes seconds */
    every_place();
    every_fault();
    every_reset(write_record, "write");
    every_reset(read_record, "read");
    printf("the EEPROM's driver: %lu checks\n", checks);
    return 0;
}

/*
 * product.c: the keypad product with the ATmega328P's clocks, compiled from their own source, on a modelled bus: a clock or a
 * memory that is not ready at power-up, a reset at every edge of a reading, a clock whose oscillator stopped. The family's
 * time is what it was, and the output comes back by itself.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <avr/interrupt.h>
#include <avr/io.h>

#include "board.h"
#include "boards/atmega328p/atmega328p.h"
#include "boards/clock.h"
#include "boards/rtc.h"
#include "bus.h"
#include "keypad.h"

#define DAY 86400u
#define PAID (30u * DAY)
#define LINE "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;count=0\n"

volatile uint8_t board_woken;
uint8_t TCCR1B, TIMSK1;
uint16_t OCR1A;
extern volatile uint32_t seconds_up;

static uint8_t memory[1024];
static uint32_t reads_fail;
static const char *sent = "";
static uint8_t output;
static uint32_t now;
static unsigned long checks;

static int8_t memory_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    if (reads_fail != 0) {
        reads_fail--;
        return -1;
    }
    memcpy(into, memory + at, len);
    return 0;
}

static int8_t memory_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    memcpy(memory + at, from, len);
    return 0;
}

static const opaygo_port port = {
    .read = memory_read,
    .write = memory_write,
    .rtc = clock_read,
    .uptime = uptime_read,
    .timer = opaygo_with_uptime,
    .geometry = {.size = sizeof memory, .page = 0, .write_size = 1},
    .config = &product_config,
};

const opaygo_port *board_port(void)
{
    return &port;
}

void board_start(void)
{
    output = 0;
    seconds_up = 0;
    clock_start();
}

int16_t board_byte(void)
{
    return *sent ? (uint8_t)*sent++ : -1;
}

void board_send(uint8_t byte)
{
    (void)byte;
}

void board_led(uint8_t led, uint8_t lit)
{
    (void)led;
    (void)lit;
}

uint8_t board_blink_due(void)
{
    return 1;
}

void board_output(uint8_t on)
{
    output = on;
}

void board_idle(uint32_t seconds)
{
    (void)seconds;
}

static void check(int good, const char *what, unsigned long at)
{
    checks++;
    if (good)
        return;
    fprintf(stderr, "error: %s: %lu\n", what, at);
    exit(1);
}

static void second(void)
{
    clock_goes(++now);
    rtc_second();
    TIMER1_COMPA_vect();
    while (product_pass() == 0)
        ;
}

static void turn(unsigned seconds)
{
    while (seconds-- != 0)
        second();
}

static void start(void)
{
    memset(&keypad, 0xA5, sizeof keypad);
    clock_starts(now);
    rtc_second();
    product_start();
}

static uint32_t credit(void)
{
    opaygo_report report;

    memset(&report, 0, sizeof report);
    (void)opaygo_query(&keypad.device, board_port(), &report);
    return report.credit;
}

/* On, and with all that was paid but for `spent`, within so many seconds. */
static void comes_on(uint32_t paid, uint32_t spent, unsigned within, const char *what, unsigned long at)
{
    unsigned seconds;

    for (seconds = 0; seconds < within && !output; seconds++)
        second();
    check(output, what, at);
    check(credit() <= paid && credit() + spent + seconds >= paid, what, at);
}

/* A unit with 30 days and a minute behind it. */
static void paid_unit(void)
{
    const uint8_t key[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4, 0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1};
    char digits[16] = "";
    const char *digit;
    uint32_t token;

    memset(memory, 0xFF, sizeof memory);
    product_config_default();
    start();
    sent = LINE;
    turn(3);
    check(opaygo_token_generate(key, 123456789, 2, 30, &token) == OPAYGO_OK, "a token", 2);
    check(opaygo_token_write(token, 0, digits, sizeof digits) == OPAYGO_OK, "its digits", 2);
    product_pressed('*');
    for (digit = digits; *digit; digit++) {
        product_pressed(*digit);
        second();
    }
    turn(60);
    check(output && credit() <= PAID && credit() > PAID - 100, "the unit has its 30 days", credit());
}

static void clock_not_ready(void)
{
    uint32_t readings;

    for (readings = 1; readings <= 40; readings++) {
        const uint32_t before = credit();

        clock_fails(readings);
        start();
        comes_on(before, 1, readings + 20, "the clock did not answer at power-up, so many times", readings);
        clock_works();
        turn(20);
    }
    bus_has = BUS_SDA_LOW;
    bus_from = 0;
    bus_for = UINT32_MAX;
    readings = credit();
    start();
    turn(30);
    bus_has = BUS_GOOD;
    comes_on(readings, 31, 20, "SDA was held at power-up", 0);
}

static void memory_not_ready(void)
{
    uint32_t reads;

    for (reads = 1; reads <= 3000; reads = reads * 5 / 4 + 1) {
        const uint32_t before = credit();

        (void)opaygo_save(&keypad.device, board_port(), NULL);
        reads_fail = reads;
        start();
        comes_on(before, 1, 300, "the memory did not answer at power-up, so many reads", reads);
        reads_fail = 0;
        turn(20);
    }
}

/* The chip on the bus goes on where it was, and so may SDA. */
static void every_reset(void)
{
    volatile uint32_t at, before;
    uint32_t edges;

    turn(5);
    bus_edges = 0;
    second();
    edges = bus_edges;
    check(edges > 100, "a second has a reading", edges);
    for (at = 1; at <= edges; at++) {
        before = credit();
        (void)opaygo_save(&keypad.device, board_port(), NULL);
        if (setjmp(bus_reset) == 0) {
            bus_edges = 0;
            bus_reset_at = at;
            second();
            check(0, "there is no such edge", at);
        }
        start();
        comes_on(before, 2, 12, "a reset at edge", at);
        turn(12);
    }
    printf("%lu resets in the middle of a reading, one at each edge: the output is on again, and no time is lost\n",
           (unsigned long)edges);
}

static void oscillator_stopped(void)
{
    uint32_t before;

    turn(60);
    (void)opaygo_save(&keypad.device, board_port(), NULL);
    before = credit();
    rtc_stopped = 1;
    start();
    comes_on(before, 2 * product_config.checkpoint, 20, "the oscillator stopped", 0);
    check(!rtc_stopped, "its flag is cleared", 0);
    check(credit() + 10 < before, "the gap that nobody knows costs something", credit());
    turn(2u * product_config.checkpoint); /* until then the library doubts the clock */
    (void)opaygo_save(&keypad.device, board_port(), NULL);
    before = credit();
    start();
    comes_on(before, 17, 20, "the start after that", 0);
}

/* The clock, then the memory, fails once at a power-up: the output is on all day, as before. */
static void example_open_fails(void)
{
    uint32_t before = credit();

    clock_fails(1);
    start();
    comes_on(before, 1, 20, "one reading failed at power-up", 0);
    turn(DAY);
    check(output && credit() + DAY + 20 >= before, "a day after one failed reading", credit());
    before = credit();
    reads_fail = 100000;
    start();
    check(!output, "nothing is on that cannot be read", 0);
    reads_fail = 0;
    turn(DAY);
    check(output && credit() + DAY + product_config.checkpoint >= before, "a day after a memory that was not ready", credit());
}

int main(void)
{
    now = 800000000;
    bus_plug();
    paid_unit();
    example_open_fails();
    paid_unit();
    clock_not_ready();
    memory_not_ready();
    every_reset();
    oscillator_stopped();
    printf("the product and its clocks: %lu checks\n", checks);
    return 0;
}

/*
 * bench_host.c: the host as a board: the product is linked in and its loop turned from here.
 * Knows no rule of the product.
 */
#include <stddef.h>
#include <string.h>

#include "bench.h"
#include "board.h"
#include "boards/host/host.h"
#include "clock.h"
#include "keypad.h"
#include "product.h"

#define PASSES_MOST 10000000u

#pragma weak keypad /* another example has its RAM elsewhere */

const char *const bench_name = "host";
const uint32_t bench_storage_size = HOST_STORAGE;
uint32_t bench_sleep;

uint8_t bench_extended;
static uint32_t blind_left;
static uint32_t copy; /* of the clock, as long as its second has not ended */
static uint8_t stale;
static const char *sent; /* what is left of the text on the UART */
static bench_witness *watcher;

/* The board's pins, UART and clock. */

void board_start(void)
{
}

int16_t board_byte(void)
{
    return sent && *sent ? (uint8_t)*sent++ : -1;
}

void board_send(uint8_t byte)
{
    output_byte(byte);
}

void board_led(uint8_t led, uint8_t lit)
{
    output_led(led, lit);
}

uint8_t board_blink_due(void)
{
    return 1;
}

void board_output(uint8_t on)
{
    output_switch(on);
}

void board_idle(uint32_t seconds)
{
    (void)seconds; /* nothing sleeps here */
}

int8_t host_clock(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    if (stale) {
        if (!clock_answers())
            return -1;
        copy = clock_reading();
        stale = 0;
    }
    *seconds = copy;
    return 0;
}

int8_t host_uptime(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = clock_uptime();
    return 0;
}

uint8_t board_clock_stopped(void)
{
    return 0;
}

void board_clock_trust(void)
{
}

int8_t board_set_clock(uint32_t seconds)
{
    clock_set(seconds);
    stale = 1;
    return 0;
}

uint8_t host_reads_nothing(void)
{
    if (blind_left == 0)
        return 0;
    blind_left--;
    return 1;
}

void host_writes(uint16_t at, uint8_t byte)
{
    if (watcher)
        watcher(at, host_storage + at, &byte, 1);
}

/* The bench. */

static void settle(void)
{
    uint32_t passes;

    for (passes = 0; passes < PASSES_MOST; passes++) {
        bench_sleep = product_pass();
        if (bench_sleep != 0) {
            output_settle();
            return;
        }
    }
    output_die("the product never becomes idle", "");
}

void bench_open(const char *firmware)
{
    (void)firmware;
    memset(host_storage, 0xFF, HOST_STORAGE);
    product_config_default();
    host_port.extended = NULL;
}

void bench_close(void)
{
}

const char *bench_config(const char *field, uint32_t value)
{
    static const struct {
        const char *name;
        void *at;
        size_t size;
    } fields[] = {
        {"credit_per_value", &product_config.credit_per_value, 4},
        {"lock_base", &product_config.lock_base, 2},
        {"lock_cap", &product_config.lock_cap, 2},
        {"test_seconds", &product_config.test_seconds, 2},
        {"checkpoint", &product_config.checkpoint, 2},
        {"forward", &product_config.limits.forward, 1},
        {"older", &product_config.limits.older, 1},
        {"sync_forward", &product_config.limits.sync_forward, 1},
        {"sync_backward", &product_config.limits.sync_backward, 1},
        {"reset_token", &product_config.limits.reset_token, 1},
        {"free_tries", &product_config.free_tries, 1},
        {"key_timeout", &product_config.key_timeout, 1},
        {"example_key", &product_config.example_key, 1},
        {"tamper_refuses_adds", &product_config.tamper_refuses_adds, 1},
    };
    size_t i;

    if (strcmp(field, "extended") == 0) {
        bench_extended = value != 0;
        host_port.extended = bench_extended ? opaygo_with_extended : NULL;
        return NULL;
    }
    for (i = 0; i < sizeof fields / sizeof *fields; i++) {
        uint8_t byte = (uint8_t)value;
        uint16_t word = (uint16_t)value;

        if (strcmp(field, fields[i].name) != 0)
            continue;
        if (fields[i].size < 4 && value >> (8 * fields[i].size) != 0)
            return "the number is too large";
        if (fields[i].size == 1)
            memcpy(fields[i].at, &byte, 1);
        else if (fields[i].size == 2)
            memcpy(fields[i].at, &word, 2);
        else
            memcpy(fields[i].at, &value, 4);
        return NULL;
    }
    return "there is no such field";
}

void bench_power_on(uint32_t now)
{
    if (&keypad)
        memset(&keypad, 0xA5, sizeof keypad);
    clock_starts(now);
    stale = 1;
    sent = NULL;
    product_start();
    if (&keypad && keypad.opened == OPAYGO_CONFIG)
        output_die("config: a field is out of its range", "");
    settle();
}

void bench_power_off(void)
{
    output_dark();
}

void bench_second(uint32_t now)
{
    clock_goes(now);
    stale = 1;
    settle();
}

void bench_key(uint32_t now, char key)
{
    bench_second(now);
    product_pressed(key);
    settle();
}

int bench_reset(uint32_t now, uint32_t edge)
{
    (void)now;
    (void)edge;
    return 0;
}

void bench_send(const char *text)
{
    sent = text;
    settle();
}

void bench_blind(uint32_t reads)
{
    blind_left = reads;
}

void bench_storage_get(uint8_t *into)
{
    memcpy(into, host_storage, HOST_STORAGE);
}

void bench_storage_put(const uint8_t *from)
{
    memcpy(host_storage, from, HOST_STORAGE);
}

void bench_watch(bench_witness *witness)
{
    watcher = witness;
}

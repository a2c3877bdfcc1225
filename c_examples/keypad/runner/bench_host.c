/*
 * bench_host.c: the host as a board: the product is linked in and its loop turned from here. Storage is an array.
 * Knows no rule of the product.
 */
#include <setjmp.h>
#include <stddef.h>
#include <string.h>

#include "../board.h"
#include "../keypad.h"
#include "bench.h"

#define PASSES_MOST 10000000u

const char *const bench_name = "host";
const uint32_t bench_storage_size = 1024;
uint32_t bench_sleep;

static uint8_t storage[1024];
static uint32_t seconds_now;
static int16_t sent = -1; /* the byte on the UART */

static uint32_t writes;
static struct {
    uint8_t armed;
    uint32_t at;
    bench_torn torn;
    uint32_t junk;
    jmp_buf out;
} cut;

/* The board, as the product sees it. */

static int8_t storage_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    memcpy(into, storage + at, len);
    return 0;
}

static uint8_t torn_byte(uint8_t old, uint8_t new)
{
    switch (cut.torn) {
    case TORN_OLD: return old;
    case TORN_NEW: return new;
    case TORN_ERASED: return 0xFF;
    case TORN_PARTLY: return (uint8_t)(new | (cut.junk & 0xFF));
    default: return (uint8_t)cut.junk;
    }
}

static int8_t storage_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    for (; len != 0; len--, at++, from++) {
        if (cut.armed && writes == cut.at) {
            storage[at] = torn_byte(storage[at], *from);
            longjmp(cut.out, 1);
        }
        storage[at] = *from;
        writes++;
    }
    return 0;
}

static int8_t clock_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = seconds_now;
    return 0;
}

static opaygo_port port = {
    .read = storage_read,
    .write = storage_write,
    .clock = clock_read,
    .geometry = {.size = sizeof storage, .page = 0, .unit = 1},
    .config = &keypad_config,
};

const opaygo_port *board_port(void)
{
    return &port;
}

void board_start(void)
{
}

int16_t board_byte(void)
{
    int16_t byte = sent;

    sent = -1;
    return byte;
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
    (void)on;
}

void board_idle(uint32_t seconds)
{
    (void)seconds;
}

/* The bench. */

static void turn_the_loop(void)
{
    uint32_t passes;

    for (passes = 0; passes < PASSES_MOST; passes++) {
        bench_sleep = keypad_pass();
        if (bench_sleep != 0)
            return;
    }
    output_die("the product never becomes idle", "");
}

static bench_end settle(void (*begin)(void))
{
    if (setjmp(cut.out))
        return BENCH_CUT;
    if (begin)
        begin();
    turn_the_loop();
    output_settle();
    return BENCH_IDLE;
}

void bench_open(const char *firmware)
{
    (void)firmware;
    memset(storage, 0xFF, sizeof storage);
    keypad_config_default();
    port.extended = NULL;
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
        {"unit", &keypad_config.unit, 4},
        {"lock_base", &keypad_config.lock_base, 2},
        {"lock_cap", &keypad_config.lock_cap, 2},
        {"test_seconds", &keypad_config.test_seconds, 2},
        {"checkpoint", &keypad_config.checkpoint, 2},
        {"forward", &keypad_config.limits.forward, 1},
        {"older", &keypad_config.limits.older, 1},
        {"sync_forward", &keypad_config.limits.sync_forward, 1},
        {"sync_backward", &keypad_config.limits.sync_backward, 1},
        {"reset_token", &keypad_config.limits.reset_token, 1},
        {"free_tries", &keypad_config.free_tries, 1},
        {"key_timeout", &keypad_config.key_timeout, 1},
        {"example_key", &keypad_config.example_key, 1},
        {"tamper_refuses_adds", &keypad_config.tamper_refuses_adds, 1},
    };
    size_t i;

    if (strcmp(field, "extended") == 0) {
        port.extended = value != 0 ? opaygo_extended : NULL;
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

bench_end bench_power_on(uint32_t now)
{
    memset(&keypad, 0xA5, sizeof keypad);
    seconds_now = now;
    sent = -1;
    if (settle(keypad_start) == BENCH_CUT)
        return BENCH_CUT;
    if (keypad.opened == OPAYGO_CONFIG)
        output_die("config: a field is out of its range", "");
    return BENCH_IDLE;
}

void bench_power_off(void)
{
    output_dark();
}

bench_end bench_second(uint32_t now)
{
    seconds_now = now;
    return settle(NULL);
}

bench_end bench_key(char key)
{
    keypad_pressed(key);
    return settle(NULL);
}

bench_end bench_send(uint8_t byte)
{
    sent = byte;
    return settle(NULL);
}

void bench_storage_get(uint8_t *into)
{
    memcpy(into, storage, sizeof storage);
}

void bench_storage_put(const uint8_t *from)
{
    memcpy(storage, from, sizeof storage);
}

void bench_cut_at(uint32_t n, bench_torn torn, uint32_t junk)
{
    cut.armed = 1;
    cut.at = n;
    cut.torn = torn;
    cut.junk = junk;
    writes = 0;
}

void bench_cut_never(void)
{
    cut.armed = 0;
    writes = 0;
}

uint32_t bench_writes(void)
{
    return writes;
}

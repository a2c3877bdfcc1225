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

static int8_t storage_read(void *ctx, uint32_t at, uint8_t *into, uint16_t len)
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

static int8_t storage_write(void *ctx, uint32_t at, const uint8_t *from, uint16_t len)
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

const opaygo_port board_port = {
    .read = storage_read,
    .write = storage_write,
    .clock = clock_read,
    .offset = 0,
    .size = sizeof storage,
    .page = 0,
    .unit = 1,
    .config = &keypad_config,
};

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
}

void bench_close(void)
{
}

const char *bench_config(const char *field, uint32_t value)
{
    (void)field;
    (void)value;
    return "there is no such field";
}

bench_end bench_power_on(uint32_t now)
{
    memset(&keypad, 0xA5, sizeof keypad);
    seconds_now = now;
    sent = -1;
    return settle(keypad_start);
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

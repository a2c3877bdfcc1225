/* board.c: this computer as a board (host.h). Storage is an array. */
#include "../../board.h"

#include <string.h>

#include "../../keypad.h"
#include "host.h"

uint8_t host_storage[HOST_STORAGE];

static int8_t storage_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    if (host_reads_nothing())
        memset(into, 0xFF, len);
    else
        memcpy(into, host_storage + at, len);
    return 0;
}

static int8_t storage_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    for (; len != 0; len--, at++, from++) {
        host_writes(at, *from);
        host_storage[at] = *from;
    }
    return 0;
}

static int8_t clock_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    return host_clock(seconds);
}

opaygo_port host_port = {
    .read = storage_read,
    .write = storage_write,
    .clock = clock_read,
    .test_code = opaygo_test_code,
    .geometry = {.size = HOST_STORAGE, .page = 0, .unit = 1},
    .config = &keypad_config,
};

const opaygo_port *board_port(void)
{
    return &host_port;
}

void board_start(void)
{
}

int8_t board_set_clock(uint32_t seconds)
{
    return host_set_clock(seconds);
}

int16_t board_byte(void)
{
    return host_byte();
}

void board_send(uint8_t byte)
{
    host_said(byte);
}

void board_led(uint8_t led, uint8_t lit)
{
    host_led(led, lit);
}

uint8_t board_blink_due(void)
{
    return 1;
}

void board_output(uint8_t on)
{
    host_output(on);
}

void board_idle(uint32_t seconds)
{
    (void)seconds; /* nothing sleeps here: the bench lets the time pass */
}

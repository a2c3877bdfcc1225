/* board.c: this computer's part of a board (host.h): storage in an array. Knows nothing of what is kept there. */
#include "../../board.h"

#include <string.h>

#include "../../product.h"
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

opaygo_port host_port = {
    .read = storage_read,
    .write = storage_write,
    .rtc = host_clock,
    .uptime = host_uptime,
    .timer = opaygo_with_uptime,
    .test_code = opaygo_with_test_code,
    .geometry = {.size = HOST_STORAGE, .page = 0, .write_size = 1},
    .config = &product_config,
};

const opaygo_port *board_port(void)
{
    return &host_port;
}

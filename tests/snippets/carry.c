/* Units of the published code carried over: with each parity of the last count, cut at each write, and once more. */
#include <string.h>

#include "check.h"
#include "opaygo.h"

/* As in docs/MIGRATING.md. */
typedef struct old_unit {
    uint8_t key[16];
    uint32_t starting_code;
    uint32_t credit;
    uint16_t max_count;
    uint8_t unlocked, divider, restricted;
    char serial[OPAYGO_MAX_SERIAL];
} old_unit;

opaygo_status carry_over(opaygo_device *device, const opaygo_port *port, const old_unit *old);
opaygo_status window_from_published(opaygo_window *window, uint16_t max_count);

static uint8_t memory[512];
static uint16_t writes_left;
static opaygo_config config;
static opaygo_device device;

static int8_t read_memory(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    memcpy(into, memory + at, len);
    return 0;
}

static int8_t write_memory(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    if (writes_left == 0) /* the power is gone */
        return -1;
    writes_left--;
    memcpy(memory + at, from, writes_left == 0 ? len / 2u : len);
    return writes_left == 0 ? -1 : 0;
}

static int8_t seconds_now(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = 1000000;
    return 0;
}

static const opaygo_port port = {.read = read_memory,
                                 .write = write_memory,
                                 .rtc = seconds_now,
                                 .config = &config,
                                 .geometry = {.size = sizeof memory, .write_size = 1}};

static void carry(const old_unit *old, uint16_t cut)
{
    opaygo_report report;
    opaygo_window window;
    uint16_t next;

    memset(memory, 0xFF, sizeof memory);
    writes_left = cut;
    (void)opaygo_open(&device, &port);
    (void)carry_over(&device, &port, old);
    writes_left = 0xFFFF;
    (void)opaygo_open(&device, &port);
    CHECK(carry_over(&device, &port, old) == OPAYGO_OK);
    CHECK(carry_over(&device, &port, old) == OPAYGO_OK);
    CHECK(opaygo_open(&device, &port) == OPAYGO_OK);
    CHECK(opaygo_query(&device, &port, &report) == OPAYGO_OK);
    CHECK(report.count == old->max_count);
    CHECK(report.state == (old->unlocked ? OPAYGO_STATE_UNLOCKED
                           : report.credit == 0 ? OPAYGO_STATE_DISABLED : OPAYGO_STATE_ENABLED));
    if (!old->unlocked)
        CHECK(report.credit == (old->max_count == 0 ? 0 : old->credit));

    /* Nothing of old is open again; the server's next Add is taken. */
    for (next = 1; next <= old->max_count; next++)
        CHECK(opaygo_apply(&device, &port, next, 1, NULL) == OPAYGO_ALREADY_USED);
    next = (uint16_t)((old->max_count & ~1u) + 2u);
    CHECK(opaygo_apply(&device, &port, next, 1, NULL) == (old->unlocked ? OPAYGO_NO_EFFECT : OPAYGO_ADD_TIME));
    CHECK(window_from_published(&window, old->max_count) == OPAYGO_OK && window.count == old->max_count);
}

int main(void)
{
    static const uint16_t counts[] = {0, 1, 2, 3, 4, 31, 32, 33, 60};
    old_unit old;
    uint16_t cut;
    uint8_t i;

    CHECK(opaygo_config_default(&config) == OPAYGO_OK);
    memset(&old, 0, sizeof old);
    memcpy(old.key, "0123456789abcdef", 16);
    memcpy(old.serial, "SLT000001", 9);
    old.starting_code = 123456789;
    old.divider = 1;
    for (i = 0; i < sizeof counts / sizeof counts[0]; i++)
        for (cut = 1; cut < 40; cut++) {
            old.max_count = counts[i];
            old.unlocked = 0;
            old.credit = 12345;
            carry(&old, cut);
            old.credit = 0;
            carry(&old, cut);
            old.unlocked = counts[i] != 0;
            carry(&old, cut);
        }
    return 0;
}

/* A key is pressed by an interrupt at every point of opaygo_keypad_poll: what comes of it is what comes of a key before
   the poll or behind it, or, where the queue is full, one key more and then the lost entry. Knows no chip. */
#include <stdint.h>
#include <string.h>

#include "interrupt.h"
#include "opaygo.h"

#define SAID_MOST 12u

typedef struct outcome {
    opaygo_status push;
    uint8_t count;
    opaygo_status said[SAID_MOST];
} outcome;

typedef struct situation {
    const char *name;
    const char *typed; /* each taken by a poll */
    const char *waiting;
    uint8_t polls; /* of one hash each, before the one that is interrupted */
    uint8_t overflows;
} situation;

/* The token is count 2, value 1. */
static const situation situations[] = {
    {"nothing waits", "", "", 0, 0},
    {"a star waits", "", "*", 0, 0},
    {"a digit waits", "*6", "6", 0, 0},
    {"six wait", "*", "662486", 0, 0},
    {"seven wait", "*", "6624867", 0, 0},
    {"a key was lost", "*", "6624867", 0, 1},
    {"the last digit waits", "*66248679", "0", 0, 0},
    {"the token is whole", "*662486790", "", 0, 0},
    {"a token is decoded", "*662486790", "*", 1, 0},
    {"a token is decoded and seven wait", "*662486790", "*123456", 1, 0},
    {"a token is decoded and a key was lost", "*662486790", "*123456", 1, 1},
};

typedef struct unit {
    opaygo_device device;
    opaygo_keypad pad;
    uint8_t bytes[192];
} unit;

static unit now, before;
static opaygo_config config;
static opaygo_status pushed;

static int8_t read_bytes(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    memcpy(into, now.bytes + at, len);
    return 0;
}

static int8_t write_bytes(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    memcpy(now.bytes + at, from, len);
    return 0;
}

static int8_t seconds(void *ctx, uint32_t *into)
{
    (void)ctx;
    *into = 1000000;
    return 0;
}

static const opaygo_port port = {.read = read_bytes, .write = write_bytes, .rtc = seconds, .config = &config,
                                 .geometry = {.size = sizeof now.bytes, .write_size = 1}};

void interrupted(void)
{
    pushed = opaygo_keypad_push(&now.pad, '*');
}

static opaygo_status poll(uint16_t max_hashes)
{
    return opaygo_keypad_poll(&now.pad, &now.device, &port, max_hashes, NULL);
}

static void press(const char *keys)
{
    for (; *keys; keys++)
        (void)opaygo_keypad_push(&now.pad, *keys);
}

static uint8_t prepare(const situation *it)
{
    static const opaygo_provisioning example = {.key = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4, 0x1e, 0xc9, 0x53,
                                                        0x0f, 0x6d, 0xac, 0x86, 0xb1},
                                                .starting_code = 123456789, .test_code = OPAYGO_NO_TEST_CODE,
                                                .divider = 1, .serial = "U"};
    const char *key;
    uint8_t i;

    memset(&now, 0xFF, sizeof now);
    (void)opaygo_config_default(&config);
    config.example_key = 1;
    (void)opaygo_open(&now.device, &port);
    if (opaygo_provision(&now.device, &port, &example) != OPAYGO_OK || opaygo_keypad_init(&now.pad) != OPAYGO_OK)
        return 0;
    for (key = it->typed; *key; key++) {
        (void)opaygo_keypad_push(&now.pad, *key);
        if (poll(1) != OPAYGO_KEY_ACCEPTED)
            return 0;
    }
    for (i = 0; i < it->polls; i++)
        if (poll(1) != OPAYGO_DECODING)
            return 0;
    press(it->waiting);
    if (it->overflows)
        press("8");
    before = now;
    return 1;
}

static void add(outcome *all, opaygo_status status)
{
    if (status != OPAYGO_OK && status != OPAYGO_DECODING && all->count < SAID_MOST)
        all->said[all->count++] = status;
}

static void drain(outcome *all)
{
    opaygo_status status;

    do {
        status = poll(1000);
        add(all, status);
    } while (status != OPAYGO_OK);
    all->push = pushed;
}

static uint8_t same(const outcome *a, const outcome *b)
{
    return a->push == b->push && a->count == b->count &&
           memcmp(a->said, b->said, a->count * sizeof *a->said) == 0;
}

/* As the poll of `behind`, and the key was refused. */
static uint8_t lost(const outcome *a, const outcome *first, const outcome *behind)
{
    return first->push == OPAYGO_KEY_REJECTED && a->push == OPAYGO_KEY_REJECTED && a->count == 2 &&
           a->said[0] == behind->said[0] && a->said[1] == OPAYGO_ENTRY_LOST;
}

/* At how many points a key came; 0: it failed. */
static uint16_t run(const situation *it)
{
    outcome first = {0}, behind = {0};
    uint16_t at, points = 0;

    if (!prepare(it))
        return 0;
    interrupted();
    drain(&first);
    now = before;
    add(&behind, poll(1));
    interrupted();
    drain(&behind);
    /* The queue is looked at before anything is stored or hashed: from there on, at every 499th. */
    for (at = 1; at < UINT16_MAX - 499u; at = (uint16_t)(at + (at < interrupt_all ? 1u : 499u))) {
        outcome all = {0};
        opaygo_status status;
        uint8_t fired;

        now = before;
        interrupt_after(at);
        status = poll(1);
        fired = interrupt_off();
        if (!fired)
            return points;
        points++;
        add(&all, status);
        drain(&all);
        if (!same(&all, &first) && !same(&all, &behind) && !lost(&all, &first, &behind))
            return 0;
    }
    return 0;
}

int main(void)
{
    uint8_t i, failed = 0;

    interrupt_start();
    for (i = 0; i < sizeof situations / sizeof *situations; i++) {
        uint16_t points = run(&situations[i]);

        interrupt_say(situations[i].name, points);
        failed = failed || points == 0;
    }
    interrupt_say(failed ? "failed" : "passed", i);
    return failed;
}

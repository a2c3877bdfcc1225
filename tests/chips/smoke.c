/*
 * The first token of the published quick test, at the token level and through a unit with its storage in RAM, on
 * whatever chip this is linked for. Knows nothing of the chip; TOKEN_LEVEL leaves the unit out where it has no room.
 */
#include "chip.h"
#include "opaygo.h"

static const uint8_t key[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4,
                                0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1};
#define STARTING_CODE 123456789u
#define TOKEN 662486790u
#define TOKEN_TEXT "662486790"

/* Numbers of many digits, to text and back. */
static int text(void)
{
    char digits[16];
    uint32_t number, back;
    uint8_t restricted;

    for (restricted = 0; restricted <= 1; restricted++) {
        for (number = 0; number < 999999999u - 111111111u; number += 111111111u + 1u) {
            if (opaygo_token_write(number, restricted, digits, sizeof digits) != OPAYGO_OK ||
                opaygo_token_read(digits, restricted != 0 ? 15 : 9, restricted, &back) != OPAYGO_OK || back != number) {
                return 1;
            }
        }
    }
    return opaygo_token_write(999999999u, 0, digits, sizeof digits) != OPAYGO_OK || digits[0] != '9' || digits[8] != '9' ||
           digits[9] != '\0';
}

static int token_level(void)
{
    opaygo_limits limits;
    opaygo_window window;
    opaygo_token found;
    uint32_t generated = 0;

    if (opaygo_abi() != OPAYGO_ABI || opaygo_limits_default(&limits) != OPAYGO_OK ||
        opaygo_window_init(&window, 0) != OPAYGO_OK) {
        return 1;
    }
    if (opaygo_token_decode(&window, &limits, key, STARTING_CODE, TOKEN, &found) != OPAYGO_ADD_TIME || found.value != 1u) {
        return 1;
    }
    if (opaygo_token_generate(key, STARTING_CODE, found.count, 1, &generated) != OPAYGO_OK || generated != TOKEN) {
        return 1;
    }
    if (opaygo_token_accept(&window, (int8_t)found.kind, found.count) != OPAYGO_OK) {
        return 1;
    }
    return opaygo_token_decode(&window, &limits, key, STARTING_CODE, TOKEN, &found) != OPAYGO_ALREADY_USED || text();
}

#ifndef TOKEN_LEVEL

static uint8_t storage[256];

static int8_t storage_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    while (len-- != 0u) {
        *into++ = storage[at++];
    }
    return 0;
}

static int8_t storage_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    while (len-- != 0u) {
        storage[at++] = *from++;
    }
    return 0;
}

static int8_t clock_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = 1000;
    return 0;
}

static int8_t storage_erase(void *ctx, uint16_t at)
{
    (void)ctx;
    (void)at;
    return 0;
}

static int device_level(void)
{
    static opaygo_device device;
    opaygo_config config;
    opaygo_provisioning unit = {.starting_code = STARTING_CODE, .test_code = OPAYGO_NO_TEST_CODE, .divider = 1};
    opaygo_port port = {
        .read = storage_read,
        .write = storage_write,
        .rtc = clock_read,
        .geometry = {.size = sizeof storage, .write_size = 1},
    };
    opaygo_report report;
    opaygo_status status;
    uint16_t i;

    for (i = 0; i < sizeof storage; i++) {
        storage[i] = 0xff;
    }
    for (i = 0; i < sizeof key; i++) {
        unit.key[i] = key[i];
    }
    if (opaygo_config_default(&config) != OPAYGO_OK) {
        return 1;
    }
    config.example_key = 1;
    port.config = &config;
    /* A device that was never opened may hold any bytes: it does nothing. */
    for (i = 0; i < sizeof device; i++) {
        ((uint8_t *)&device)[i] = 0xa5;
    }
    if (opaygo_poll(&device, &port, 16, &report) != OPAYGO_NOT_OPEN || storage[0] != 0xffu) {
        return 1;
    }
    /* Of a device that is not open a report says that it is off, whatever else is wrong. */
    report.active = 1;
    report.count = 77;
    if (opaygo_enter(&device, &port, 0, 9, &report) != OPAYGO_NULL || report.active != 0u || report.count != 0u) {
        return 1;
    }
    /* What the port does not name is not there: pages, a test code. */
    port.geometry.page = 128;
    port.erase = storage_erase;
    if (opaygo_open(&device, &port) != OPAYGO_NULL) {
        return 1;
    }
    port.geometry.page = 0;
    if (opaygo_open(&device, &port) != OPAYGO_UNPROVISIONED) {
        return 1;
    }
    unit.test_code = 123456780;
    if (opaygo_provision(&device, &port, &unit) != OPAYGO_BAD_TEST_CODE) {
        return 1;
    }
    unit.test_code = OPAYGO_NO_TEST_CODE;
    if (opaygo_provision(&device, &port, &unit) != OPAYGO_OK) {
        return 1;
    }
    status = opaygo_enter(&device, &port, TOKEN_TEXT, 9, &report);
    while (status == OPAYGO_DECODING) {
        status = opaygo_poll(&device, &port, 8, &report);
    }
    if (status != OPAYGO_ADD_TIME || report.credit != 86400u || report.active != 1u) {
        return 1;
    }
    /* RAM is lost, storage is not. */
    return opaygo_open(&device, &port) != OPAYGO_OK || opaygo_query(&device, &port, &report) != OPAYGO_OK ||
           report.credit != 86400u || report.count != 2u;
}

#endif

int main(void)
{
    int failed = token_level();
    chip_say(failed ? "token level failed" : "token level right");
#ifndef TOKEN_LEVEL
    if (!failed) {
        failed = device_level();
        chip_say(failed ? "device level failed" : "device level right");
    }
#endif
    if (!failed) {
        chip_say("smoke passed");
    }
    chip_end(failed);
    return failed;
}

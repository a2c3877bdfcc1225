/*
 * A unit's and a product's calls, each in the states in which it does most: with 256 bytes of EEPROM, with two pages of
 * flash, with extended tokens and a chain cache. Storage is RAM; what its callbacks take is not counted.
 */
#include "opaygo.h"
#include "said.h"

enum { STORAGE = 256, PAGE = 128, WINDOW = 64, CACHED = 3 };

static uint8_t storage[STORAGE];
static uint32_t now;
static opaygo_device device;
static opaygo_keypad keypad;
static opaygo_config config;
static opaygo_cache_entry cache[CACHED];
static opaygo_port port;
static const char *which;

static int8_t port_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    while (len-- != 0u) {
        *into++ = storage[at++];
    }
    return 0;
}

static int8_t port_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    while (len-- != 0u) {
        storage[at++] = *from++;
    }
    return 0;
}

static int8_t port_erase(void *ctx, uint16_t at)
{
    uint8_t left = PAGE;
    (void)ctx;
    while (left-- != 0u) {
        storage[at++] = 0xff;
    }
    return 0;
}

static int8_t port_clock(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = now;
    return 0;
}

static void fresh(const char *name, uint16_t page)
{
    uint16_t i;
    which = name;
    now = 1000;
    for (i = 0; i < STORAGE; i++) {
        storage[i] = 0xff;
    }
    (void)opaygo_config_default(&config);
    config.example_key = 1;
    port.read = port_read;
    port.write = port_write;
    port.erase = page != 0u ? port_erase : 0;
    port.pages = page != 0u ? opaygo_with_pages : 0;
    port.test_code = opaygo_with_test_code;
    port.rtc = port_clock;
    port.config = &config;
    port.geometry.size = STORAGE;
    port.geometry.page = page;
    port.geometry.write_size = 1;
    said("opaygo_open", which, 0, opaygo_open(&device, &port));
}

static opaygo_status provision(uint16_t count, uint32_t test_code)
{
    opaygo_provisioning unit = {.key = EXAMPLE_KEY,
                                .starting_code = STARTING_CODE,
                                .test_code = test_code,
                                .count = count,
                                .divider = 1,
                                .serial = "SLT000001"};
    opaygo_status status;
    uint16_t left = test_code == OPAYGO_NO_TEST_CODE ? 0 : 1000;

    do {
        uint16_t hashes = left < 16 ? left : 16;

        status = opaygo_provision(&device, &port, &unit);
        said("opaygo_provision", which, hashes, status);
        left = (uint16_t)(left - hashes);
    } while (status == OPAYGO_DECODING);
    return status;
}

/* Enters a token and decodes it in calls of `max_hashes`, the walk being `end` hashes long. */
static void enter(const char *digits, uint8_t length, uint16_t end, uint16_t max_hashes)
{
    opaygo_report report;
    uint16_t taken = 0;
    opaygo_status status = opaygo_enter(&device, &port, digits, length, &report);
    said("opaygo_enter", which, 0, status);
    while (status == OPAYGO_DECODING) {
        uint16_t hashes = end - taken < max_hashes ? (uint16_t)(end - taken) : max_hashes;
        status = opaygo_poll(&device, &port, max_hashes, &report);
        said("opaygo_poll", which, hashes, status);
        taken = (uint16_t)(taken + hashes);
    }
}

static void poll(void)
{
    opaygo_report report;
    opaygo_status status = opaygo_poll(&device, &port, 1, &report);
    said("opaygo_poll", which, 0, status);
}

/* Calls of a unit that decode nothing. */
static void other_calls(void)
{
    opaygo_report report;
    char serial[29];
    uint8_t i;
    said("opaygo_query", which, 0, opaygo_query(&device, &port, &report));
    said("opaygo_serial", which, 0, opaygo_serial(&device, &port, serial));
    for (i = 0; i < 8; i++) { /* over the whole ring: in flash each page is erased and gets its copy back */
        said("opaygo_apply", which, 0, opaygo_apply(&device, &port, (uint16_t)(report.count + 2u + 2u * i), 1, &report));
        now += 10;
        said("opaygo_save", which, 0, opaygo_save(&device, &port, &report));
    }
    said("opaygo_apply_set", which, 0, opaygo_apply_set(&device, &port, (uint16_t)(report.count + 1u), 86400, &report));
    said("opaygo_resume", which, 0, opaygo_resume(&device, &port, 100, &report));
    said("opaygo_tamper", which, 0, opaygo_tamper(&device, &port, &report));
    config.usage_metering = 1;
    said("opaygo_spend", which, 0, opaygo_spend(&device, &port, 1, &report));
    config.usage_metering = 0;
}

/* A copy of the key is lost and mended at a start; then every record is, and the factory provisions the unit again. */
static void damage(void)
{
    uint16_t i;
    for (i = 0; i < 64u; i++) {
        storage[STORAGE / 2u + i] = 0xff;
    }
    said("opaygo_open", which, 0, opaygo_open(&device, &port));
    for (i = 0; i < STORAGE; i++) {
        if (i % (STORAGE / 2u) >= 64u) {
            storage[i] = 0x5a;
        }
    }
    said("opaygo_open", which, 0, opaygo_open(&device, &port));
    (void)provision(0, OPAYGO_NO_TEST_CODE);
}

static void life(void)
{
    (void)provision(0, 123456789);
    poll();
    enter("123456789", 9, 0, 1); /* the test code */
    enter("662486790", 9, 2, 1);
    enter("662486790", 9, 2 + WINDOW, 16);
    enter("12", 2, 0, 1);
    enter("999999999", 9, 2 + WINDOW, 8); /* the free try */
    enter("999999999", 9, 2 + WINDOW, 1000);
    enter("999999999", 9, 2 + WINDOW, 1000); /* locked */
    now += 61;
    poll();
    now += 4000;
    poll(); /* a checkpoint */
    other_calls();
    said("opaygo_open", which, 0, opaygo_open(&device, &port));
    now += 1;
    said("opaygo_open", which, 0, opaygo_open(&device, &port));
    damage();
}

/* A keypad's entry and a factory's line, the longest there is. */
static void product(void)
{
    static const char line[] = "#SLT0000000000000000000000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1"
                               ";count=0;divider=1;restricted=0;test=123456789";
    static const char keys[] = "#*662486790";
    opaygo_factory factory;
    opaygo_report report;
    uint32_t check;
    const char *byte;
    opaygo_status status;
    said("opaygo_factory_init", which, 0, opaygo_factory_init(&factory));
    for (byte = line; *byte != '\0'; byte++) {
        status = opaygo_factory_push(&factory, &device, &port, *byte, &check);
        said("opaygo_factory_push", which, 0, status);
    }
    status = opaygo_factory_push(&factory, &device, &port, '\r', &check);
    said("opaygo_factory_push", which, 1000, status);
    status = opaygo_factory_line(&device, &port, line, sizeof line - 1u, &check);
    said("opaygo_factory_line", which, 0, status);
    (void)opaygo_keypad_init(&keypad);
    for (byte = keys; *byte != '\0'; byte++) {
        said("opaygo_keypad_push", which, 0, opaygo_keypad_push(&keypad, *byte));
        said("opaygo_keypad_poll", which, 0, opaygo_keypad_poll(&keypad, &device, &port, 1, &report));
    }
    do {
        status = opaygo_keypad_poll(&keypad, &device, &port, 1, &report);
        said("opaygo_keypad_poll", which, 1, status);
    } while (status == OPAYGO_DECODING);
}

static void extended(void)
{
    port.extended = opaygo_with_extended;
    fresh("extended", PAGE);
    (void)provision(0, OPAYGO_NO_TEST_CODE);
    enter("999999999999", 12, WINDOW, 1);
    now += 61;
    enter("999999999999", 12, WINDOW, 1000);
    port.extended = 0;
}

/* The same old unit and the same two tokens of one value, without a cache and with one. */
static void old_unit(const char *name)
{
    static const uint8_t key[16] = EXAMPLE_KEY;
    uint8_t i;
    fresh(name, 0);
    (void)provision(1000, OPAYGO_NO_TEST_CODE);
    for (i = 0; i < 2; i++) {
        uint32_t token = 0;
        char digits[10];
        uint16_t count = (uint16_t)(1002 + 2 * i);
        (void)opaygo_token_generate(key, STARTING_CODE, count, 30, &token);
        (void)opaygo_token_write(token, 0, digits, sizeof digits);
        enter(digits, 9, count, 65535);
    }
}

int main(void)
{
    fresh("eeprom", 0);
    life();
    fresh("flash", PAGE);
    life();
    fresh("product", PAGE);
    product();
    extended();
    old_unit("uncached");
    port.cached = opaygo_with_cache;
    port.cache = cache;
    port.cache_entries = CACHED;
    old_unit("cached");
    chip_end(0);
    return 0;
}

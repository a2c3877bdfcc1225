/* What C may pass and answer: any number, any length, any bytes. One function a promise, named after it.
   Knows the header alone. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opaygo.h"

#define CHECK(holds)                                                                  \
    do {                                                                              \
        if (!(holds)) {                                                               \
            fprintf(stderr, "FAILED %s:%d: %s: %s\n", __FILE__, __LINE__, now, #holds); \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)

static const char *now; /* the promise at hand */
static uint8_t bytes[1024];
static int8_t answer; /* of the parts */
static opaygo_config config;
static opaygo_device device;
static opaygo_report report;

static const char LINE[] = "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;count=1";
static const char TOKEN[] = "662486790";
static const uint8_t KEY[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4,
                                0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1};

static int8_t read_bytes(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    memcpy(into, (uint8_t *)ctx + at, len);
    return 0;
}

static int8_t write_bytes(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    memcpy((uint8_t *)ctx + at, from, len);
    return 0;
}

static int8_t erase_page(void *ctx, uint16_t at)
{
    memset((uint8_t *)ctx + at, 0xFF, 128);
    return 0;
}

static int8_t seconds(void *ctx, uint32_t *into)
{
    (void)ctx;
    *into = 1000;
    return 0;
}

static opaygo_status any_pages(void *store, const void *port, uint16_t what)
{
    (void)store, (void)port, (void)what;
    return answer;
}

static opaygo_status any_test_code(void *account, const void *port, const void *what)
{
    (void)account, (void)port, (void)what;
    return answer;
}

static void no_decoder(const void *port, void *job)
{
    (void)port, (void)job;
}

static opaygo_port port;

static void begin(void)
{
    opaygo_port eeprom = {.ctx = bytes,
                          .read = read_bytes,
                          .write = write_bytes,
                          .rtc = seconds,
                          .config = &config,
                          .geometry = {.size = 256, .write_size = 1}};
    uint32_t check;
    port = eeprom;
    memset(bytes, 0xFF, sizeof bytes);
    CHECK(opaygo_config_default(&config) == OPAYGO_OK);
    config.example_key = 1;
    CHECK(opaygo_open(&device, &port) == OPAYGO_UNPROVISIONED);
    CHECK(opaygo_factory_line(&device, &port, LINE, strlen(LINE), &check) == OPAYGO_OK);
}

static opaygo_status enter(const char *text, size_t len)
{
    opaygo_status status = opaygo_enter(&device, &port, text, len, &report);
    while (status == OPAYGO_DECODING)
        status = opaygo_poll(&device, &port, 16, &report);
    return status;
}

static void whatever_a_test_code_part_answers_grants_nothing(void)
{
    for (int number = INT8_MIN; number <= INT8_MAX; number++) {
        opaygo_status status;
        begin();
        port.test_code = any_test_code;
        answer = (int8_t)number;
        status = enter("123456780", 9);
        CHECK(status == (number == OPAYGO_TEST_CODE || number == OPAYGO_NO_EFFECT ? number : OPAYGO_INVALID));
        CHECK(report.credit == 0 && report.state == OPAYGO_STATE_DISABLED && report.test == 0);
    }
}

static void whatever_a_test_code_part_answers_a_provisioning_says_ok_or_which_field(void)
{
    for (int number = INT8_MIN; number <= INT8_MAX; number++) {
        opaygo_provisioning unit;
        opaygo_status status, wanted;
        begin();
        memset(bytes, 0xFF, sizeof bytes);
        CHECK(opaygo_open(&device, &port) == OPAYGO_UNPROVISIONED);
        port.test_code = any_test_code;
        answer = (int8_t)number;
        CHECK(opaygo_provisioning_default(&unit) == OPAYGO_OK);
        memcpy(unit.key, KEY, sizeof KEY);
        unit.test_code = 5;
        status = opaygo_provision(&device, &port, &unit);
        wanted = number == OPAYGO_OK              ? OPAYGO_OK
                 : number == OPAYGO_DECODING      ? OPAYGO_DECODING
                 : number == OPAYGO_TEST_IS_TOKEN ? OPAYGO_TEST_IS_TOKEN
                                                  : OPAYGO_BAD_TEST_CODE;
        CHECK(status == wanted);
    }
}

static void whatever_a_pages_part_answers_is_ok_or_an_error(void)
{
    for (int number = INT8_MIN; number <= INT8_MAX; number++) {
        uint32_t check;
        opaygo_status status;
        begin();
        memset(bytes, 0xFF, sizeof bytes);
        port.erase = erase_page;
        port.pages = opaygo_with_pages;
        port.geometry.size = 512;
        port.geometry.page = 128;
        CHECK(opaygo_open(&device, &port) == OPAYGO_UNPROVISIONED);
        CHECK(opaygo_factory_line(&device, &port, LINE, strlen(LINE), &check) == OPAYGO_OK);
        port.pages = any_pages;
        answer = (int8_t)number;
        status = enter(TOKEN, 9);
        CHECK(status == (number == OPAYGO_OK ? OPAYGO_ADD_TIME : OPAYGO_STORAGE));
        status = opaygo_open(&device, &port);
        CHECK(status == (number == OPAYGO_OK ? OPAYGO_OK : OPAYGO_GEOMETRY));
    }
}

static void a_decoder_that_does_nothing_grants_nothing(void)
{
    begin();
    port.extended = no_decoder;
    CHECK(enter("123456789012", 12) == OPAYGO_MALFORMED);
    port.cached = no_decoder;
    CHECK(enter(TOKEN, 9) == OPAYGO_INVALID && report.credit == 0);
}

static void a_length_that_is_9_in_16_or_32_bits_is_not_9(void)
{
    static const size_t lengths[] = {(size_t)1 << 16 | 9, (size_t)UINT32_MAX + 10, PTRDIFF_MAX, (size_t)PTRDIFF_MAX + 1,
                                     SIZE_MAX - 8,        SIZE_MAX,                10,          26};
    static char text[64 + (1 << 17)]; /* readable as far as any of them is looked at */
    memset(text, '1', sizeof text);
    memcpy(text, TOKEN, 9);
    begin();
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        uint32_t token, check;
        CHECK(enter(text, lengths[i]) == OPAYGO_MALFORMED);
        CHECK(opaygo_token_read(text, lengths[i], 0, &token) == OPAYGO_MALFORMED);
        CHECK(opaygo_token_read(text, lengths[i], 1, &token) == OPAYGO_MALFORMED);
        CHECK(opaygo_factory_line(&device, &port, text, lengths[i], &check) ==
              (lengths[i] > 124 ? OPAYGO_LINE_TOO_LONG : OPAYGO_LINE_FORMAT));
    }
    CHECK(report.wait == 0 && enter(text, 9) == OPAYGO_ADD_TIME);
}

static void a_length_that_no_object_has_is_out_of_range(void)
{
    uint64_t hash = 7;
    CHECK(opaygo_siphash24(KEY, bytes, (size_t)PTRDIFF_MAX + 1, &hash) == OPAYGO_RANGE && hash == 7);
    CHECK(opaygo_siphash24(KEY, bytes, SIZE_MAX, &hash) == OPAYGO_RANGE && hash == 7);
    CHECK(opaygo_siphash24(KEY, bytes, 0, &hash) == OPAYGO_OK && hash != 7);
}

static void a_report_may_hold_any_bytes_before_it_is_filled(void)
{
    begin();
    memset(&report, 0xA5, sizeof report);
    CHECK(opaygo_query(&device, &port, &report) == OPAYGO_OK && report.state == OPAYGO_STATE_DISABLED);
    memset(&report, 0xA5, sizeof report);
    CHECK(opaygo_poll(&device, &port, 1, &report) == OPAYGO_OK && report.state == OPAYGO_STATE_DISABLED);
    CHECK(report.credit == 0 && report.storage_fault == 0 && report.clock_faults == 0);
}

static void a_kind_may_be_any_number(void)
{
    for (int number = INT8_MIN; number <= INT8_MAX; number++) {
        int taken = (number >= 1 && number <= 4) || number == OPAYGO_RESERVED || number == OPAYGO_EXTENDED;
        opaygo_window window;
        CHECK(opaygo_window_init(&window, 1) == OPAYGO_OK);
        CHECK(opaygo_token_accept(&window, (int8_t)number, 2) == (taken ? OPAYGO_OK : OPAYGO_RANGE));
        CHECK(window.count == (taken ? 2 : 1));
    }
}

static void settings_may_be_any_bytes(void)
{
    for (int byte = 0; byte <= UINT8_MAX; byte++) {
        opaygo_limits limits;
        opaygo_window window;
        opaygo_token found;
        opaygo_status status;
        begin();
        memset(&config, byte, sizeof config);
        CHECK(opaygo_open(&device, &port) == OPAYGO_CONFIG);
        begin();
        memset(&port.geometry, byte, sizeof port.geometry);
        status = opaygo_open(&device, &port);
        CHECK(status < 0);
        memset(&window, byte, sizeof window);
        memset(&limits, byte, sizeof limits);
        status = opaygo_token_decode(&window, &limits, KEY, 123456789, 662486790, &found);
        CHECK(status == OPAYGO_CONFIG || (status == found.kind && status > 0));
    }
}

static void a_device_that_was_never_opened_may_hold_any_bytes(void)
{
    for (int byte = 0; byte <= UINT8_MAX; byte++) {
        begin();
        memset(&device, byte, sizeof device);
        CHECK(opaygo_poll(&device, &port, 1, NULL) == OPAYGO_NOT_OPEN);
        CHECK(opaygo_query(&device, &port, &report) == OPAYGO_NOT_OPEN);
        CHECK(opaygo_open(&device, &port) == OPAYGO_OK);
    }
}

static void objects_of_bytes_need_no_alignment(void)
{
    uint8_t odd[64];
    uint32_t check;
    uint64_t hash;
    memcpy(odd + 1, KEY, 16);
    CHECK(opaygo_key_check(odd + 1, &check) == OPAYGO_OK);
    CHECK(opaygo_siphash24(odd + 1, odd + 3, 13, &hash) == OPAYGO_OK);
}

#define RUN(promise)            \
    do {                        \
        now = #promise;         \
        promise();              \
        printf("%s\n", #promise); \
    } while (0)

int main(void)
{
    RUN(whatever_a_test_code_part_answers_grants_nothing);
    RUN(whatever_a_test_code_part_answers_a_provisioning_says_ok_or_which_field);
    RUN(whatever_a_pages_part_answers_is_ok_or_an_error);
    RUN(a_decoder_that_does_nothing_grants_nothing);
    RUN(a_length_that_is_9_in_16_or_32_bits_is_not_9);
    RUN(a_length_that_no_object_has_is_out_of_range);
    RUN(a_report_may_hold_any_bytes_before_it_is_filled);
    RUN(a_kind_may_be_any_number);
    RUN(settings_may_be_any_bytes);
    RUN(a_device_that_was_never_opened_may_hold_any_bytes);
    RUN(objects_of_bytes_need_no_alignment);
    return 0;
}

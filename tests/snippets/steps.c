/* The portable files of the eight steps on a computer: provisioned by UART, a token by bouncing keys, days, power cuts. */
#include <string.h>

#include "check.h"
#include "unit.h"

int8_t ds3231_read(uint32_t *seconds, uint8_t *stopped);
int8_t ds3231_trust(void);

static uint8_t memory[512];
static uint32_t now = 800000000u, up, told;
static const char *sent = "";
static uint8_t on, stood, trusted;
static opaygo_status seen;
static opaygo_report last;

int8_t storage_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    memcpy(into, memory + at, len);
    return 0;
}

int8_t storage_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    memcpy(memory + at, from, len);
    return 0;
}

int8_t ds3231_read(uint32_t *seconds, uint8_t *stopped)
{
    *seconds = now;
    *stopped = stood;
    return 0;
}

int8_t ds3231_trust(void)
{
    stood = 0;
    trusted = 1;
    return 0;
}

int8_t uptime_seconds(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = up;
    return 0;
}

int16_t uart_byte(void)
{
    return *sent != 0 ? *sent++ : -1;
}

void uart_text(const char *text)
{
    told += strcmp(text, "provisioned") == 0 ? 1u : 100u;
}

void output(uint8_t state)
{
    on = state;
}

void show(opaygo_status status, const opaygo_report *report)
{
    if (status != OPAYGO_OK && status != OPAYGO_DECODING && status != OPAYGO_KEY_ACCEPTED)
        seen = status;
    last = *report;
}

void board_start(void)
{
}

static void pass(uint32_t seconds)
{
    uint32_t i;

    for (i = 0; i < seconds; i++) {
        now++;
        up++;
        (void)unit_pass();
    }
}

static void press(char key)
{
    uint8_t i;

    for (i = 0; i < 12; i++) /* it bounces for 15 ms at a time */
        key_scanned(i / 3u % 2u == 0 ? key : 0);
    for (i = 0; i < 8; i++)
        key_scanned(key);
    for (i = 0; i < 8; i++)
        key_scanned(0);
    pass(1);
}

int main(void)
{
    const char *key;

    memset(memory, 0xFF, sizeof memory);
    unit_start();
    sent = "#SLT000001;123456789;0123456789abcdef0123456789abcdef\n";
    pass(80);
    CHECK(told == 1);
    CHECK(!on);
    for (key = "*111111111"; *key != 0; key++)
        press(*key);
    pass(30);
    CHECK(seen == OPAYGO_INVALID);
    CHECK(last.count == 1);

    {
        static const uint8_t secret[16] = {0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef,
                                           0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef};
        uint32_t token;
        char text[10];

        CHECK(opaygo_token_generate(secret, 123456789, 2, 2, &token) == OPAYGO_OK);
        CHECK(opaygo_token_write(token, 0, text, sizeof text) == OPAYGO_OK);
        pass(61);
        press('*');
        for (key = text; *key != 0; key++)
            press(*key);
        pass(30);
    }
    CHECK(seen == OPAYGO_ADD_TIME);
    CHECK(on && last.count == 2);
    CHECK(last.credit > 2u * 86400u - 60u && last.credit <= 2u * 86400u);

    now += 86400u; /* a day without power */
    up = 0;
    on = 0;
    unit_start();
    pass(150); /* a time is believed when it is sure */
    CHECK(on && last.credit <= 86400u && last.credit > 86400u - 400u);

    stood = 1; /* a new battery: nobody knows the gap */
    now = 5;
    up = 0;
    unit_start();
    CHECK(trusted);
    pass(150);
    CHECK(on && last.credit > 86400u - 2u * 3600u - 600u); /* T3 */
    pass(2u * 86400u);
    CHECK(!on && last.credit == 0);
    return 0;
}

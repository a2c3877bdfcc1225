/* The driver of an I2C EEPROM over a modelled 24C02: its pages wrap, and it does not acknowledge while it stores. */
#include <string.h>

#include "check.h"
#include "opaygo.h"

int8_t i2c_transfer(uint8_t chip, const uint8_t *out, uint8_t out_len, uint8_t *in, uint8_t in_len);
int8_t i2c_eeprom_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len);
int8_t i2c_eeprom_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len);

static uint8_t cells[256];
static uint8_t at, busy, disturbed;

int8_t i2c_transfer(uint8_t chip, const uint8_t *out, uint8_t out_len, uint8_t *in, uint8_t in_len)
{
    uint8_t i;

    if (chip != 0x50 || disturbed != 0 || busy != 0) {
        if (disturbed != 0)
            disturbed--;
        else if (busy != 0)
            busy--;
        return -1;
    }
    at = out[0];
    for (i = 1; i < out_len; i++) {
        cells[at] = out[i];
        at = (uint8_t)((at & ~7u) | ((at + 1u) & 7u));
        busy = 20;
    }
    for (i = 0; i < in_len; i++)
        in[i] = cells[at++];
    return 0;
}

static int8_t clock_seconds(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = 1000;
    return 0;
}

int main(void)
{
    static opaygo_config config;
    static const opaygo_port port = {.read = i2c_eeprom_read,
                                     .write = i2c_eeprom_write,
                                     .rtc = clock_seconds,
                                     .config = &config,
                                     .geometry = {.size = 256, .write_size = 1}};
    static const char line[] = "#SLT000001;123456789;0123456789abcdef0123456789abcdef";
    static opaygo_device device;
    opaygo_report report;
    uint8_t bytes[32], back[32];
    uint32_t check;
    uint16_t i;

    for (i = 0; i < 224; i++) { /* at any place, across any page */
        memset(bytes, (int)(i + 1u), sizeof bytes);
        bytes[31] = (uint8_t)~i;
        CHECK(i2c_eeprom_write(NULL, i, bytes, 32) == 0);
        disturbed = 2;
        CHECK(i2c_eeprom_read(NULL, i, back, 32) == 0);
        CHECK(memcmp(bytes, back, 32) == 0);
    }
    disturbed = 255;
    CHECK(i2c_eeprom_read(NULL, 0, back, 32) != 0);
    CHECK(i2c_eeprom_write(NULL, 0, back, 32) != 0);

    disturbed = 0;
    memset(cells, 0xFF, sizeof cells);
    CHECK(opaygo_config_default(&config) == OPAYGO_OK);
    CHECK(opaygo_open(&device, &port) == OPAYGO_UNPROVISIONED);
    CHECK(opaygo_factory_line(&device, &port, line, strlen(line), &check) == OPAYGO_OK);
    CHECK(opaygo_apply(&device, &port, 2, 5, &report) == OPAYGO_ADD_TIME);
    CHECK(opaygo_open(&device, &port) == OPAYGO_OK);
    CHECK(opaygo_query(&device, &port, &report) == OPAYGO_OK && report.credit == 5u * 86400u);
    return 0;
}

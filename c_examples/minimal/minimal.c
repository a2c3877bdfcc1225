/* minimal.c: the shortest program with a unit in it: storage, a clock, one token, the credit it gave. */
#include <stdio.h>
#include <string.h>

#include "opaygo.h"

static uint8_t eeprom[256]; /* on a chip: its EEPROM */

static int8_t read_eeprom(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    memcpy(into, (uint8_t *)ctx + at, len);
    return 0;
}

static int8_t write_eeprom(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    memcpy((uint8_t *)ctx + at, from, len);
    return 0;
}

static int8_t clock_seconds(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = 1000; /* on a chip: its real-time clock */
    return 0;
}

int main(void)
{
    static opaygo_config config;
    static const opaygo_port port = {.ctx = eeprom,
                                     .read = read_eeprom,
                                     .write = write_eeprom,
                                     .rtc = clock_seconds,
                                     .config = &config,
                                     .geometry = {.size = sizeof eeprom, .write_size = 1}};
    static const char line[] = "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1";
    static opaygo_device device;
    opaygo_report report;
    opaygo_status status;
    uint32_t check;

    memset(eeprom, 0xFF, sizeof eeprom);
    opaygo_config_default(&config);
    config.example_key = 1;

    opaygo_open(&device, &port);
    status = opaygo_factory_line(&device, &port, line, strlen(line), &check); /* once in a unit's life */
    if (status != OPAYGO_OK)
        return 1;

    status = opaygo_enter(&device, &port, "662486790", 9, &report);
    while (status == OPAYGO_DECODING) /* in a product: other work in between */
        status = opaygo_poll(&device, &port, 16, &report);

    printf("status %d, %lu seconds of credit\n", status, (unsigned long)report.credit);
    return status == OPAYGO_ADD_TIME ? 0 : 1;
}

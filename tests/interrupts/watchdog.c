/* An ATmega328P at 1 MHz whose watchdog barks after a second takes a factory line with a test code, from a blank EEPROM to
   the first token. Says how long the longest call was. */
#include <avr/eeprom.h>
#include <avr/io.h>
#include <avr/wdt.h>
#include <stdio.h>
#include <string.h>

#include "opaygo.h"

static opaygo_config config;
static opaygo_device device;
static opaygo_factory line;
static uint16_t longest; /* in ticks of 64 us */

static int8_t read_bytes(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    eeprom_read_block(into, (const void *)at, len);
    return 0;
}

static int8_t write_bytes(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    eeprom_write_block(from, (void *)at, len);
    eeprom_busy_wait();
    return 0;
}

static int8_t seconds(void *ctx, uint32_t *into)
{
    (void)ctx;
    *into = 1000000;
    return 0;
}

static const opaygo_port port = {.read = read_bytes, .write = write_bytes, .rtc = seconds, .config = &config,
                                 .geometry = {.size = E2END + 1, .write_size = 1}, .test_code = opaygo_with_test_code};

static opaygo_status ended(opaygo_status status)
{
    if (TCNT1 > longest)
        longest = TCNT1;
    wdt_reset();
    TCNT1 = 0;
    return status;
}

static uint8_t passes(void)
{
    static const char text[] = "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;test=550000000\n";
    opaygo_status status = OPAYGO_KEY_ACCEPTED;
    uint32_t check = 0;
    uint8_t i;

    if (ended(opaygo_open(&device, &port)) != OPAYGO_UNPROVISIONED)
        return 0;
    for (i = 0; text[i]; i++)
        status = ended(opaygo_factory_push(&line, &device, &port, text[i], &check));
    if (status != OPAYGO_DECODING)
        return 0;
    while (status == OPAYGO_DECODING)
        status = ended(opaygo_factory_poll(&line, &device, &port, 16, &check));
    if (status != OPAYGO_OK)
        return 0;
    status = ended(opaygo_enter(&device, &port, "550000000", 9, NULL));
    return status == OPAYGO_TEST_CODE;
}

int main(void)
{
    if (MCUSR & 1 << WDRF) {
        printf("failed: the watchdog barked\n");
        return 1;
    }
    TCCR1B = 1 << CS11 | 1 << CS10;
    wdt_enable(WDTO_1S);
    (void)opaygo_config_default(&config);
    config.example_key = 1;
    (void)opaygo_factory_init(&line);
    if (passes())
        printf("passed: %u ms\n", (unsigned)(longest * 64ul / 1000u));
    else
        printf("failed\n");
    wdt_disable();
    return 0;
}

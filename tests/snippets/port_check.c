/* The loop of the manual: a right port passes and leaves blank storage, one whose pages wrap is named, a unit is left alone. */
#include <string.h>

#include "check.h"
#include "opaygo.h"

void pause_100_ms(void);
opaygo_status check_board(const opaygo_port *port, opaygo_port_finding *found);

static uint8_t memory[512];
static uint32_t tenths;
static uint16_t page = sizeof memory;

void pause_100_ms(void)
{
    tenths++;
}

static int8_t read_memory(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    memcpy(into, memory + at, len);
    return 0;
}

static int8_t write_memory(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    uint8_t i;

    (void)ctx;
    for (i = 0; i < len; i++)
        memory[at / page * page + (at + i) % page] = from[i];
    return 0;
}

static int8_t seconds(void *ctx, uint32_t *now)
{
    (void)ctx;
    *now = tenths / 10u;
    return 0;
}

int main(void)
{
    static opaygo_config config;
    static const opaygo_port port = {.read = read_memory,
                                     .write = write_memory,
                                     .rtc = seconds,
                                     .config = &config,
                                     .geometry = {.size = sizeof memory, .write_size = 1}};
    static const char line[] = "#SLT000001;123456789;0123456789abcdef0123456789abcdef";
    static opaygo_device device;
    opaygo_port_finding found;
    uint32_t check;
    uint16_t i;

    (void)opaygo_config_default(&config);
    CHECK(check_board(&port, &found) == OPAYGO_OK);
    CHECK(found.part == OPAYGO_PORT_PART_NONE && found.fault == OPAYGO_PORT_FAULT_NONE);
    CHECK(tenths > 120 && tenths < 400);
    for (i = 0; i < sizeof memory; i++)
        CHECK(memory[i] == 0xFF);

    page = 8;
    CHECK(check_board(&port, &found) == OPAYGO_STORAGE);
    CHECK(found.part == OPAYGO_PORT_PART_WRITE && found.fault == OPAYGO_PORT_FAULT_PAGE_WRAP && found.at == 0);

    page = sizeof memory;
    memset(memory, 0xFF, sizeof memory);
    (void)opaygo_open(&device, &port);
    CHECK(opaygo_factory_line(&device, &port, line, strlen(line), &check) == OPAYGO_OK);
    CHECK(check_board(&port, &found) == OPAYGO_PROVISIONED && found.fault == OPAYGO_PORT_FAULT_UNIT);
    CHECK(opaygo_open(&device, &port) == OPAYGO_OK);
    return 0;
}

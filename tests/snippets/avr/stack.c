/*
 * How much of an ATmega328P's stack a check of the port takes, and a unit that is provisioned: seen by the paint of the manual.
 * Painted or not, the program does the same.
 */
#include <stdio.h>
#include <string.h>

#include "opaygo.h"

void pause_100_ms(void);
opaygo_status check_board(const opaygo_port *port, opaygo_port_finding *found);
void stack_paint(void);
uint16_t stack_left(void);

static uint8_t memory[512];
static uint32_t tenths;

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
    (void)ctx;
    memcpy(memory + at, from, len);
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
    opaygo_status checked, provisioned;
    uint16_t free, after_check, after_unit;
    uint32_t check;

    stack_paint();
    free = stack_left();
    (void)opaygo_config_default(&config);
    checked = check_board(&port, &found);
    after_check = stack_left();
    (void)opaygo_open(&device, &port);
    provisioned = opaygo_factory_line(&device, &port, line, strlen(line), &check);
    after_unit = stack_left();
    if (checked != OPAYGO_OK || provisioned != OPAYGO_OK || after_check >= free || after_unit >= after_check || after_unit == 0)
        printf("failed: %d, %d\n", checked, provisioned);
    else
        printf("passed: of %u bytes a check takes %u, a unit %u\n", free, free - after_check, free - after_unit);
    return 0;
}

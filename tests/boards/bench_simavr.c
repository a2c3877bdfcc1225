/*
 * bench_simavr.c: the ATmega328P board in simavr: fingers on the key matrix, eyes on the LED pins, a clock chip and an EEPROM
 * on an I2C bus, a terminal on the UART, and a hand on the power. Knows the wiring, and no rule of the product. The storage is
 * the EEPROM on the bus if the firmware has a driver for it.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <simavr/avr_eeprom.h>
#include <simavr/avr_ioport.h>
#include <simavr/avr_uart.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

#include "boards/atmega328p/wiring.h"
#include "bench.h"
#include "clock.h"
#include "memory.h"
#include "rtc.h"

#define EEPROM_SIZE 1024u
#define PATIENCE (CPU_HZ * 60u) /* cycles; the longest decode is far below */
#define RELEASE_CYCLES ((DEBOUNCE_SCANS + 3u) * (CPU_HZ / SCAN_HZ))

/* Data addresses of the registers that are watched. */
#define AT_EECR 0x3F
#define AT_EEDR 0x40
#define AT_EEARL 0x41
#define AT_EEARH 0x42
#define AT_GPIOR0 0x3E
#define AT_GPIOR1 0x4A
#define AT_GPIOR2 0x4B
#define AT_RAM 0x100
#define SECOND_VECTOR 11 /* TIMER1_COMPA */
#define EERE 0x01
#define EEPE 0x02

const char *const bench_name = "atmega328p";
const uint32_t bench_storage_size = EEPROM_SIZE;
uint32_t bench_sleep;
uint8_t bench_extended;

static elf_firmware_t firmware;
static uint32_t at_uptime; /* where the firmware counts the seconds */
static uint8_t on_the_bus; /* the storage is the EEPROM there */
static avr_t *avr;
static uint8_t storage[EEPROM_SIZE]; /* while the power is off, and as last seen while it is on */

static uint8_t idle;
static uint32_t idle_count;
static uint32_t idle_seconds;

static uint16_t pressed; /* one bit a key, row by row */
static uint8_t rows_low;

static uint32_t edges, reset_at; /* of the clock's bus */

static bench_witness *watcher;
static uint32_t blind_left;
static uint8_t is_blind; /* for the read that runs */

/* Pins. */

static avr_irq_t *pin(char port, unsigned number)
{
    return avr_io_getirq(avr, (uint32_t)AVR_IOCTL_IOPORT_GETIRQ(port), (int)number);
}

static void on_led(struct avr_irq_t *irq, uint32_t value, void *which)
{
    (void)irq;
    output_led(which ? 1 : 0, value & 1u);
}

static void on_switch(struct avr_irq_t *irq, uint32_t value, void *unused)
{
    (void)irq;
    (void)unused;
    output_switch(value & 1u);
}

static void drive_columns(void)
{
    unsigned row, column;

    for (column = 0; column < COLUMNS; column++) {
        uint32_t level = 1;

        for (row = 0; row < ROWS; row++)
            if (rows_low >> row & 1 && pressed >> (row * COLUMNS + column) & 1)
                level = 0;
        avr_raise_irq(pin('C', column), level);
    }
}

/* The rows' latch always holds 0: a row is low while it is an output. */
static void on_rows(struct avr_irq_t *irq, uint32_t value, void *unused)
{
    (void)irq;
    (void)unused;
    rows_low = value & ROW_PINS;
    if (pressed)
        drive_columns();
}

/* UART. */

static void on_uart(struct avr_irq_t *irq, uint32_t value, void *unused)
{
    (void)irq;
    (void)unused;
    output_byte((uint8_t)value);
}

static const lines_chip *const chips[] = {&rtc_chip, &memory_chip, NULL};

uint32_t memory_now(void)
{
    return (uint32_t)(avr->cycle / (CPU_HZ / 1000000u));
}

static void on_bus(struct avr_irq_t *irq, uint32_t value, void *unused)
{
    const uint8_t scl = !(value >> SCL_PIN & 1);

    (void)irq;
    (void)unused;
    edges++;
    avr_raise_irq(pin('C', SCL_PIN), scl);
    avr_raise_irq(pin('C', SDA_PIN), lines_are(!(value >> SDA_PIN & 1), scl));
}

/* EEPROM: simavr's own module has done its part when this is called. */
static void on_eecr(struct avr_t *core, avr_io_addr_t at, uint8_t value, void *unused)
{
    avr_eeprom_desc_t whole = {.ee = storage, .offset = 0, .size = EEPROM_SIZE};
    uint16_t cell;
    uint8_t old;

    (void)at;
    (void)unused;
    if (value & EERE && is_blind)
        core->data[AT_EEDR] = 0xFF;
    if (!(value & EEPE))
        return;
    cell = (uint16_t)(core->data[AT_EEARL] | core->data[AT_EEARH] << 8) % EEPROM_SIZE;
    old = storage[cell];
    avr_ioctl(core, (uint32_t)AVR_IOCTL_EEPROM_GET, &whole);
    if (watcher)
        watcher(cell, &old, &storage[cell], 1);
}

/* Marks of the firmware. */

static void on_seconds(struct avr_t *core, avr_io_addr_t at, uint8_t value, void *unused)
{
    (void)unused;
    core->data[at] = value;
    idle_seconds = idle_seconds << 8 | value;
}

static void on_idle(struct avr_t *core, avr_io_addr_t at, uint8_t value, void *unused)
{
    (void)unused;
    core->data[at] = value;
    idle = value;
    if (idle) {
        idle_count++;
        bench_sleep = idle_seconds;
    }
}

static void on_read(struct avr_t *core, avr_io_addr_t at, uint8_t value, void *unused)
{
    (void)unused;
    core->data[at] = value;
    is_blind = blind_left != 0;
    blind_left -= is_blind;
}

/* Time passes. */

static void say_nothing(struct avr_t *core, const int level, const char *format, va_list more)
{
    (void)core;
    (void)level;
    (void)format;
    (void)more;
}

/* Timer1 has counted to the second's end, or over many. */
static void second_ends(void)
{
    const uint32_t before = clock_uptime() - 1;
    unsigned i;

    for (i = 0; i < 4; i++)
        avr->data[at_uptime + i] = (uint8_t)(before >> (8 * i));
    for (i = 0; i < avr->interrupts.vector_count; i++)
        if (avr->interrupts.vector[i]->vector == SECOND_VECTOR)
            avr_raise_interrupt(avr, avr->interrupts.vector[i]);
}

static void asleep(struct avr_t *core, avr_cycle_count_t cycles)
{
    (void)core;
    (void)cycles;
}

/* A reset has cleared the register, of which simavr's pin does not know: it only passes a change on. */
static void put_pin(unsigned number, uint32_t level)
{
    avr_raise_irq(pin('C', number), !level);
    avr_raise_irq(pin('C', number), level);
}

static void pull_up(void)
{
    unsigned i;

    put_pin(SCL_PIN, 1);
    put_pin(SDA_PIN, lines_are(1, 1));
    for (i = 0; i < COLUMNS; i++)
        put_pin(i, 1);
}

static void step(void)
{
    int state = avr_run(avr);

    if (reset_at != 0 && edges >= reset_at) {
        reset_at = 0;
        avr_reset(avr);
        rows_low = 0;
        idle = 0;
        pull_up();
    }
    if (state == cpu_Done || state == cpu_Crashed)
        output_die("the firmware crashed", "");
}

/* Until the product is idle, for the first time since `before` was counted. */
static void settle(uint32_t before)
{
    avr_cycle_count_t start = avr->cycle;

    while (idle_count == before || !idle) {
        step();
        if (avr->cycle - start > PATIENCE)
            output_die("the product never becomes idle", "");
    }
    output_settle();
}

void bench_open(const char *path)
{
    uint32_t i;

    avr_global_logger_set(say_nothing);
    if (!path || elf_read_firmware(path, &firmware) != 0)
        output_die("cannot read the firmware ", path ? path : "(none given)");
    firmware.frequency = CPU_HZ;
    for (i = 0; i < firmware.symbolcount; i++) {
        if (strcmp(firmware.symbol[i]->symbol, "seconds_up") == 0)
            at_uptime = firmware.symbol[i]->addr & 0xFFFF;
        else if (strcmp(firmware.symbol[i]->symbol, "at24c02_write") == 0)
            on_the_bus = 1;
    }
    if (!at_uptime)
        output_die("the firmware has no seconds_up: ", path);
    memset(storage, 0xFF, sizeof storage);
    memset(memory_bytes, 0xFF, sizeof memory_bytes);
}

void bench_close(void)
{
    bench_power_off();
}

const char *bench_config(const char *field, uint32_t value)
{
    (void)field;
    (void)value;
    return "the configuration is fixed in the firmware; config is for the host board only";
}

static void wire_up(void)
{
    uint32_t flags = 0;

    avr_ioctl(avr, (uint32_t)AVR_IOCTL_UART_GET_FLAGS('0'), &flags);
    flags &= ~(uint32_t)(AVR_UART_FLAG_STDIO | AVR_UART_FLAG_POLL_SLEEP);
    avr_ioctl(avr, (uint32_t)AVR_IOCTL_UART_SET_FLAGS('0'), &flags);
    avr_irq_register_notify(avr_io_getirq(avr, (uint32_t)AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_OUTPUT), on_uart, NULL);
    avr_irq_register_notify(pin('D', GREEN_PIN), on_led, NULL);
    avr_irq_register_notify(pin('D', RED_PIN), on_led, &firmware);
    avr_irq_register_notify(pin('D', OUTPUT_PIN), on_switch, NULL);
    avr_irq_register_notify(pin('B', IOPORT_IRQ_DIRECTION_ALL), on_rows, NULL);
    avr_irq_register_notify(pin('C', IOPORT_IRQ_DIRECTION_ALL), on_bus, NULL);
    avr_register_io_write(avr, AT_EECR, on_eecr, NULL);
    avr_register_io_write(avr, AT_GPIOR1, on_seconds, NULL);
    avr_register_io_write(avr, AT_GPIOR0, on_idle, NULL);
    avr_register_io_write(avr, AT_GPIOR2, on_read, NULL);
    pull_up();
}

void bench_power_on(uint32_t now)
{
    avr_eeprom_desc_t whole = {.ee = storage, .offset = 0, .size = EEPROM_SIZE};
    uint32_t at;

    avr = avr_make_mcu_by_name("atmega328p");
    if (!avr)
        output_die("simavr does not know the atmega328p", "");
    avr_init(avr);
    avr_load_firmware(avr, &firmware);
    avr->sleep = asleep;
    for (at = 0; at < 32; at++)
        avr->data[at] = 0xA5;
    for (at = AT_RAM; at <= avr->ramend; at++)
        avr->data[at] = 0xA5;
    avr_ioctl(avr, (uint32_t)AVR_IOCTL_EEPROM_SET, &whole);
    pressed = 0;
    rows_low = 0;
    idle = 0;
    clock_starts(now);
    rtc_plug();
    memory_starts();
    lines_plug(chips);
    wire_up();
    settle(idle_count);
}

void bench_power_off(void)
{
    if (!avr)
        return;
    avr_terminate(avr);
    free(avr);
    avr = NULL;
    output_dark();
}

void bench_second(uint32_t now)
{
    uint32_t before = idle_count;

    clock_goes(now);
    rtc_second();
    second_ends();
    settle(before);
}

int bench_reset(uint32_t now, uint32_t edge)
{
    uint32_t before = idle_count;

    clock_goes(now);
    rtc_second();
    second_ends();
    edges = 0;
    reset_at = edge;
    while (reset_at != 0 && (idle_count == before || !idle))
        step();
    if (reset_at != 0) {
        reset_at = 0;
        return 0;
    }
    clock_starts(now);
    settle(idle_count);
    return 1;
}

void bench_key(uint32_t now, char key)
{
    const char *found = key ? strchr(KEYS, key) : NULL;
    avr_cycle_count_t released;
    uint32_t before;

    bench_second(now);
    before = idle_count;
    /* A key the matrix does not have is two fingers at once. */
    pressed = found ? (uint16_t)(1u << (found - KEYS)) : 3u;
    settle(before);
    pressed = 0;
    drive_columns();
    released = avr->cycle;
    while (avr->cycle - released < RELEASE_CYCLES)
        step();
}

void bench_send(const char *text)
{
    for (; *text; text++) {
        uint32_t before = idle_count;

        avr_raise_irq(avr_io_getirq(avr, (uint32_t)AVR_IOCTL_UART_GETIRQ('0'), UART_IRQ_INPUT), (uint8_t)*text);
        settle(before);
    }
}

void bench_blind(uint32_t reads)
{
    blind_left = reads;
}

void bench_storage_get(uint8_t *into)
{
    memcpy(into, storage, sizeof storage);
    if (on_the_bus)
        memcpy(into, memory_bytes, sizeof memory_bytes);
}

void bench_storage_put(const uint8_t *from)
{
    memcpy(on_the_bus ? memory_bytes : storage, from, on_the_bus ? sizeof memory_bytes : sizeof storage);
}

void bench_watch(bench_witness *witness)
{
    if (on_the_bus)
        memory_witness = witness;
    else
        watcher = witness;
}

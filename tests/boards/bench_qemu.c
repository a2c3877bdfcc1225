/*
 * bench_qemu.c: the micro:bit in QEMU: its UART is the factory line and, for what QEMU cannot show, the wire of wire.h.
 * Power is cut and RAM spoilt through QEMU's debugger. Knows the board's memory, and no rule of the product.
 */
#define _POSIX_C_SOURCE 200809L

#include <elf.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "boards/microbit/nrf51.h"
#include "boards/microbit/wire.h"
#include "bench.h"
#include "clock.h"
#include "gdb.h"

#define RAM_START 0x20000000u
#define RAM_SIZE 0x4000u
#define RAM_SPOILT 0x800u /* at each end: the variables and the stack; the product has no other */
#define PATIENCE_MS 20000
#define MACHINE "qemu-system-arm"

const char *const bench_name = "microbit";
const uint32_t bench_storage_size = STORAGE_SIZE;
uint32_t bench_sleep;
uint8_t bench_extended;

static pid_t machine = -1;
static int uart;
static int debugger;
static uint8_t storage[STORAGE_SIZE];
static uint8_t in_chip[STORAGE_SIZE]; /* what the chip holds, as far as the power was off since */

static uint32_t word_code, erase_code, read_code; /* where the functions begin that change and read the flash */
static uint32_t blind_left;
static uint8_t running, is_on;
static uint8_t bytes_sent, bytes_taken; /* by UART, modulo 256 */
static bench_witness *watcher;

/* The program file: two addresses out of its symbol table. */

static void *whole_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    long size = 0;
    char *bytes;

    if (!file || fseek(file, 0, SEEK_END) != 0 || (size = ftell(file)) < (long)sizeof(Elf32_Ehdr))
        output_die("cannot read the firmware ", path);
    rewind(file);
    bytes = malloc((size_t)size);
    if (!bytes || fread(bytes, 1, (size_t)size, file) != (size_t)size)
        output_die("cannot read the firmware ", path);
    fclose(file);
    return bytes;
}

static void find_functions(const char *path)
{
    char *bytes = whole_file(path);
    const Elf32_Ehdr *head = (const Elf32_Ehdr *)(void *)bytes;
    const Elf32_Shdr *sections = (const Elf32_Shdr *)(void *)(bytes + head->e_shoff);
    unsigned i;

    for (i = 0; i < head->e_shnum; i++) {
        const Elf32_Sym *symbol = (const Elf32_Sym *)(void *)(bytes + sections[i].sh_offset);
        const char *names;
        uint32_t left;

        if (sections[i].sh_type != SHT_SYMTAB)
            continue;
        names = bytes + sections[sections[i].sh_link].sh_offset;
        for (left = sections[i].sh_size / (uint32_t)sizeof *symbol; left != 0; left--, symbol++) {
            if (strcmp(names + symbol->st_name, "program_word") == 0)
                word_code = symbol->st_value & ~1u;
            if (strcmp(names + symbol->st_name, "erase_page") == 0)
                erase_code = symbol->st_value & ~1u;
            if (strcmp(names + symbol->st_name, "flash_read") == 0)
                read_code = symbol->st_value & ~1u;
        }
    }
    free(bytes);
    if (!word_code || !erase_code || !read_code)
        output_die("the firmware has no program_word, no erase_page or no flash_read: ", path);
}

/* The processor. */

static void go(void)
{
    running = 1;
    gdb_go();
}

static void halt(void)
{
    if (running)
        gdb_halt();
    running = 0;
}

/* The UART. */

static void send_bytes(const uint8_t *bytes, size_t len)
{
    if (write(uart, bytes, len) != (ssize_t)len)
        output_die("QEMU has gone", "");
    bytes_sent = (uint8_t)(bytes_sent + len);
}

static void send_byte(uint8_t byte)
{
    send_bytes(&byte, 1);
}

static void send_number(uint8_t what, uint32_t number)
{
    const uint8_t message[5] = {what, (uint8_t)number, (uint8_t)(number >> 8), (uint8_t)(number >> 16),
                                (uint8_t)(number >> 24)};

    send_bytes(message, sizeof message);
}

static void send_clock(void)
{
    const int first = bytes_sent == 0;

    if (clock_answers()) {
        send_number(WIRE_SECOND, clock_reading());
    } else {
        send_byte(WIRE_SILENT);
    }
    /* QEMU looks again whether a UART just started takes bytes only when something else wakes it: this does. */
    if (first)
        gdb_kick();
}

/* Returns whether the product has told that it is idle. */
static int take(uint8_t byte)
{
    static unsigned number_left;
    static uint32_t number;
    static uint8_t number_of;

    if (number_left == 1 && number_of == WIRE_IDLE) {
        number_left = 0;
        bytes_taken = byte;
        bench_sleep = number;
        return bytes_taken == bytes_sent;
    }
    if (number_left != 0) {
        number = number >> 8 | (uint32_t)byte << 24;
        if (--number_left == 0)
            clock_set(number);
        return 0;
    }
    if (byte < 0x80) {
        output_byte(byte);
    } else if (byte == WIRE_IDLE || byte == WIRE_SET_CLOCK) {
        number_of = byte;
        number_left = byte == WIRE_IDLE ? 5 : 4;
    } else if (byte == WIRE_CLOCK) {
        send_clock();
    } else if ((byte & 0xF8) == WIRE_PINS) {
        output_led(0, (byte & WIRE_PIN_GREEN) != 0);
        output_led(1, (byte & WIRE_PIN_RED) != 0);
        output_switch((byte & WIRE_PIN_OUTPUT) != 0);
    } else {
        output_die("the board says what is not in wire.h", "");
    }
    return 0;
}

/* flash_read(ctx, at, into, len) begins: it gives FF and returns 0. */
static void read_nothing(uint32_t *registers)
{
    uint8_t nothing[256];

    memset(nothing, 0xFF, sizeof nothing);
    gdb_write(registers[2], nothing, registers[3] & 0xFF);
    registers[0] = 0;
    registers[15] = registers[14] & ~1u;
    gdb_set_registers(registers, 16);
    if (--blind_left == 0)
        gdb_break(read_code, 0);
}

/* program_word(address, word) or erase_page(address) begins. */
static void storage_changes(const uint32_t *registers)
{
    const uint32_t at = registers[0], word = registers[1], pc = registers[15];
    const uint32_t len = pc == erase_code ? STORAGE_PAGE : 4;
    uint8_t old[STORAGE_PAGE], new[STORAGE_PAGE];
    uint32_t i;

    gdb_read(at, old, len);
    for (i = 0; i < len; i++)
        new[i] = pc == erase_code ? 0xFF : (uint8_t)(old[i] & word >> (8 * i));
    if (watcher)
        watcher(at - STORAGE_START, old, new, len);
    gdb_break(pc, 0); /* else it would stop here again */
    gdb_step();
    gdb_break(pc, 1);
}

static void at_breakpoint(void)
{
    uint32_t registers[16];

    gdb_registers(registers, 16);
    if (registers[15] == read_code)
        read_nothing(registers);
    else if (registers[15] == word_code || registers[15] == erase_code)
        storage_changes(registers);
    else
        output_die("the board stopped where it should not", "");
}

static void settle(void)
{
    for (;;) {
        struct pollfd ready[2] = {{.fd = uart, .events = POLLIN, .revents = 0},
                                  {.fd = debugger, .events = POLLIN, .revents = 0}};
        uint8_t bytes[256];
        ssize_t have, i;
        int idle = 0;

        if (gdb_waiting())
            ready[1].revents = POLLIN;
        else if (poll(ready, 2, PATIENCE_MS) < 1)
            output_die("the board does not answer", "");
        if (ready[0].revents) {
            have = read(uart, bytes, sizeof bytes);
            if (have <= 0)
                output_die("QEMU has gone", "");
            for (i = 0; i < have; i++)
                idle = take(bytes[i]);
            if (idle) {
                output_settle();
                return;
            }
        } else if (ready[1].revents) {
            if (gdb_stopped()) {
                running = 0;
                at_breakpoint();
                go();
            }
        }
    }
}

/* The machine. */

static void pair(int ends[2])
{
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
        output_die("no socket to be had", "");
    fcntl(ends[0], F_SETFD, FD_CLOEXEC);
}

void bench_open(const char *path)
{
    int uart_ends[2], debugger_ends[2];
    char uart_device[64], debugger_device[64];

    if (!path)
        output_die("cannot read the firmware ", "(none given)");
    find_functions(path);
    memset(storage, 0xFF, sizeof storage);
    memset(in_chip, 0xFF, sizeof in_chip);
    signal(SIGPIPE, SIG_IGN);
    pair(uart_ends);
    pair(debugger_ends);
    snprintf(uart_device, sizeof uart_device, "socket,id=uart,fd=%d", uart_ends[1]);
    snprintf(debugger_device, sizeof debugger_device, "socket,id=debugger,fd=%d", debugger_ends[1]);
    machine = fork();
    if (machine == 0) {
        execlp(MACHINE, MACHINE, "-M", "microbit", "-nodefaults", "-display", "none", "-S", "-kernel", path, "-chardev",
               uart_device, "-serial", "chardev:uart", "-chardev", debugger_device, "-gdb", "chardev:debugger",
               (char *)NULL);
        fprintf(stderr, "error: %s does not start\n", MACHINE);
        _exit(2);
    }
    close(uart_ends[1]);
    close(debugger_ends[1]);
    uart = uart_ends[0];
    debugger = debugger_ends[0];
    gdb_begin(debugger);
    atexit(bench_close);
}

void bench_close(void)
{
    if (machine <= 0)
        return;
    kill(machine, SIGKILL);
    waitpid(machine, NULL, 0);
    machine = -1;
}

const char *bench_config(const char *field, uint32_t value)
{
    (void)field;
    (void)value;
    return "the configuration is fixed in the firmware; config is for the host board only";
}

/* Only what differs: the debugger's wire is slow. */
static void fill_chip(void)
{
    const uint32_t step = 64;
    uint32_t at;

    for (at = 0; at < STORAGE_SIZE; at += step)
        if (memcmp(in_chip + at, storage + at, step) != 0)
            gdb_write(STORAGE_START + at, storage + at, step);
}

void bench_power_on(uint32_t seconds)
{
    uint8_t junk[RAM_SPOILT];

    memset(junk, 0xA5, sizeof junk);
    gdb_write(RAM_START, junk, sizeof junk);
    gdb_write(RAM_START + RAM_SIZE - RAM_SPOILT, junk, sizeof junk);
    fill_chip();
    clock_starts(seconds);
    is_on = 1;
    bytes_sent = 0;
    go();
    settle();
}

void bench_power_off(void)
{
    struct pollfd ready = {.fd = uart, .events = POLLIN, .revents = 0};
    uint8_t bytes[256];

    if (!is_on)
        return;
    is_on = 0;
    halt();
    while (poll(&ready, 1, 0) == 1)
        if (read(uart, bytes, sizeof bytes) <= 0)
            output_die("QEMU has gone", "");
    gdb_read(STORAGE_START, storage, sizeof storage);
    gdb_reset();
    gdb_flush();
    memcpy(in_chip, storage, sizeof in_chip);
    output_dark();
}

void bench_second(uint32_t seconds)
{
    clock_goes(seconds);
    send_number(WIRE_TICK, clock_uptime());
    settle();
}

void bench_key(uint32_t seconds, char key)
{
    bench_second(seconds);
    send_byte((uint8_t)(0x80u | (uint8_t)key));
    settle();
}

int bench_reset(uint32_t now, uint32_t edge)
{
    (void)now;
    (void)edge;
    return 0;
}

void bench_send(const char *text)
{
    for (; *text; text++) {
        send_byte((uint8_t)*text);
        settle();
    }
}

void bench_storage_get(uint8_t *into)
{
    const uint8_t ran = running;

    if (is_on) {
        halt();
        gdb_read(STORAGE_START, storage, sizeof storage);
        if (ran)
            go();
    }
    memcpy(into, storage, sizeof storage);
}

void bench_storage_put(const uint8_t *from)
{
    memcpy(storage, from, sizeof storage);
}

/* With the processor stopped if it runs. */
static void set_break(uint32_t at, int on)
{
    const uint8_t ran = running;

    halt();
    gdb_break(at, on);
    if (ran)
        go();
}

void bench_blind(uint32_t reads)
{
    if (!reads != !blind_left)
        set_break(read_code, reads != 0);
    blind_left = reads;
}

void bench_watch(bench_witness *witness)
{
    if (!witness == !watcher)
        return;
    watcher = witness;
    set_break(word_code, witness != NULL);
    set_break(erase_code, witness != NULL);
}

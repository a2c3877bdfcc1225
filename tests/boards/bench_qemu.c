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
#include "gdb.h"

#define RAM_START 0x20000000u
#define RAM_SIZE 0x4000u
#define RAM_SPOILT 0x800u /* at each end: the variables and the stack; the product has no other */
#define PATIENCE_MS 20000
#define MACHINE "qemu-system-arm"

const char *const bench_name = "microbit";
const uint32_t bench_storage_size = STORAGE_SIZE;
uint32_t bench_sleep;

static pid_t machine = -1;
static int uart;
static int debugger;
static uint8_t storage[STORAGE_SIZE];
static uint8_t in_chip[STORAGE_SIZE]; /* what the chip holds, as far as the power was off since */
static uint32_t now;

static uint32_t word_code, erase_code; /* where the two functions begin that change the flash */
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
        }
    }
    free(bytes);
    if (!word_code || !erase_code)
        output_die("the firmware has no program_word or no erase_page: ", path);
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

static void send_second(void)
{
    uint8_t message[5] = {WIRE_SECOND, (uint8_t)now, (uint8_t)(now >> 8), (uint8_t)(now >> 16), (uint8_t)(now >> 24)};

    send_bytes(message, sizeof message);
}

/* Returns whether the product has told that it is idle. */
static int take(uint8_t byte)
{
    static unsigned number_left;
    static uint32_t number;

    if (number_left != 0) {
        if (--number_left == 0) {
            bytes_taken = byte;
            bench_sleep = number;
            return bytes_taken == bytes_sent;
        }
        number |= (uint32_t)byte << (8 * (4 - number_left));
        return 0;
    }
    if (byte < 0x80) {
        output_byte(byte);
    } else if (byte == WIRE_IDLE) {
        number_left = 5;
        number = 0;
    } else if (byte == WIRE_CLOCK) {
        /* QEMU looks again whether the UART takes bytes only when something else wakes it: this does. */
        send_second();
        gdb_kick();
    } else if ((byte & 0xF8) == WIRE_PINS) {
        output_led(0, (byte & WIRE_PIN_GREEN) != 0);
        output_led(1, (byte & WIRE_PIN_RED) != 0);
        output_switch((byte & WIRE_PIN_OUTPUT) != 0);
    } else {
        output_die("the board says what is not in wire.h", "");
    }
    return 0;
}

/* At a breakpoint: a word is to be written or a page erased. */
static void storage_changes(void)
{
    uint8_t old[STORAGE_PAGE], new[STORAGE_PAGE];
    uint32_t registers[16];
    uint32_t at, word, pc, len, i;

    gdb_registers(registers, 16);
    at = registers[0];
    word = registers[1];
    pc = registers[15];
    if (pc != word_code && pc != erase_code)
        output_die("the board stopped where it should not", "");
    len = pc == erase_code ? STORAGE_PAGE : 4;
    gdb_read(at, old, len);
    for (i = 0; i < len; i++)
        new[i] = pc == erase_code ? 0xFF : (uint8_t)(old[i] & word >> (8 * i));
    if (watcher)
        watcher(at - STORAGE_START, old, new, len);
    gdb_break(pc, 0); /* else it would stop here again */
    gdb_step();
    gdb_break(pc, 1);
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
                storage_changes();
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
    now = seconds;
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
    now = seconds;
    send_second();
    settle();
}

void bench_key(uint32_t seconds, char key)
{
    uint8_t byte = (uint8_t)(0x80u | (uint8_t)key);

    now = seconds;
    send_second();
    send_bytes(&byte, 1);
    settle();
}

void bench_send(const char *text)
{
    send_bytes((const uint8_t *)text, strlen(text));
    settle();
}

void bench_storage_get(uint8_t *into)
{
    memcpy(into, storage, sizeof storage);
}

void bench_storage_put(const uint8_t *from)
{
    memcpy(storage, from, sizeof storage);
}

void bench_watch(bench_witness *witness)
{
    if (!witness == !watcher)
        return;
    watcher = witness;
    halt();
    gdb_break(word_code, witness != NULL);
    gdb_break(erase_code, witness != NULL);
    go();
}

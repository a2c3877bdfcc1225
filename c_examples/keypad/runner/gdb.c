/* gdb.c: see gdb.h. */
#define _POSIX_C_SOURCE 200809L
#include "gdb.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "output.h"

#define PACKET 4096u
#define CHUNK 1024u
#define PATIENCE_MS 20000

static int wire;
static char packet[PACKET + 1];

/* Reads at most that many bytes ahead. */
static char get(size_t ahead)
{
    static char buffer[PACKET];
    static ssize_t have, at;

    if (at == have) {
        struct pollfd ready = {.fd = wire, .events = POLLIN, .revents = 0};

        if (poll(&ready, 1, PATIENCE_MS) != 1)
            output_die("QEMU's debugger does not answer", "");
        have = read(wire, buffer, ahead);
        at = 0;
        if (have <= 0)
            output_die("QEMU's debugger has gone", "");
    }
    return buffer[at++];
}

static void put(const char *text, size_t len)
{
    while (len != 0) {
        ssize_t done = write(wire, text, len);

        if (done <= 0)
            output_die("QEMU's debugger has gone", "");
        text += done;
        len -= (size_t)done;
    }
}

static void send(const char *text)
{
    char framed[PACKET + 8];
    unsigned sum = 0;
    const char *c;

    for (c = text; *c; c++)
        sum += (unsigned char)*c;
    put(framed, (size_t)snprintf(framed, sizeof framed, "$%s#%02x", text, sum & 0xFF));
    /* Nothing is read beyond the acknowledgement, so that whoever polls the descriptor sees what comes next. */
    while (get(1) != '+')
        ;
}

/* The next packet, into `packet`. */
static void receive(void)
{
    size_t length = 0;
    char c;

    while (get(PACKET) != '$')
        ;
    while ((c = get(PACKET)) != '#') {
        if (length == PACKET)
            output_die("QEMU's debugger says too much", "");
        packet[length++] = c;
    }
    packet[length] = '\0';
    (void)get(PACKET);
    (void)get(PACKET);
    put("+", 1);
}

static void ask(const char *text)
{
    send(text);
    receive();
    if (packet[0] == 'E')
        output_die("QEMU's debugger refuses ", text);
}

static unsigned nibble(char c)
{
    return (unsigned)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static uint8_t byte_at(const char *hex)
{
    return (uint8_t)(nibble(hex[0]) << 4 | nibble(hex[1]));
}

void gdb_begin(int descriptor)
{
    wire = descriptor;
    ask("?");
}

void gdb_go(void)
{
    send("c");
}

void gdb_halt(void)
{
    put("\003", 1);
    receive();
}

void gdb_stopped(void)
{
    receive();
    if (packet[0] != 'T' && packet[0] != 'S')
        output_die("QEMU's debugger says what was not expected: ", packet);
}

void gdb_read(uint32_t at, uint8_t *into, uint32_t len)
{
    while (len != 0) {
        uint32_t now = len < CHUNK ? len : CHUNK;
        char words[32];
        uint32_t i;

        snprintf(words, sizeof words, "m%x,%x", (unsigned)at, (unsigned)now);
        ask(words);
        for (i = 0; i < now; i++)
            into[i] = byte_at(packet + 2 * i);
        at += now;
        into += now;
        len -= now;
    }
}

void gdb_write(uint32_t at, const uint8_t *from, uint32_t len)
{
    while (len != 0) {
        uint32_t now = len < CHUNK ? len : CHUNK;
        char words[32 + 2 * CHUNK];
        int length = snprintf(words, 32, "M%x,%x:", (unsigned)at, (unsigned)now);
        uint32_t i;

        for (i = 0; i < now; i++)
            length += snprintf(words + length, 3, "%02x", from[i]);
        ask(words);
        at += now;
        from += now;
        len -= now;
    }
}

uint32_t gdb_register(unsigned number)
{
    const char *hex;

    ask("g");
    hex = packet + 8 * number;
    return (uint32_t)byte_at(hex) | (uint32_t)byte_at(hex + 2) << 8 | (uint32_t)byte_at(hex + 4) << 16 |
           (uint32_t)byte_at(hex + 6) << 24;
}

void gdb_break(uint32_t at, int on)
{
    char words[32];

    snprintf(words, sizeof words, "%c0,%x,2", on ? 'Z' : 'z', (unsigned)at);
    ask(words);
}

void gdb_monitor(const char *words)
{
    char hex[256] = "qRcmd,";
    size_t length = 6;

    for (; *words; words++)
        length += (size_t)snprintf(hex + length, sizeof hex - length, "%02x", (unsigned char)*words);
    send(hex);
    do
        receive(); /* what the monitor prints comes first */
    while (packet[0] == 'O' && packet[1] != 'K');
}

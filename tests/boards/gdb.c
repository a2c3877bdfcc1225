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

static char in[PACKET];
static ssize_t in_have, in_at;

static char out[16 * PACKET];
static size_t out_len;
static unsigned answers_due;
static int kicked; /* the answer to a kick is still to come */

static char get(void)
{
    if (in_at == in_have) {
        struct pollfd ready = {.fd = wire, .events = POLLIN, .revents = 0};

        if (poll(&ready, 1, PATIENCE_MS) != 1)
            output_die("QEMU's debugger does not answer", "");
        in_have = read(wire, in, sizeof in);
        in_at = 0;
        if (in_have <= 0)
            output_die("QEMU's debugger has gone", "");
    }
    return in[in_at++];
}

static void put(void)
{
    const char *from = out;

    while (out_len != 0) {
        ssize_t done = write(wire, from, out_len);

        if (done <= 0)
            output_die("QEMU's debugger has gone", "");
        from += done;
        out_len -= (size_t)done;
    }
}

static void add(const char *text, size_t len)
{
    if (out_len + len > sizeof out)
        gdb_flush();
    memcpy(out + out_len, text, len);
    out_len += len;
}

static void frame(const char *text)
{
    unsigned sum = 0;
    const char *c;
    char end[8];

    for (c = text; *c; c++)
        sum += (unsigned char)*c;
    add("$", 1);
    add(text, (size_t)(c - text));
    add(end, (size_t)snprintf(end, sizeof end, "#%02x", sum & 0xFF));
}

/*
 * The next packet, into `packet`; acknowledgements in front of it are passed over, and none is sent: QEMU takes the next
 * packet for one, and a byte that comes while the machine runs stops it, since 8.1 without an answer.
 */
static void receive(void)
{
    size_t length = 0;
    char c;

    while (get() != '$')
        ;
    while ((c = get()) != '#') {
        if (length == PACKET)
            output_die("QEMU's debugger says too much", "");
        packet[length++] = c;
    }
    packet[length] = '\0';
    (void)get();
    (void)get();
}

void gdb_flush(void)
{
    put();
    while (answers_due != 0) {
        receive();
        if (packet[0] == 'O' && packet[1] != 'K')
            continue; /* what the monitor prints */
        if (packet[0] == 'E')
            output_die("QEMU's debugger refuses something: ", packet);
        answers_due--;
    }
}

static void tell(const char *text)
{
    frame(text);
    answers_due++;
}

static void ask(const char *text)
{
    tell(text);
    gdb_flush();
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
    static const char digits[] = "0123456789abcdef";

    while (len != 0) {
        uint32_t now = len < CHUNK ? len : CHUNK;
        char words[32 + 2 * CHUNK];
        char *hex = words + snprintf(words, 32, "M%x,%x:", (unsigned)at, (unsigned)now);
        uint32_t i;

        for (i = 0; i < now; i++) {
            *hex++ = digits[from[i] >> 4];
            *hex++ = digits[from[i] & 15];
        }
        *hex = '\0';
        tell(words);
        at += now;
        from += now;
        len -= now;
    }
}

void gdb_registers(uint32_t *into, unsigned count)
{
    const char *hex = packet;

    for (ask("g"); count != 0; count--, hex += 8)
        *into++ = (uint32_t)byte_at(hex) | (uint32_t)byte_at(hex + 2) << 8 | (uint32_t)byte_at(hex + 4) << 16 |
                  (uint32_t)byte_at(hex + 6) << 24;
}

void gdb_set_registers(const uint32_t *from, unsigned count)
{
    char words[2 + 8 * 16] = "G";
    char *hex = words + 1;

    for (; count != 0; count--, from++, hex += 8)
        snprintf(hex, 9, "%02x%02x%02x%02x", (unsigned)(*from & 0xFF), (unsigned)(*from >> 8 & 0xFF),
                 (unsigned)(*from >> 16 & 0xFF), (unsigned)(*from >> 24));
    tell(words);
}

void gdb_step(void)
{
    tell("s");
    gdb_flush();
}

void gdb_break(uint32_t at, int on)
{
    char words[32];

    snprintf(words, sizeof words, "%c0,%x,2", on ? 'Z' : 'z', (unsigned)at);
    tell(words);
}

void gdb_reset(void)
{
    const char *words = "system_reset";
    char hex[64] = "qRcmd,";
    size_t length = 6;

    for (; *words; words++)
        length += (size_t)snprintf(hex + length, sizeof hex - length, "%02x", (unsigned char)*words);
    tell(hex);
}

void gdb_go(void)
{
    frame("c");
    gdb_flush();
}

void gdb_halt(void)
{
    add("\003", 1);
    answers_due += kicked ? 2 : 1;
    kicked = 0;
    gdb_flush();
}

void gdb_kick(void)
{
    add("\003", 1);
    frame("c");
    put();
    kicked = 1;
}

int gdb_waiting(void)
{
    while (in_at < in_have && in[in_at] == '+')
        in_at++;
    return in_at < in_have;
}

int gdb_stopped(void)
{
    if (!gdb_waiting()) {
        (void)get();
        in_at--;
        if (!gdb_waiting())
            return 0;
    }
    receive();
    if (packet[0] != 'T' && packet[0] != 'S')
        output_die("QEMU's debugger says what was not expected: ", packet);
    if (kicked) {
        kicked = 0;
        return 0;
    }
    return 1;
}

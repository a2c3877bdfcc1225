/*
 * Runs the hash step on the chip and prints every call with its arguments and results, in hex:
 *     hunt <key> <c> <t0> <steps> <c after> <steps left>
 *     sip <length> <hash>
 *     ticks <interrupts during the last walk>
 * Knows no expected value: tests/chip_log.rs reads the lines beside the oracle.
 */
#include "board.h"

uint16_t chip_hunt(const uint8_t key[16], uint32_t *c, uint32_t t0, uint16_t steps);
void chip_siphash24(const uint8_t key[16], const uint8_t *message, uint8_t length, uint64_t *hash);

#ifndef WALKS
#define WALKS 40
#define INTERRUPTED_WALKS 5
#endif

/* No code lies within 1,024 above this. */
#define NOWHERE 0xFFFFF000UL

static void put_text(const char *text)
{
    while (*text != '\0') {
        board_put(*text++);
    }
}

static void put_byte(uint8_t byte)
{
    uint8_t shift = 8;
    do {
        shift = (uint8_t)(shift - 4);
        uint8_t digit = (uint8_t)((byte >> shift) & 15);
        board_put((char)(digit < 10 ? '0' + digit : 'a' + digit - 10));
    } while (shift != 0);
}

static void put_number(uint64_t number, uint8_t bytes)
{
    board_put(' ');
    while (bytes != 0) {
        bytes--;
        put_byte((uint8_t)(number >> (8 * bytes)));
    }
}

static uint32_t hunt(const uint8_t key[16], uint32_t c, uint32_t t0, uint16_t steps)
{
    uint32_t after = c;
    uint16_t left = chip_hunt(key, &after, t0, steps);
    put_text("hunt ");
    for (uint8_t i = 0; i < 16; i++) {
        put_byte(key[i]);
    }
    put_number(c, 4);
    put_number(t0, 4);
    put_number(steps, 2);
    put_number(after, 4);
    put_number(left, 2);
    board_put('\n');
    return after;
}

/* The published example, all zeros, all ones, bytes that carry everywhere when added to SipHash's constants, and none. */
static void make_key(uint8_t key[16], uint8_t number)
{
    static const uint8_t example[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4,
                                        0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1};
    /* v0 becomes all ones and v1 becomes 1: the first sum carries through all 64 bits. */
    static const uint8_t carries[16] = {0x8a, 0x9a, 0x8c, 0x8f, 0x9a, 0x92, 0x90, 0x8c,
                                        0x6c, 0x6f, 0x64, 0x6e, 0x61, 0x72, 0x6f, 0x64};
    for (uint8_t i = 0; i < 16; i++) {
        switch (number) {
        case 0: key[i] = example[i]; break;
        case 1: key[i] = 0; break;
        case 2: key[i] = 0xff; break;
        case 3: key[i] = carries[i]; break;
        default: key[i] = i; break;
        }
    }
}

static void check_walks(void)
{
    uint8_t key[16];
    for (uint8_t number = 0; number < 5; number++) {
        uint32_t c = 123456789;
        make_key(key, number);
        for (uint8_t i = 0; i < WALKS; i++) {
            c = hunt(key, c, NOWHERE, 1000);
        }
    }
}

/* Stops at, just above and just below the edges of what it looks for; the counter over its low byte. */
static void check_stops(void)
{
    static const uint16_t steps[] = {0, 1, 2, 3, 255, 256, 257, 511, 512, 513};
    uint8_t key[16];
    uint32_t start = 7;
    for (uint8_t i = 0; i < 60; i++) {
        make_key(key, (uint8_t)(i % 5));
        uint32_t c = hunt(key, start, NOWHERE, 3);
        (void)hunt(key, start, c, 9);
        (void)hunt(key, start, c - 1, 9);
        (void)hunt(key, start, c - 255, 9);
        (void)hunt(key, start, c - 256, 9);
        (void)hunt(key, start, c - 1023, 9);
        (void)hunt(key, start, c - 1024, 9);
        (void)hunt(key, start, c + 1, 9);
        (void)hunt(key, start, c - c % 1000, 9);
        start = c;
    }
    /* Codes with a multiple of 2^16 in their 1,024, so that bytes 2 of the two differ. */
    for (uint8_t found = 0; found < 10;) {
        uint32_t c = start;
        (void)chip_hunt(key, &c, NOWHERE, 1);
        if ((c & 0xFFFF) > 0xFFFF - 1023) {
            (void)hunt(key, start, c, 9);
            (void)hunt(key, start, c - 1022, 9);
            found++;
        }
        start = c;
    }
    for (uint8_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        uint32_t c = hunt(key, start, NOWHERE, steps[i]);
        (void)hunt(key, start, c - 500, steps[i]);
        (void)hunt(key, start, c - 500, (uint16_t)(steps[i] + 1));
        (void)hunt(key, start, c - 500, 65535);
    }
    /* Under the published key these fold to 999,999,998 and on to 1,000,000,001, about the bound of the subtraction. */
    static const uint32_t about_the_bound[] = {112450381, 448579445, 113227404, 143806630, 376819603};
    make_key(key, 0);
    for (uint8_t i = 0; i < sizeof about_the_bound / sizeof *about_the_bound; i++) {
        (void)hunt(key, about_the_bound[i], NOWHERE, 1);
    }
    (void)hunt(key, 0, NOWHERE, 1);
    (void)hunt(key, 999999999, NOWHERE, 1);
    (void)hunt(key, 999999999, 0, 3000);
    (void)hunt(key, 999999999, 999999000, 3000);
}

static void check_siphash(void)
{
    uint8_t key[16];
    uint8_t message[64];
    uint64_t hash;
    make_key(key, 4);
    for (uint8_t length = 0; length < 64; length++) {
        chip_siphash24(key, message, length, &hash);
        put_text("sip");
        put_number(length, 1);
        put_number(hash, 8);
        board_put('\n');
        message[length] = length;
    }
}

static void check_under_interrupts(void)
{
    uint8_t key[16];
    uint32_t c = 123456789;
    make_key(key, 0);
    for (uint8_t i = 0; i < INTERRUPTED_WALKS; i++) {
        (void)board_interrupts(1);
        uint32_t after = c;
        (void)chip_hunt(key, &after, NOWHERE, 1000);
        uint16_t ticks = board_interrupts(0);
        if (after != hunt(key, c, NOWHERE, 1000)) {
            put_text("differs when interrupted\n");
        }
        put_text("ticks");
        put_number(ticks, 2);
        board_put('\n');
        c = after;
    }
}

static void check_registers(void)
{
    uint8_t key[16];
    make_key(key, 0);
    if (board_registers_kept(key) == 0) {
        put_text("a register of the caller is lost\n");
    }
}

int main(void)
{
    board_begin();
    check_walks();
    check_stops();
    check_siphash();
    check_under_interrupts();
    check_registers();
    put_text("end\n");
    board_end();
    return 0;
}

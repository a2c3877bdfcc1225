/*
 * What the measured programs share. Every call that is to be measured says one line when it is over:
 *     <function> <case> <hashes> <answer>
 * packaging/bench_target.sh puts the n-th line of a function beside its n-th call as the emulator saw it.
 */
#ifndef SAID_H
#define SAID_H

#include <stdint.h>

#include "chip.h"

#define STARTING_CODE 123456789u
/* No token of the example key in its first 11,000 counts; the answers said on the chip show it. */
#define INVALID_TOKEN 999999999u
/* The page's own: count 2, value 1. */
#define VALID_TOKEN 662486790u

#define EXAMPLE_KEY                                                                                                    \
    {                                                                                                                  \
        0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4, 0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1                 \
    }

static char *append(char *end, const char *text)
{
    while (*text != '\0') {
        *end++ = *text++;
    }
    return end;
}

static char *append_number(char *end, int32_t number)
{
    char digits[10];
    uint8_t count = 0;
    uint32_t rest = (uint32_t)(number < 0 ? -number : number);
    *end = '-';
    end += number < 0;
    do {
        digits[count++] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest != 0);
    while (count != 0) {
        *end++ = digits[--count];
    }
    return end;
}

static void said(const char *function, const char *which, uint32_t hashes, int32_t answer)
{
    char line[80];
    char *end = append(line, function);
    *end++ = ' ';
    end = append(end, which);
    *end++ = ' ';
    end = append_number(end, (int32_t)hashes);
    *end++ = ' ';
    end = append_number(end, answer);
    *end = '\0';
    chip_say(line);
}

#endif

/*
 * settings.c: what the product remembers for itself, beside the unit's records and not among them: three numbers, each in
 * its range. Two copies, written in turn, so that a power cut leaves one.
 */
#include "settings.h"

#include <string.h>

#define COPY 32u /* bytes: what a port writes at a time */
#define COPIES 2u

static const struct {
    uint32_t least, most, at_first;
} ranges[SETTINGS] = {
    [SETTING_BRIGHTNESS] = {0, 100, 80},          /* per cent */
    [SETTING_CUT_OFF] = {2800, 3400, 3000},       /* millivolts */
    [SETTING_SERVICE_PHONE] = {0, 9999999, 0},    /* 7 digits */
};

/* 32 bytes as they are stored. */
typedef struct copy {
    uint32_t values[SETTINGS];
    uint8_t unused[COPY - 4u * SETTINGS - 4u];
    uint16_t turn; /* one more at each writing, modulo 65,536 */
    uint16_t sum;
} copy;
typedef char copy_has_no_gap[sizeof(copy) == COPY ? 1 : -1];

static copy now;

static uint16_t sum_of(const copy *it)
{
    const uint8_t *byte = (const uint8_t *)it;
    uint16_t sum = 0x5A5A;
    uint8_t i;

    for (i = 0; i < COPY - 2u; i++)
        sum = (uint16_t)((sum << 1 | sum >> 15) ^ byte[i]);
    return sum;
}

void settings_load(const opaygo_port *port, uint16_t at)
{
    uint8_t found = 0, i;
    copy it;

    for (i = 0; i < COPIES; i++) {
        if (port->read(port->ctx, (uint16_t)(at + COPY * i), (uint8_t *)&it, COPY) != 0 || it.sum != sum_of(&it))
            continue;
        if (!found || (uint16_t)(it.turn - now.turn) < 0x8000u)
            now = it;
        found = 1;
    }
    if (found)
        return;
    memset(&now, 0, sizeof now);
    for (i = 0; i < SETTINGS; i++)
        now.values[i] = ranges[i].at_first;
}

int8_t settings_set(const opaygo_port *port, uint16_t at, uint8_t which, uint32_t value)
{
    copy next = now;

    if (which >= SETTINGS || value < ranges[which].least || value > ranges[which].most)
        return -1;
    next.values[which] = value;
    next.turn++;
    next.sum = sum_of(&next);
    if (port->write(port->ctx, (uint16_t)(at + COPY * (next.turn % COPIES)), (const uint8_t *)&next, COPY) != 0)
        return -1;
    now = next;
    return 0;
}

uint32_t settings_get(uint8_t which)
{
    return now.values[which];
}

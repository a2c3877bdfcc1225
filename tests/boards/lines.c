/* lines.c: see lines.h. */
#include "lines.h"

#include <stddef.h>
#include <string.h>

#define MOST 4u

typedef struct {
    const lines_chip *is;
    uint8_t pull; /* it holds SDA low */
    uint8_t bits; /* of this byte, the ninth being the acknowledge */
    uint8_t byte; /* coming in, or going out */
    uint8_t first;
    enum { FOR_OTHERS, ADDRESS, TAKING, GIVING } phase, next;
} place;

static place places[MOST];
static uint8_t count;
static uint8_t last_scl, last_sda; /* as the lines were: 1 high */

void lines_plug(const lines_chip *const *chips)
{
    memset(places, 0, sizeof places);
    for (count = 0; chips[count]; count++)
        places[count].is = chips[count];
    last_scl = last_sda = 1;
}

static uint8_t wire(uint8_t sda)
{
    uint8_t i;

    for (i = 0; i < count; i++)
        sda = sda && !places[i].pull;
    return sda;
}

/* A byte has come in: what comes after its acknowledge, or FOR_OTHERS when there is none. */
static void taken(place *chip)
{
    if (chip->phase == ADDRESS) {
        const uint8_t reading = chip->byte & 1;

        chip->next = chip->byte >> 1 != chip->is->address || !chip->is->begins(reading) ? FOR_OTHERS
                     : reading                                                          ? GIVING
                                                                                        : TAKING;
        chip->first = 1;
        return;
    }
    chip->is->takes(chip->byte, chip->first);
    chip->first = 0;
    chip->next = TAKING;
}

static void rise(place *chip)
{
    if (chip->bits < 8 && chip->phase != GIVING)
        chip->byte = (uint8_t)(chip->byte << 1 | last_sda);
    else if (chip->bits == 8 && chip->phase == GIVING)
        chip->next = last_sda ? FOR_OTHERS : GIVING;
    chip->bits++;
}

static void fall(place *chip)
{
    chip->pull = 0;
    if (chip->phase == FOR_OTHERS)
        return;
    if (chip->bits == 8 && chip->phase != GIVING) {
        taken(chip);
        chip->pull = chip->next != FOR_OTHERS;
    } else if (chip->bits == 9) {
        chip->bits = 0;
        chip->phase = chip->next;
        chip->byte = chip->phase == GIVING ? chip->is->gives() : 0;
    }
    if (chip->phase == GIVING && chip->bits < 8)
        chip->pull = !(chip->byte >> (7 - chip->bits) & 1);
}

/* While a chip holds SDA, nobody sees the master's starts and stops. */
static void start_or_stop(uint8_t stopped)
{
    uint8_t i;

    for (i = 0; i < count; i++) {
        place *chip = &places[i];

        if ((chip->phase == TAKING || chip->phase == GIVING) && chip->is->ends)
            chip->is->ends(stopped);
        chip->phase = stopped ? FOR_OTHERS : ADDRESS;
        chip->bits = 0;
        chip->byte = 0;
    }
}

uint8_t lines_are(uint8_t sda, uint8_t scl)
{
    const uint8_t now = wire(sda);
    uint8_t i;

    if (scl && last_scl && now != last_sda)
        start_or_stop(now);
    last_sda = now;
    if (scl != last_scl) {
        last_scl = scl;
        for (i = 0; i < count; i++) {
            if (scl)
                rise(&places[i]);
            else
                fall(&places[i]);
        }
    }
    last_sda = wire(sda);
    return last_sda;
}

/* resets.c: see resets.h. */
#include "resets.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

#define SETTLES 12u /* seconds until the library is sure of the time */

static char status[128];

static void take_status(const char *line)
{
    snprintf(status, sizeof status, "%s", line);
}

/* The credit; 0 when the unit is not on. */
static uint32_t credit(void)
{
    const char *at;

    play_ask(take_status);
    at = strstr(status, "state=enabled seconds=");
    return at && !output_contradiction() ? (uint32_t)strtoul(at + 22, NULL, 10) : 0;
}

int resets_run(const command *it, const char *name, unsigned long every)
{
    uint32_t edge = 1, resets = 0;

    for (; it->line; it++) {
        play(it);
        if (play_complaint())
            scenario_fail(name, it->line, play_complaint(), 2);
    }
    for (;; edge += (uint32_t)every, resets++) {
        const uint32_t before = credit();
        const uint32_t from = play_now;
        uint32_t now, i;

        if (!bench_reset(++play_now, edge))
            break;
        for (i = 0; i < SETTLES; i++)
            bench_second(++play_now);
        now = credit();
        if (before == 0 || now == 0 || now > before || before - now > play_now - from) {
            fprintf(stderr, "error: %s: reset at edge %lu of a reading: %lu s before it, then: %s\n", bench_name, (unsigned long)edge,
                    (unsigned long)before, status);
            return 1;
        }
    }
    printf("%s: %lu resets in the middle of a reading of the clock: on again each time, and no credit lost\n", bench_name,
           (unsigned long)resets);
    return 0;
}

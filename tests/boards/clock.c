/* clock.c: see clock.h. */
#include "clock.h"

uint32_t clock_ahead;

static uint32_t time_now, started;
static uint32_t wrong_reading, wrong_left, silent_left;

void clock_starts(uint32_t now)
{
    time_now = started = now;
}

uint32_t clock_uptime(void)
{
    return time_now - started;
}

void clock_goes(uint32_t now)
{
    time_now = now;
}

void clock_set(uint32_t seconds)
{
    clock_ahead = seconds - time_now;
}

int clock_answers(void)
{
    if (silent_left == 0)
        return 1;
    if (silent_left != CLOCK_FOR_EVER)
        silent_left--;
    return 0;
}

uint32_t clock_reading(void)
{
    if (wrong_left == 0)
        return time_now + clock_ahead;
    if (wrong_left != CLOCK_FOR_EVER)
        wrong_left--;
    return wrong_reading;
}

void clock_reads(uint32_t seconds, uint32_t readings)
{
    wrong_reading = seconds;
    wrong_left = readings;
}

void clock_fails(uint32_t readings)
{
    silent_left = readings;
}

void clock_works(void)
{
    wrong_left = silent_left = 0;
}

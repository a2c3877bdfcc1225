/* play.c: see play.h. */
#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_SECOND 1000000u
#define STATUS_REQUEST "\005"

uint32_t play_now = FIRST_SECOND;

static uint8_t is_on;
static char complaint[512];

const char *play_complaint(void)
{
    return complaint[0] ? complaint : NULL;
}

void play_start(void)
{
    is_on = 1;
    bench_power_on(play_now);
}

/* The product's loop turns whenever it asked to. */
static void wait(uint32_t seconds)
{
    while (seconds != 0) {
        uint32_t step = seconds < bench_sleep ? seconds : bench_sleep;

        play_now += step;
        bench_second(play_now);
        seconds -= step;
    }
}

static void keys(const char *key)
{
    for (; *key; key++)
        bench_key(++play_now, *key);
}

static void factory(const char *text)
{
    bench_send(text);
    bench_send("\n");
}

static void off(uint32_t seconds)
{
    bench_power_off();
    play_now += seconds;
    bench_power_on(play_now);
}

static void config(const char *text)
{
    char field[64];
    const char *wrong;

    if (is_on) {
        snprintf(complaint, sizeof complaint, "config must come before anything else");
        return;
    }
    while (*text) {
        size_t length = strcspn(text, "=");
        char *end;
        unsigned long value;

        snprintf(field, sizeof field, "%.*s", (int)length, text);
        if (text[length] != '=' || text[length + 1] < '0' || text[length + 1] > '9') {
            snprintf(complaint, sizeof complaint, "config: \"%s\" is not <field>=<value>", field);
            return;
        }
        value = strtoul(text + length + 1, &end, 10);
        if ((*end && *end != ' ') || value > UINT32_MAX) {
            snprintf(complaint, sizeof complaint, "config: %s has no number", field);
            return;
        }
        wrong = bench_config(field, (uint32_t)value);
        if (wrong) {
            snprintf(complaint, sizeof complaint, "config %s: %s", field, wrong);
            return;
        }
        text = end + strspn(end, " ");
    }
}

static void status(void)
{
    bench_send(STATUS_REQUEST);
    if (output_contradiction())
        snprintf(complaint, sizeof complaint, "%s", output_contradiction());
}

static void expect(const char *text)
{
    if (!strstr(output_newest(), text))
        snprintf(complaint, sizeof complaint, "expected \"%s\", the newest line is \"%s\"", text, output_newest());
}

void play(const command *it)
{
    complaint[0] = '\0';
    if (it->verb == DO_CONFIG) {
        config(it->text);
        return;
    }
    if (!is_on)
        play_start();
    if (it->seconds > UINT32_MAX - play_now) {
        snprintf(complaint, sizeof complaint, "the clock has no more than %lu seconds left",
                 (unsigned long)(UINT32_MAX - play_now));
        return;
    }
    switch (it->verb) {
    case DO_FACTORY: factory(it->text); break;
    case DO_KEYS: keys(it->text); break;
    case DO_WAIT: wait(it->seconds); break;
    case DO_POWER: off(0); break;
    case DO_OFF: off(it->seconds); break;
    case DO_STATUS: status(); break;
    default: expect(it->text); break;
    }
}

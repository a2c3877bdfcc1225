/* said.c: see said.h. */
#define _POSIX_C_SOURCE 200809L
#include "said.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "clock.h"
#include "play.h"
#include "server.h"

#define DAY 86400u
#define PLAIN "\033[0m"
#define RED "\033[31m"
#define GREEN "\033[32m"
#define YELLOW "\033[33m"

int said_colours, said_keys;

static char what[96], led[32];
static said_kind kind;

static struct {
    char state[16];
    unsigned long seconds, count, wait;
} unit;

static const char *colour(const char *code)
{
    return said_colours ? code : "";
}

/* Words that end with a blank are followed by the event's own number. */
static const struct {
    const char *event, *words;
    said_kind kind;
} events[] = {
    {"add ", "time added", SAID_TAKEN},
    {"set ", "time set", SAID_TAKEN},
    {"unlocked", "unlocked for good", SAID_TAKEN},
    {"synced ", "counter synchronised", SAID_TAKEN},
    {"reserved ", "reserved, grants nothing: ", SAID_TAKEN},
    {"extended ", "extended, the product's to use: ", SAID_TAKEN},
    {"test ", "test code, the output is on: ", SAID_TAKEN},
    {"no_effect", "taken, without effect", SAID_TAKEN},
    {"used", "already used, nothing changes", SAID_USED},
    {"invalid ", "INVALID, no token of this unit", SAID_REFUSED},
    {"malformed", "not the text of a token", SAID_REFUSED},
    {"locked ", "locked, nothing is looked at", SAID_LOCKED},
};

static void event(const char *name)
{
    size_t i;

    for (i = 0; i < sizeof events / sizeof *events; i++) {
        const char *words = events[i].words;
        const size_t length = strlen(events[i].event);

        if (strncmp(name, events[i].event, length) != 0)
            continue;
        snprintf(what, sizeof what, "%s%s", words, words[strlen(words) - 1] == ' ' ? name + length : "");
        kind = events[i].kind;
    }
}

void said_line(const char *line)
{
    if (strncmp(line, "event key_", 10) == 0) {
        if (said_keys)
            printf("   %s\n", line);
    } else if (strncmp(line, "led ", 4) == 0) {
        snprintf(led, sizeof led, "%s", line + 4);
    } else if (strncmp(line, "factory error ", 14) == 0) {
        printf("   ? the unit refuses this line: %s\n", line + 14);
    } else if (strncmp(line, "factory ok ", 11) == 0) {
        printf("   the unit has its key (%s)\n", line + 11);
    } else if (strncmp(line, "event ", 6) == 0) {
        event(line + 6);
    }
}

void said_begin(void)
{
    what[0] = led[0] = '\0';
    kind = SAID_NOTHING;
}

said_kind said_what(void)
{
    return kind;
}

static void take_status(const char *line)
{
    (void)sscanf(line, "status state=%15s seconds=%lu count=%lu wait=%lu", unit.state, &unit.seconds, &unit.count,
                 &unit.wait);
}

static const char *date(uint32_t seconds)
{
    static char text[32];
    const time_t when = (time_t)seconds;

    strftime(text, sizeof text, "%Y-%m-%d %H:%M", localtime(&when));
    return text;
}

static void credit(void)
{
    if (strcmp(unit.state, "unlocked") == 0)
        printf("on for ever");
    else if (unit.seconds == 0)
        printf("no credit");
    else
        printf("credit %lu d %02lu:%02lu:%02lu, until %s", unit.seconds / DAY, unit.seconds / 3600 % 24,
               unit.seconds / 60 % 60, unit.seconds % 60,
               unit.seconds > UINT32_MAX - play_now ? "far off" : date(play_now + (uint32_t)unit.seconds));
    if (unit.wait)
        printf("; locked for %lu s", unit.wait);
    putchar('\n');
}

void said_led(void)
{
    printf("LED %s  ", led[0] ? led : "dark");
}

void said_entry(const char *digits)
{
    static const char *const colours[] = {PLAIN, GREEN, YELLOW, RED, RED};

    printf("   ");
    said_digits(digits);
    printf("  %s%s%s  ", colour(colours[kind]), what, colour(PLAIN));
    said_led();
    play_ask(take_status);
    credit();
}

void said_unit(void)
{
    play_ask(take_status);
    if (!server.known && unit.count == 0) {
        printf("no key yet: `new` makes a unit of your own, `new example` the published one\n");
    } else {
        printf("%s%s%s, ", colour(strcmp(unit.state, "disabled") == 0 ? RED : GREEN), unit.state, colour(PLAIN));
        credit();
    }
}

void said_status(void)
{
    printf("   %s%s", server.serial, server.known ? ": " : "");
    said_unit();
    printf("   count %lu, the unit's clock %s\n", unit.count, date(play_now + clock_ahead));
}

void said_wrong(const char *why)
{
    printf("   ? %s\n", why);
}

void said_digits(const char *digits)
{
    size_t i;

    for (i = 0; digits[i]; i++)
        printf("%s%c", i != 0 && i % 3 == 0 ? " " : "", digits[i]);
}

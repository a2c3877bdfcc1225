/* output.c: see output.h. */
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void (*output_line)(const char *line);

static void (*aside)(const char *line);
static char partial[OUTPUT_LINE];
static size_t length;
static char newest[OUTPUT_LINE];
static unsigned blinks[2];
static unsigned is_lit[2];
static unsigned switched_on;
static unsigned tested; /* a test code may have the output on while the unit is disabled */

void output_aside(void (*line)(const char *line))
{
    aside = line;
}

static void finish(const char *line)
{
    if (aside) {
        aside(line);
        return;
    }
    if (strncmp(line, "event key_", 10) != 0)
        strcpy(newest, line);
    if (strncmp(line, "event test", 10) == 0)
        tested = 1;
    if (output_line)
        output_line(line);
}

void output_byte(uint8_t byte)
{
    if (byte == '\n') {
        partial[length] = '\0';
        length = 0;
        finish(partial);
    } else if (byte < ' ' || byte > '~') {
        output_die("the product sent a byte that is no text", "");
    } else if (length == sizeof partial - 1) {
        output_die("the product sent a line without an end: ", partial);
    } else {
        partial[length++] = (char)byte;
    }
}

void output_led(unsigned led, unsigned lit)
{
    if (lit && !is_lit[led])
        blinks[led]++;
    is_lit[led] = lit;
}

void output_switch(unsigned on)
{
    switched_on = on;
}

const char *output_contradiction(void)
{
    const unsigned disabled = strncmp(newest, "status state=disabled", 21) == 0;

    if (strncmp(newest, "status ", 7) != 0 || (disabled && tested))
        return NULL;
    if (disabled && switched_on)
        return "the output is on although the unit is disabled";
    if (!disabled && !switched_on)
        return "the output is off although the unit is not disabled";
    return NULL;
}

void output_dark(void)
{
    switched_on = 0;
    length = 0;
    memset(blinks, 0, sizeof blinks);
    memset(is_lit, 0, sizeof is_lit);
}

void output_settle(void)
{
    unsigned led;

    for (led = 0; led < 2; led++) {
        char line[OUTPUT_LINE];

        if (blinks[led] == 0)
            continue;
        snprintf(line, sizeof line, "led %s %u", led == 0 ? "green" : "red", blinks[led]);
        blinks[led] = 0;
        finish(line);
    }
}

const char *output_newest(void)
{
    return newest;
}

void output_die(const char *what, const char *more)
{
    fflush(stdout);
    fprintf(stderr, "error: %s%s\n", what, more);
    exit(2);
}

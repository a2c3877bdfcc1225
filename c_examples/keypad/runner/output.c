/* output.c: see output.h. */
#include "output.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void (*output_line)(const char *line);

static char partial[OUTPUT_LINE];
static size_t length;
static char newest[OUTPUT_LINE];
static unsigned blinks[2];
static unsigned is_lit[2];

static void finish(const char *line)
{
    if (strncmp(line, "event key_", 10) != 0)
        strcpy(newest, line);
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

void output_dark(void)
{
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

void output_forget(void)
{
    newest[0] = '\0';
}

void output_die(const char *what, const char *more)
{
    fflush(stdout);
    fprintf(stderr, "error: %s%s\n", what, more);
    exit(2);
}

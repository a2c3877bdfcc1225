/*
 * main.c: the scenario runner's command line, the same for every board.
 *
 *   runner [--firmware <file>] [<scenario> | -]     runs a scenario; only the product's lines go to standard output
 *   runner [--firmware <file>] --cuts [--every <n>] [--through <n>] [--only <cut>] <scenario>
 *                                                   cuts the power at every storage unit that the scenario writes
 *   runner [--firmware <file>] --resets [--every <n>] <scenario>
 *                                                   then resets the chip at every edge of the clock's bus
 *   runner [--firmware <file>] [--state <file>] --simulator
 *                                                   a person at the keypad; so too when there is no scenario and standard
 *                                                   input is a terminal or begins as no scenario does
 *
 * --extended: the product takes tokens of 12 and 15 digits.
 * Ends with 0, or 1 when an `expect` failed, or 2 when the scenario or the board is not in order.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cuts.h"
#include "resets.h"
#include "scenario.h"
#include "simulator.h"

static void print_line(const char *line)
{
    puts(line);
    fflush(stdout);
}

static int run(const command *it, const char *name)
{
    output_line = print_line;
    for (; it->line; it++) {
        play(it);
        if (play_complaint())
            scenario_fail(name, it->line, play_complaint(), it->verb == DO_EXPECT ? 1 : 2);
    }
    return 0;
}

/* Whether a person is there, or what comes by pipe is meant for the simulator: no scenario begins so. */
static int wants_simulator(void)
{
    int first;

    if (isatty(STDIN_FILENO))
        return 1;
    first = getchar();
    ungetc(first, stdin);
    return first > 0 && strchr(SIMULATOR_BEGINS, first) != NULL;
}

static const command *read_scenario(const char **name)
{
    FILE *file = stdin;

    if (!*name || strcmp(*name, "-") == 0)
        *name = "standard input";
    else
        file = fopen(*name, "r");
    if (!file) {
        fprintf(stderr, "error: cannot open the scenario %s\n", *name);
        exit(2);
    }
    return scenario_read(file, *name);
}

int main(int count, char **given)
{
    const char *firmware = NULL;
    const char *scenario = NULL;
    const char *only = NULL;
    unsigned long every = 1, through = 1;
    const char *state = "keypad-unit.state";
    int cuts = 0, resets = 0, simulator = 0, i, result;

    for (i = 1; i < count; i++) {
        if (strcmp(given[i], "--firmware") == 0 && i + 1 < count)
            firmware = given[++i];
        else if (strcmp(given[i], "--state") == 0 && i + 1 < count)
            state = given[++i];
        else if (strcmp(given[i], "--every") == 0 && i + 1 < count && strtoul(given[i + 1], NULL, 10) > 0)
            every = strtoul(given[++i], NULL, 10);
        else if (strcmp(given[i], "--through") == 0 && i + 1 < count && strtoul(given[i + 1], NULL, 10) > 0)
            through = strtoul(given[++i], NULL, 10);
        else if (strcmp(given[i], "--only") == 0 && i + 1 < count)
            only = given[++i];
        else if (strcmp(given[i], "--cuts") == 0)
            cuts = 1;
        else if (strcmp(given[i], "--resets") == 0)
            resets = 1;
        else if (strcmp(given[i], "--simulator") == 0)
            simulator = 1;
        else if (strcmp(given[i], "--extended") == 0)
            bench_extended = 1;
        else if (!scenario && (given[i][0] != '-' || !given[i][1]))
            scenario = given[i];
        else {
            fprintf(stderr, "usage: runner [--firmware <file>] [--extended] [--cuts [--every <n>] [--through <n>] [--only <cut>]] [<scenario> | -]\n"
                            "       runner [--firmware <file>] --resets [--every <n>] <scenario>\n"
                            "       runner [--firmware <file>] [--state <file>] --simulator\n");
            return 2;
        }
    }
    bench_open(firmware);
    if (simulator || (!scenario && wants_simulator())) {
        result = simulator_run(state);
    } else {
        const command *commands = read_scenario(&scenario);

        if (resets)
            result = resets_run(commands, scenario, every);
        else
            result = cuts ? cuts_run(commands, scenario, only, every, through) : run(commands, scenario);
    }
    bench_close();
    return result;
}

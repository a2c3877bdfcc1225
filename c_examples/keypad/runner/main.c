/*
 * main.c: the scenario runner's command line, the same for every board.
 *
 *   runner [--firmware <file>] [<scenario> | -]     runs a scenario; only the product's lines go to standard output
 *   runner [--firmware <file>] --cuts [--every <n>] [--through <n>] [--only <cut>] <scenario>
 *                                                   cuts the power at every storage unit that the scenario writes
 *   runner [--storage <file>] --simulator           host only: a person at the keypad; also when there is no scenario
 *                                                   and standard input is a terminal
 *
 * Ends with 0, or 1 when an `expect` failed, or 2 when the scenario or the board is not in order.
 */
#define _POSIX_C_SOURCE 200809L

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cuts.h"
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

static const command *read_scenario(const char *name)
{
    FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "r");

    if (!file) {
        fprintf(stderr, "error: cannot open the scenario %s\n", name);
        exit(2);
    }
    return scenario_read(file, name);
}

int main(int count, char **given)
{
    const char *firmware = NULL;
    const char *scenario = NULL;
    const char *only = NULL;
    unsigned long every = 1, through = 1;
    const char *storage = "keypad-unit.bin";
    int cuts = 0, simulator = 0, i, result;

    for (i = 1; i < count; i++) {
        if (strcmp(given[i], "--firmware") == 0 && i + 1 < count)
            firmware = given[++i];
        else if (strcmp(given[i], "--storage") == 0 && i + 1 < count)
            storage = given[++i];
        else if (strcmp(given[i], "--every") == 0 && i + 1 < count && strtoul(given[i + 1], NULL, 10) > 0)
            every = strtoul(given[++i], NULL, 10);
        else if (strcmp(given[i], "--through") == 0 && i + 1 < count && strtoul(given[i + 1], NULL, 10) > 0)
            through = strtoul(given[++i], NULL, 10);
        else if (strcmp(given[i], "--only") == 0 && i + 1 < count)
            only = given[++i];
        else if (strcmp(given[i], "--cuts") == 0)
            cuts = 1;
        else if (strcmp(given[i], "--simulator") == 0)
            simulator = 1;
        else if (!scenario && (given[i][0] != '-' || !given[i][1]))
            scenario = given[i];
        else {
            fprintf(stderr, "usage: runner [--firmware <file>] [--cuts [--every <n>] [--through <n>] [--only <cut>]] [<scenario> | -]\n"
                            "       runner [--storage <file>] --simulator\n");
            return 2;
        }
    }
    bench_open(firmware);
    if (simulator || (!scenario && simulator_exists && isatty(STDIN_FILENO)))
        result = simulator_run(storage);
    else if (cuts)
        result = cuts_run(read_scenario(scenario ? scenario : "-"), scenario ? scenario : "standard input", only,
                          every, through);
    else
        result = run(read_scenario(scenario ? scenario : "-"), scenario ? scenario : "standard input");
    bench_close();
    return result;
}

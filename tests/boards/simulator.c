/*
 * simulator.c: the host board in a terminal, for a person at its keypad. Line by line, so it works over a pipe too.
 * The storage and the clock's offset are kept in a file: the unit outlives the program, as a product outlives its battery.
 */
#define _POSIX_C_SOURCE 200809L
#include "simulator.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "board.h"
#include "keypad.h"
#include "scenario.h"

#define EXAMPLE "factory #SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;count=0"

const int simulator_exists = 1;

static const char *file_name;
static int64_t clock_offset; /* the unit's clock less the wall clock */
static int colours;

static uint32_t unit_clock(void)
{
    return (uint32_t)((int64_t)time(NULL) + clock_offset);
}

static void load(void)
{
    uint8_t bytes[BENCH_STORAGE_MOST];
    FILE *file = fopen(file_name, "rb");
    int good;

    if (!file)
        return;
    good = fread(bytes, 1, bench_storage_size, file) == bench_storage_size &&
           fread(&clock_offset, sizeof clock_offset, 1, file) == 1;
    fclose(file);
    if (!good)
        output_die("this is no storage of the simulator: ", file_name);
    bench_storage_put(bytes);
}

static void save(void)
{
    uint8_t bytes[BENCH_STORAGE_MOST];
    FILE *file = fopen(file_name, "wb");

    bench_storage_get(bytes);
    if (!file || fwrite(bytes, 1, bench_storage_size, file) != bench_storage_size ||
        fwrite(&clock_offset, sizeof clock_offset, 1, file) != 1 || fclose(file) != 0)
        output_die("cannot write the storage file ", file_name);
}

static void show_line(const char *line)
{
    unsigned blinks;
    char colour[8];

    printf("   %s", line);
    if (sscanf(line, "led %7s %u", colour, &blinks) == 2) {
        printf("  %s", !colours ? "" : colour[0] == 'g' ? "\033[32m" : "\033[31m");
        for (; blinks; blinks--)
            printf(" (*)");
        printf("%s", colours ? "\033[0m" : "");
    }
    putchar('\n');
}

static void show_unit(void)
{
    static const char *const states[] = {"disabled", "enabled", "unlocked"};
    time_t now = (time_t)unit_clock();
    opaygo_report report;
    opaygo_status status;
    char date[32];

    memset(&report, 0, sizeof report);
    status = opaygo_query(&keypad.device, board_port(), &report);
    strftime(date, sizeof date, "%Y-%m-%d %H:%M:%S", gmtime(&now));
    printf("[output %s] %s  credit %lu d %02lu:%02lu:%02lu  count %u", report.active ? "ON " : "off",
           status == OPAYGO_UNPROVISIONED ? "no key yet (x gives it the published example's)"
           : status == OPAYGO_CORRUPT     ? "storage damaged"
                                          : states[report.state % 3],
           (unsigned long)(report.credit / 86400), (unsigned long)(report.credit / 3600 % 24),
           (unsigned long)(report.credit / 60 % 60), (unsigned long)(report.credit % 60), report.count);
    if (report.wait)
        printf("  locked for %u s", report.wait);
    printf("  clock %s\n", date);
}

static void help(void)
{
    printf("   keys: * 0-9 #, any number of them, then Enter; * begins a token, # asks for the status LED\n"
           "   +<seconds> time passes    ? status line    p power cut    x the published example's key\n"
           "   h this help    q quit     or any line of the scenario language: off 3600, wait 60, factory #...\n");
}

/* What the short forms mean in the scenario language. */
static void spell_out(char *line, size_t room)
{
    char shortened[SCENARIO_LINE + 2];

    strcpy(shortened, line);
    if (*line && strchr("*#0123456789", *line))
        snprintf(line, room, "keys %s", shortened);
    else if (*line == '+')
        snprintf(line, room, "wait %s", shortened + 1);
    else if (strcmp(line, "?") == 0)
        strcpy(line, "status");
    else if (strcmp(line, "p") == 0)
        strcpy(line, "power");
    else if (strcmp(line, "x") == 0)
        strcpy(line, EXAMPLE);
}

/* The wall clock has gone on since the last line. */
static void catch_up(void)
{
    command wait = {.line = 1, .verb = DO_WAIT, .text = "", .seconds = 0};
    uint32_t now = unit_clock();

    if (now <= play_now)
        return;
    wait.seconds = now - play_now;
    play(&wait);
}

static void obey(char *line)
{
    const char *wrong = NULL;
    command it;
    int kind = scenario_parse(line, &it, &wrong);

    if (kind > 0) {
        play(&it);
        wrong = play_complaint();
    }
    if (wrong)
        printf("   ? %s (h for help)\n", wrong);
    /* Time that a command let pass has passed for good. */
    if (play_now > unit_clock())
        clock_offset += play_now - unit_clock();
}

int simulator_run(const char *storage_file)
{
    char line[SCENARIO_LINE + 16];

    file_name = storage_file;
    colours = isatty(STDOUT_FILENO);
    output_line = show_line;
    load();
    play_now = unit_clock();
    play_start();
    printf("OpenPAYGO keypad simulator; the unit is kept in %s\n", file_name);
    help();
    for (;;) {
        save();
        show_unit();
        printf("> ");
        fflush(stdout);
        if (!fgets(line, SCENARIO_LINE, stdin))
            break;
        line[strcspn(line, "\r\n")] = '\0';
        if (strcmp(line, "q") == 0)
            break;
        catch_up();
        if (strcmp(line, "h") == 0)
            help();
        spell_out(line, sizeof line);
        if (strcmp(line, "h") != 0)
            obey(line);
    }
    save();
    putchar('\n');
    return 0;
}

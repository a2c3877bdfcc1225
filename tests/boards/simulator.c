/*
 * simulator.c: see simulator.h. Line by line, so it works over a pipe too. The unit outlives the program, as a product outlives
 * its battery: all of it is in the state file. Knows the product by its lines only.
 */
#define _POSIX_C_SOURCE 200809L
#include "simulator.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "entry.h"
#include "said.h"
#include "scenario.h"
#include "server.h"
#include "state.h"

#define EXAMPLE "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;count=0"
#define DAY 86400u

static const char *file_name;
static simulator_state state;

static uint32_t wall(void)
{
    return (uint32_t)((int64_t)time(NULL) + state.ahead);
}

/* The unit. */

static void factory(const char *line)
{
    char text[SCENARIO_LINE + 2];
    const command it = {.line = 1, .verb = DO_FACTORY, .text = text, .seconds = 0};

    snprintf(text, sizeof text, "%s", line);
    play(&it);
    if (strncmp(output_newest(), "factory ok", 10) == 0) {
        server_made_count = entry_entered = 0;
        printf("   %s: ", server.serial);
        said_unit();
    }
}

static void new_unit(const char *which)
{
    uint8_t random[16 + 8];
    char line[128];
    char *at = line;
    uint32_t serial, starting;
    size_t i;
    int source;

    if (server.known) {
        said_wrong("this unit has a key already; `reset` forgets the unit, then `new` makes another");
        return;
    }
    if (strcmp(which, "example") == 0) {
        factory(EXAMPLE);
        return;
    }
    if (*which) {
        said_wrong("new, or new example");
        return;
    }
    source = open("/dev/urandom", O_RDONLY);
    if (source < 0 || read(source, random, sizeof random) != (ssize_t)sizeof random)
        output_die("the operating system gives no random numbers", "");
    close(source);
    memcpy(&serial, random + 16, 4);
    memcpy(&starting, random + 20, 4);
    at += sprintf(at, "#SIM%06u;%09u;", (unsigned)(serial % 1000000u), (unsigned)(starting % 1000000000u));
    for (i = 0; i < 16; i++)
        at += sprintf(at, "%02x", random[i]);
    factory(line);
}

static void reset(void)
{
    uint8_t blank[BENCH_STORAGE_MOST];

    memset(blank, 0xFF, sizeof blank);
    bench_power_off();
    bench_storage_put(blank);
    memset(&server, 0, sizeof server);
    server_made_count = entry_entered = 0;
    clock_ahead = 0;
    clock_works();
    bench_blind(0);
    bench_power_on(play_now);
    printf("   forgotten: unit, key and server. Now it has ");
    said_unit();
}

static void set_extended(const char *text)
{
    const char *wrong;

    if (strcmp(text, "extended=1") != 0 && strcmp(text, "extended=0") != 0) {
        said_wrong("here only extended=1 and extended=0; the others are for scenarios");
        return;
    }
    bench_power_off();
    wrong = bench_config("extended", (uint32_t)(text[9] - '0'));
    bench_power_on(play_now);
    if (wrong)
        said_wrong(wrong);
    else
        printf("   restarted; tokens of 12 and 15 digits are %s\n", text[9] == '1' ? "taken" : "not taken");
}

static void help(void)
{
    puts("   new                   a unit with a key of its own; `new example`: the published example's\n"
         "   factory #SERIAL;...   your own factory line; `reset` forgets the unit\n"
         "   token 30              the server makes the next token: 30 days more. `token set 7`: 7 days from\n"
         "                         now; `token unlock`, `token sync`, `token extended 123456` (host, after\n"
         "                         `config extended=1`). With `enter` behind it, it is typed too\n"
         "   next, last            the first token not entered yet, the newest; `next enter` types it\n"
         "   662 486 790           types a token: * first, blanks and dashes left out. `#`: status LED\n"
         "   ?                     the unit's state               v   key events too, or no longer\n"
         "   p                     power cut, on again at once    off 3d, off 90   off for so long\n"
         "   +2h, wait 5d          time passes (s, m, h, d)\n"
         "   clock fails [for 3], clock works, clock reads 0 [for 3], clock set <s>, clock moved <s>\n"
         "   storage flip <address> <bit>, storage blind <reads>, and whatever scenarios have\n"
         "   help                  this                           q   the end; the unit is kept");
}

/* A number with s, m, h or d behind it, as seconds; else as it is. */
static void spell_seconds(char *text, size_t room)
{
    static const char letters[] = "smhd";
    static const uint32_t worth[] = {1, 60, 3600, DAY};
    char *end = NULL;
    const unsigned long long number = strtoull(text, &end, 10);
    const char *letter = *text >= '0' && *text <= '9' && end[0] && !end[1] ? strchr(letters, end[0]) : NULL;

    if (letter && number <= UINT32_MAX)
        snprintf(text, room, "%llu", number * worth[letter - letters]);
}

static void pass(const char *word, const char *given)
{
    char line[SCENARIO_LINE + 16], seconds[SCENARIO_LINE + 2];
    const char *wrong = NULL;
    command it;

    snprintf(seconds, sizeof seconds, "%s", given);
    spell_seconds(seconds, sizeof seconds);
    snprintf(line, sizeof line, "%s %s", word, seconds);
    if (scenario_parse(line, &it, &wrong) > 0) {
        play(&it);
        wrong = play_complaint();
    }
    if (wrong) {
        said_wrong(*word == 'o' ? "off <time>, as `off 90`, `off 2h`, `off 3d`" : "wait <time>, as `+90`, `+2h`, `wait 3d`");
        return;
    }
    printf(*word == 'o' ? "   off for %s, on again: " : "   %s later: ", given);
    said_unit();
}

/* Whatever scenarios have besides. */
static void obey(char *line, int typed)
{
    const char *wrong = NULL;
    char message[256];
    command it;
    const int kind = scenario_parse(line, &it, &wrong);

    if (kind == 0)
        return;
    if (kind < 0) {
        snprintf(message, sizeof message, "%s; `help` says what there is",
                 strncmp(wrong, "unknown", 7) == 0 ? "there is no such word" : wrong);
        said_wrong(message);
        return;
    }
    switch (it.verb) {
    case DO_TOKEN:
    case DO_TOKEN_SET:
    case DO_TOKEN_UNLOCK:
    case DO_TOKEN_SYNC:
    case DO_TOKEN_EXTENDED: entry_make(&it, typed); return;
    case DO_CONFIG: set_extended(it.text); return;
    case DO_FACTORY: factory(it.text); return;
    case DO_STATUS: said_status(); return;
    case DO_POWER:
        play(&it);
        printf("   power cut, on again: ");
        said_unit();
        return;
    default: break;
    }
    said_begin();
    play(&it);
    if (play_complaint()) {
        said_wrong(play_complaint());
        return;
    }
    if (said_what() != SAID_NOTHING)
        said_entry(it.text);
    printf("   done%s\n", it.verb == DO_FLIP ? ", at the next power cut (`p`)" : "");
}

/* Cuts `enter` off a line's end; returns whether it was there. */
static int cut_enter(char *line)
{
    const size_t length = strlen(line);

    if (length < 7 || strcmp(line + length - 6, " enter") != 0)
        return 0;
    line[length - 6] = '\0';
    return 1;
}

/* Returns 0 at the end. */
static int take_line(char *line)
{
    char word[16];
    char *rest;
    int typed;

    while (isspace((unsigned char)*line))
        line++;
    for (rest = line + strlen(line); rest > line && isspace((unsigned char)rest[-1]);)
        *--rest = '\0';
    if (!*line || strcmp(line, "?") == 0) {
        said_status();
        return 1;
    }
    if (entry_typed(line))
        return 1;
    snprintf(word, sizeof word, "%.*s", (int)strcspn(line, " \t"), line);
    rest = line + strcspn(line, " \t");
    rest += strspn(rest, " \t");
    if (strcmp(line, "q") == 0 || strcmp(line, "quit") == 0)
        return 0;
    if (strcmp(line, "help") == 0 || strcmp(line, "h") == 0)
        help();
    else if (strcmp(word, "new") == 0)
        new_unit(rest);
    else if (strcmp(line, "reset") == 0)
        reset();
    else if (strcmp(line, "v") == 0)
        printf("   key events are %s\n", (said_keys = !said_keys) ? "shown" : "hidden");
    else if (strcmp(line, "p") == 0)
        obey(strcpy(word, "power"), 0);
    else if (*line == '+')
        pass("wait", line + 1);
    else if (strcmp(word, "wait") == 0 || strcmp(word, "off") == 0)
        pass(word, rest);
    else {
        typed = cut_enter(line);
        if (strcmp(line, "next") == 0 || strcmp(line, "last") == 0)
            entry_reshow(*line == 'l', typed);
        else
            obey(line, typed);
    }
    return 1;
}

/* The wall clock has gone on since the last line. */
static void catch_up(void)
{
    command wait = {.line = 1, .verb = DO_WAIT, .text = "", .seconds = 0};
    const uint32_t now = wall();

    if (now <= play_now)
        return;
    wait.seconds = now - play_now;
    play(&wait);
}

static void keep(void)
{
    if (play_now > wall()) /* time that a command let pass has passed for good */
        state.ahead += play_now - wall();
    state.now = play_now;
    state.entered = entry_entered;
    if (!state_save(file_name, &state))
        output_die("cannot write the state file ", file_name);
}

int simulator_run(const char *state_file)
{
    char line[SCENARIO_LINE + 2];
    int found, more = 1;

    file_name = state_file;
    said_colours = isatty(STDOUT_FILENO);
    output_line = said_line;
    if (!state_hold(file_name)) {
        fprintf(stderr, "error: another simulator has %s; end that one, or give this one a file of its own: STATE=<file>\n",
                file_name);
        return 2;
    }
    found = state_load(file_name, &state);
    if (found < 0) {
        fprintf(stderr, "error: %s is damaged, or no state file of this board; it was left as it is.\n"
                        "  Move it away and start again: mv %s %s.old\n", file_name, file_name, file_name);
        return 2;
    }
    entry_entered = state.entered;
    play_now = wall();
    if (found && play_now < state.now) { /* the computer's clock was set back; the unit's was not */
        state.ahead += state.now - play_now;
        play_now = state.now;
    }
    play_start();
    printf("OpenPAYGO keypad simulator: %s is ready. The unit is kept in %s; `help` says what can be typed.\n   ",
           bench_name, file_name);
    said_unit();
    while (more) {
        keep();
        printf("> ");
        fflush(stdout);
        if (!fgets(line, sizeof line, stdin))
            break;
        if (strlen(line) == SCENARIO_LINE + 1 && line[SCENARIO_LINE] != '\n') {
            int c;

            while ((c = getchar()) != '\n' && c != EOF)
                ;
            said_wrong("the line is longer than 256 characters: nothing was done");
            continue;
        }
        catch_up();
        more = take_line(line);
    }
    keep();
    putchar('\n');
    return 0;
}

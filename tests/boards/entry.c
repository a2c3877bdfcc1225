/* entry.c: see entry.h. */
#include "entry.h"

#include <stdio.h>
#include <string.h>

#include "said.h"
#include "scenario.h"
#include "server.h"

unsigned entry_entered;

/* Whether an entry of this length can be a token of this unit. */
static int has_length(size_t length)
{
    if (length == (server.restricted ? 15 : 9))
        return 1;
    return bench_extended && (length == (server.restricted ? 20 : 12) || length == (server.restricted ? 25 : 15));
}

static void enter(const char *digits)
{
    unsigned i;

    said_begin();
    play_keys("*");
    if (said_what() != SAID_LOCKED) {
        play_keys(digits);
        play_keys(play_end(digits));
    }
    if (said_what() == SAID_NOTHING)
        said_wrong(server.known ? "the unit does not answer; `?` asks for its state"
                              : "a unit without a key takes no token; `new` gives it one");
    else
        said_entry(digits);
    for (i = entry_entered; said_what() != SAID_LOCKED && i < server_made_count; i++)
        if (strcmp(server_made[i].digits, digits) == 0)
            entry_entered = i + 1;
}

/* Digits as people group them, `*` in front or not; or `#`. Returns whether it was such a line. */
int entry_typed(const char *line)
{
    char digits[SCENARIO_LINE + 2];
    char message[128];
    size_t length = 0;

    if (strspn(line, "*#0123456789 \t-") != strlen(line) || *line == '-')
        return 0;
    if (*line == '*')
        line++;
    for (; *line; line++)
        if (!strchr(" \t-", *line))
            digits[length++] = *line;
    digits[length] = '\0';
    if (strcmp(digits, "#") == 0) {
        said_begin();
        bench_key(++play_now, '#');
        printf("   ");
        said_led();
        said_unit();
        return 1;
    }
    if (length > 1 && digits[length - 1] == '#')
        digits[--length] = '\0';
    if (strpbrk(digits, "*#"))
        said_wrong("one token a line");
    else if (!has_length(length)) {
        snprintf(message, sizeof message, "a token of this unit has %s digits, this has %zu: nothing was typed",
                 bench_extended ? (server.restricted ? "15, 20 or 25" : "9, 12 or 15") : server.restricted ? "15" : "9",
                 length);
        said_wrong(message);
    } else
        enter(digits);
    return 1;
}

/* The server. */

static void say_tokens(unsigned from)
{
    for (; from < server_made_count; from++) {
        printf("   token ");
        said_digits(server_made[from].digits);
        printf("  %s%s\n", server_made[from].what, from < entry_entered ? " (was entered)" : "");
    }
}

static void enter_tokens(unsigned from)
{
    char digits[SERVER_TOKEN];

    for (; from < server_made_count; from++) {
        strcpy(digits, server_made[from].digits);
        enter(digits);
        if (said_what() == SAID_LOCKED)
            return;
    }
}

void entry_make(const command *it, int typed)
{
    play_make(it);
    if (play_complaint()) {
        said_wrong(play_complaint());
        return;
    }
    entry_entered = 0;
    say_tokens(0);
    if (typed)
        enter_tokens(0);
}

void entry_reshow(int last, int typed)
{
    const unsigned from = last ? server_made_count - (server_made_count != 0) : entry_entered;

    if (server_made_count == 0)
        said_wrong("no token was made yet: `token 30` makes one");
    else if (from == server_made_count)
        said_wrong("every token that was made is entered; `last` shows the newest, `token 30` makes another");
    else {
        say_tokens(from);
        if (typed)
            enter_tokens(from);
    }
}

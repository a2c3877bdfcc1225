/* scenario.c: see scenario.h. */
#include "scenario.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *word;
    verb verb;
    enum { NOTHING, TEXT, SECONDS, FORMS } takes;
} words[] = {
    {"config", DO_CONFIG, TEXT}, {"factory", DO_FACTORY, TEXT}, {"keys", DO_KEYS, TEXT},
    {"wait", DO_WAIT, SECONDS},  {"power", DO_POWER, NOTHING},  {"off", DO_OFF, SECONDS},
    {"status", DO_STATUS, NOTHING}, {"expect", DO_EXPECT, TEXT}, {"clock", DO_CLOCK_READS, FORMS},
    {"storage", DO_FLIP, FORMS}, {"token", DO_TOKEN, FORMS},    {"send", DO_SEND, TEXT},
};

/* `#` a number, into `seconds`; `%` into `times`; `~` with a sign; `b` a bit, into `times`. */
static const struct {
    const char *form;
    verb verb;
} forms[] = {
    {"clock reads #", DO_CLOCK_READS},  {"clock reads # for %", DO_CLOCK_READS},
    {"clock fails", DO_CLOCK_FAILS},    {"clock fails for %", DO_CLOCK_FAILS},
    {"clock fails for ever", DO_CLOCK_FAILS}, {"clock works", DO_CLOCK_WORKS},
    {"clock set #", DO_CLOCK_SET},      {"clock moved ~", DO_CLOCK_MOVED},
    {"storage flip # b", DO_FLIP},      {"storage blind #", DO_BLIND},
    {"token #", DO_TOKEN},              {"token set #", DO_TOKEN_SET},
    {"token unlock", DO_TOKEN_UNLOCK},  {"token sync", DO_TOKEN_SYNC},
    {"token extended #", DO_TOKEN_EXTENDED},
};

static int number(const char *text, uint32_t *into)
{
    uint64_t sum = 0;

    if (!*text)
        return 0;
    for (; *text; text++) {
        if (*text < '0' || *text > '9')
            return 0;
        sum = 10 * sum + (uint64_t)(*text - '0');
        if (sum > UINT32_MAX)
            return 0;
    }
    *into = (uint32_t)sum;
    return 1;
}

static int is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static char *trim(char *text)
{
    char *end;

    while (is_blank(*text))
        text++;
    end = text + strlen(text);
    while (end > text && is_blank(end[-1]))
        end--;
    *end = '\0';
    return text;
}

static int matches(const char *form, const char *text, command *into)
{
    while (*form) {
        char word[16];
        size_t length = strcspn(text, " \t");
        int minus;

        if (length == 0 || length >= sizeof word)
            return 0;
        memcpy(word, text, length);
        word[length] = '\0';
        text += length + strspn(text + length, " \t");
        minus = *form == '~' && *word == '-';
        if (strchr("#~", *form) ? !number(word + minus, &into->seconds)
            : strchr("%b", *form) && (form[1] == ' ' || !form[1])
                ? !number(word, &into->times) || (*form == 'b' && into->times > 7)
                : strncmp(form, word, length) != 0 || (form[length] && form[length] != ' '))
            return 0;
        if (minus)
            into->seconds = 0u - into->seconds;
        if (strcmp(word, "ever") == 0)
            into->times = UINT32_MAX;
        form += strcspn(form, " ");
        form += *form == ' ';
    }
    return !*text;
}

/* A command of several words; `line` is all of it. In a scenario a token is entered anyhow, so `enter` says nothing new. */
static int scenario_form(char *line, command *into)
{
    const size_t length = strlen(line);
    size_t i;

    if (*line == 't' && length > 6 && strcmp(line + length - 6, " enter") == 0)
        line[length - 6] = '\0';

    for (i = 0; i < sizeof forms / sizeof *forms; i++) {
        into->times = 1;
        into->seconds = 0;
        into->verb = forms[i].verb;
        if (matches(forms[i].form, line, into))
            return 1;
    }
    return 0;
}

static const char *forms_of(const char *word)
{
    return *word == 'c' ? "clock reads <seconds> [for <n>], clock fails [for <n>|for ever], clock works, clock set "
                          "<seconds>, clock moved <seconds>"
         : *word == 's' ? "storage flip <address> <bit>, storage blind <n>"
                        : "token <days>, token set <days>, token unlock, token sync, token extended <value>";
}

int scenario_parse(char *line, command *into, const char **wrong)
{
    char *comment = strstr(line, "//");
    char *word;
    char *rest;
    char whole[SCENARIO_LINE + 2];
    size_t i;

    if (comment)
        *comment = '\0';
    word = trim(line);
    if (!*word)
        return 0;
    for (rest = word; *rest; rest++)
        if ((*rest < ' ' && *rest != '\t') || *rest > '~') {
            *wrong = "only printable ASCII is allowed";
            return -1;
        }
    strcpy(whole, word);
    rest = word + strcspn(word, " \t");
    if (*rest)
        *rest++ = '\0';
    rest = trim(rest);
    for (i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(word, words[i].word) != 0)
            continue;
        into->verb = words[i].verb;
        into->text = rest;
        into->seconds = 0;
        into->times = 1;
        if (words[i].takes == FORMS) {
            if (scenario_form(whole, into))
                return 1;
            *wrong = forms_of(word);
            return -1;
        }
        if (words[i].takes == NOTHING && *rest)
            *wrong = "this command takes nothing after it";
        else if (words[i].takes == TEXT && !*rest)
            *wrong = "this command needs a text after it";
        else if (words[i].takes == SECONDS && !number(rest, &into->seconds))
            *wrong = "this command needs a number of seconds, 0 to 4294967295";
        else if (words[i].verb == DO_KEYS && strpbrk(rest, " \t"))
            *wrong = "there is no blank among keys";
        else
            return 1;
        return -1;
    }
    *wrong = "unknown command; there are config, factory, keys, wait, power, off, send, status, expect, clock, storage "
             "and token";
    return -1;
}

void scenario_fail(const char *name, unsigned line, const char *why, int status)
{
    fflush(stdout);
    fprintf(stderr, "%s:%u: %s\n", name, line, why);
    exit(status);
}

static void *must(void *memory)
{
    if (!memory) {
        fprintf(stderr, "error: out of memory\n");
        exit(2);
    }
    return memory;
}

command *scenario_read(FILE *file, const char *name)
{
    command *commands = NULL;
    size_t count = 0;
    unsigned line = 0;
    char buffer[SCENARIO_LINE + 2];

    while (fgets(buffer, sizeof buffer, file)) {
        const char *wrong = NULL;
        command it;
        char *text;
        int kind;

        line++;
        if (strlen(buffer) > SCENARIO_LINE && buffer[SCENARIO_LINE] != '\n')
            scenario_fail(name, line, "the line is longer than 256 characters", 2);
        text = strcpy(must(malloc(sizeof buffer)), buffer);
        kind = scenario_parse(text, &it, &wrong);
        if (kind < 0)
            scenario_fail(name, line, wrong, 2);
        if (kind == 0) {
            free(text);
            continue;
        }
        it.line = line;
        commands = must(realloc(commands, (count + 2) * sizeof *commands));
        commands[count++] = it;
        commands[count] = (command){.line = 0, .verb = DO_KEYS, .seconds = 0, .text = ""};
    }
    if (ferror(file))
        scenario_fail(name, line, "the file cannot be read", 2);
    if (!commands)
        scenario_fail(name, line, "there is no command in it", 2);
    return commands;
}

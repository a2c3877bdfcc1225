/*
 * cuts.c: the power-cut campaign. While a command of a scenario is done, the storage is recorded at each unit that is
 * written; the power going just then leaves that image, with the unit in one of the states a cut can leave it in, and
 * nothing else, for RAM is lost. The unit is switched on with each of these images. Knows the product by its lines only.
 *
 * After each cut the unit must come up as it was before the command or as it is after it (mixed if not), and as after
 * it if it had already said so (lost if not). The command is then given again and must be taken, or be found used, as
 * by a unit that was never cut, and the scenario must go on to its end.
 */
#define SURE 70u /* seconds until a time far ahead is believed */
#define _POSIX_C_SOURCE 200809L
#include "cuts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario.h"

typedef struct {
    char state[16];
    unsigned long seconds, count, wait;
} status;

/* What a unit that was never cut shows when it is switched on, and when it is then given the command once more. */
typedef struct {
    uint32_t now;
    unsigned long wait; /* let pass in between */
    status up, told_again;
    char answer[OUTPUT_LINE];
} view;

#define VIEWS 4

typedef struct {
    uint8_t image[BENCH_STORAGE_MOST];
    view views[VIEWS];
    unsigned known; /* how many views there are; the oldest is replaced */
} twin;

static char answer[OUTPUT_LINE]; /* the newest line that says what became of a command */
static unsigned long possible, cuts, lost, mixed, stuck;
static const char *scenario;
static unsigned long every, through;

/* How the storage unit that was being written is left. */
enum { OLD, NEW, ERASED, PARTLY, JUNK, TORN_KINDS };
static const char *const torn_names[TORN_KINDS] = {"old", "new", "erased", "partly", "junk"};

/* A unit that was written while a command was done. */
typedef struct {
    uint32_t at, len, now;
    const uint8_t *old, *new;
    int said; /* the product had said that the command was done */
} change;

#define CHANGES_MOST 4096u
#define BYTES_MOST 65536u
static change changes[CHANGES_MOST];
static uint32_t changes_count;
static uint8_t bytes[BYTES_MOST];
static uint32_t bytes_count;

static void remember_answer(const char *line)
{
    if ((strncmp(line, "event ", 6) == 0 && strncmp(line, "event key_", 10) != 0 &&
         strncmp(line, "event state", 11) != 0) ||
        strncmp(line, "factory ", 8) == 0)
        strcpy(answer, line);
}

static const uint8_t *keep(const uint8_t *from, uint32_t len)
{
    uint8_t *into = bytes + bytes_count;

    if (bytes_count + len > BYTES_MOST || changes_count == CHANGES_MOST)
        output_die("one command writes more than a campaign can follow", "");
    memcpy(into, from, len);
    bytes_count += len;
    return into;
}

static void witness(uint32_t at, const uint8_t *old, const uint8_t *new, uint32_t len)
{
    change *into = &changes[changes_count];

    into->at = at;
    into->len = len;
    into->now = play_now;
    into->old = keep(old, len);
    into->new = keep(new, len);
    into->said = answer[0] != '\0';
    changes_count++;
}

/*
 * The unit as the cut leaves it. A byte of EEPROM is erased, then written, so it may be left as anything; of a word of
 * flash some bits are cleared that were to be; of a page of flash some bits are set.
 */
static void tear(uint8_t *unit, const change *it, unsigned kind)
{
    uint32_t noise = (uint32_t)(changes_count + kind) * 2654435761u + it->at * 40503u;
    uint32_t i;

    for (i = 0; i < it->len; i++) {
        uint8_t old = it->old[i], new = it->new[i];
        uint8_t some;

        noise = noise * 1664525u + 1013904223u;
        some = (uint8_t)(noise >> 24);
        switch (kind) {
        case OLD: unit[i] = old; break;
        case NEW: unit[i] = new; break;
        case ERASED: unit[i] = it->len == 4 || i >= (it->len + 1) / 2 ? old : 0xFF; break;
        case PARTLY: unit[i] = (uint8_t)((old & some) | (new & ~some)); break;
        default: unit[i] = it->len == 4 ? (uint8_t)(old & (new | some)) : some; break;
        }
    }
}

/* Lets a waiting period run out, so that a token can be judged. */
static void wait_out(unsigned long seconds)
{
    command wait = {.line = 1, .verb = DO_WAIT, .text = "", .seconds = (uint32_t)seconds};

    if (seconds != 0)
        play(&wait);
}

static status ask(void)
{
    static const command question = {.line = 1, .verb = DO_STATUS, .text = "", .seconds = 0};
    status now;

    play(&question);
    if (play_complaint()) { /* off until it is sure for how long the power was off */
        wait_out(SURE);
        play(&question);
    }
    if (play_complaint())
        output_die(play_complaint(), "");
    if (sscanf(output_newest(), "status state=%15s seconds=%lu count=%lu wait=%lu", now.state, &now.seconds,
               &now.count, &now.wait) != 4)
        output_die("the product does not answer a status request but says ", output_newest());
    return now;
}

static int same(const status *one, const status *other)
{
    return strcmp(one->state, other->state) == 0 && one->seconds == other->seconds && one->count == other->count;
}

static void switch_on(const uint8_t *image, uint32_t now)
{
    bench_power_off();
    bench_storage_put(image);
    play_now = now;
    bench_power_on(now);
}

static void switch_off(uint8_t *image)
{
    bench_power_off();
    bench_storage_get(image);
}

static const view *consult(twin *who, const command *it, uint32_t now, unsigned long wait)
{
    view *into;
    unsigned i;

    for (i = 0; i < VIEWS && i < who->known; i++)
        if (who->views[i].now == now && who->views[i].wait == wait)
            return &who->views[i];
    into = &who->views[who->known++ % VIEWS];
    into->now = now;
    into->wait = wait;
    switch_on(who->image, now);
    into->up = ask();
    wait_out(wait);
    answer[0] = '\0';
    play(it);
    strcpy(into->answer, answer);
    into->told_again = ask();
    return into;
}

/* How long a unit is locked that was cut with the attempt charged and not yet judged: as long as after a wrong one. */
static unsigned long charged_wait(const uint8_t *image, uint32_t now, const command *it)
{
    char wrong_keys[SCENARIO_LINE + 2];
    command wrong = {.line = 1, .verb = DO_KEYS, .text = wrong_keys, .seconds = 0};

    if (it->verb != DO_KEYS)
        return 0;
    snprintf(wrong_keys, sizeof wrong_keys, "%s", it->text);
    memset(wrong_keys + 1, '1', strlen(wrong_keys) - 1);
    switch_on(image, now);
    play(&wrong);
    return ask().wait;
}

/* The images from which the rest of the scenario was already seen to go on well. */
static int seen_before(const command *it, const uint8_t *image)
{
    static struct {
        const command *it;
        uint64_t hash;
    } seen[1u << 16];
    uint64_t hash = 0xCBF29CE484222325u;
    uint32_t i, at;

    for (i = 0; i < bench_storage_size; i++)
        hash = (hash ^ image[i]) * 0x100000001B3u;
    at = (uint32_t)(hash >> 40) % (1u << 16);
    if (seen[at].it == it && seen[at].hash == hash)
        return 1;
    seen[at].it = it;
    seen[at].hash = hash;
    return 0;
}

/* Goes on behind `it` to the scenario's end; the complaint of what fails, or NULL. */
static const char *go_on(const command *it)
{
    uint8_t image[BENCH_STORAGE_MOST];

    switch_off(image);
    if (seen_before(it, image))
        return NULL;
    switch_on(image, play_now);
    do /* what was expected of it alone is expected no more */
        it++;
    while (it->verb == DO_EXPECT || it->verb == DO_STATUS);
    for (; it->line; it++) {
        if (it->verb == DO_KEYS)
            wait_out(ask().wait);
        play(it);
        if (play_complaint())
            return play_complaint();
    }
    return NULL;
}

static void fail(unsigned long *count, const command *it, const char *cut, const char *why, const char *more)
{
    (*count)++;
    fprintf(stderr, "%s:%u: cut %s: %s%s\n  again with: make -C tests/boards cuts BOARD=%s SCENARIO=%s CUT=%s\n",
            scenario, it->line, cut, why, more, bench_name, scenario, cut);
}

/* Whether the unit did, when given the command again, what this one that was never cut does. */
static int does_as(const view *twin_view, const status *again)
{
    size_t word = strcspn(twin_view->answer, "=");

    return same(again, &twin_view->told_again) && strncmp(answer, twin_view->answer, word) == 0;
}

/* The power went at this moment and left `image`. */
static void cut_once(const command *it, twin *before, twin *after, unsigned long charged, const change *at,
                     const uint8_t *image, const char *cut)
{
    const unsigned known = before->known + after->known;
    const view *was, *is;
    const char *complaint;
    status up, again;

    cuts++;
    switch_on(image, at->now);
    up = ask();
    was = consult(before, it, at->now, up.wait);
    is = consult(after, it, at->now, up.wait);
    if (!same(&up, &is->up) && !same(&up, &was->up)) {
        fail(&mixed, it, cut, "it is neither as before nor as after", "");
        return;
    }
    if (at->said && !same(&up, &is->up)) {
        fail(&lost, it, cut, "it had said that it was done", "");
        return;
    }
    if (up.wait != was->up.wait && up.wait != is->up.wait && up.wait != charged) {
        fail(&mixed, it, cut, "its waiting period is that of no attempt", "");
        return;
    }

    if (before->known + after->known != known)
        switch_on(image, at->now);
    wait_out(up.wait);
    answer[0] = '\0';
    play(it);
    again = ask();
    if (!(same(&up, &was->up) && does_as(was, &again)) && !(same(&up, &is->up) && does_as(is, &again))) {
        fail(&lost, it, cut, "given again, it is not taken as it should be: ", answer);
        return;
    }
    complaint = cuts % through == 0 ? go_on(it) : NULL;
    if (complaint)
        fail(&stuck, it, cut, "the scenario does not go on: ", complaint);
}

/* Every cut at the n-th change, but for those that leave the same as another: `new` is the next one's `old`. */
static void cut_at(const command *it, twin *before, twin *after, unsigned long charged, uint32_t n, uint8_t *image,
                   const char *only)
{
    const change *at = &changes[n];
    uint8_t tried[TORN_KINDS][1024];
    unsigned kind, other;

    for (kind = 0; kind < TORN_KINDS; kind++) {
        char cut[48];

        tear(tried[kind], at, kind);
        for (other = 0; other < kind; other++)
            if (memcmp(tried[other], tried[kind], at->len) == 0)
                break;
        if (other < kind || (kind == NEW && n + 1 < changes_count))
            continue;
        memcpy(image + at->at, tried[kind], at->len);
        snprintf(cut, sizeof cut, "%u:%lu:%s", it->line, (unsigned long)n, torn_names[kind]);
        if (only ? strcmp(only, cut) == 0 : possible++ % every == 0)
            cut_once(it, before, after, charged, at, image, cut);
    }
    memcpy(image + at->at, at->new, at->len);
}

/* Returns when the command ends. */
static uint32_t cut_command(const command *it, twin *before, twin *after, uint32_t start, const char *only)
{
    uint8_t image[BENCH_STORAGE_MOST];
    unsigned long charged;
    uint32_t end, n;

    changes_count = bytes_count = 0;
    switch_on(before->image, start);
    answer[0] = '\0';
    bench_watch(witness);
    play(it);
    bench_watch(NULL);
    if (play_complaint())
        scenario_fail(scenario, it->line, play_complaint(), 2);
    end = play_now;
    switch_off(after->image);
    if (changes_count == 0)
        return end;
    before->known = after->known = 0;
    charged = charged_wait(before->image, start, it);
    memcpy(image, before->image, sizeof image);
    for (n = 0; n < changes_count; n++)
        cut_at(it, before, after, charged, n, image, only);
    if (memcmp(image, after->image, bench_storage_size) != 0)
        output_die("the storage changed without being written", "");
    return end;
}

int cuts_run(const command *first, const char *name, const char *only, unsigned long nth,
             unsigned long nth_through)
{
    static twin before, after;
    const command *it;
    uint32_t now;

    scenario = name;
    every = nth;
    through = nth_through;
    output_line = remember_answer;
    play_start();
    switch_off(before.image);
    now = play_now;
    for (it = first; it->line; it++) {
        uint32_t end;

        if (it->verb == DO_EXPECT || it->verb == DO_STATUS)
            continue;
        if (it->verb == DO_CONFIG || it->verb > DO_EXPECT)
            scenario_fail(name, it->line, "this command is not for a campaign", 2);
        end = cut_command(it, &before, &after, now, only);
        memcpy(before.image, after.image, sizeof before.image);
        now = end;
    }
    bench_power_off();
    printf("%lu power cuts on %s, %lu lost, %lu mixed", cuts, bench_name, lost, mixed);
    printf(stuck ? ", %lu times the scenario did not go on\n" : "\n", stuck);
    return lost || mixed || stuck || cuts == 0 ? 1 : 0;
}

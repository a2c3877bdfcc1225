/* play.c: see play.h. */
#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "clock.h"
#include "server.h"

#define FIRST_SECOND 1000000u
#define STATUS_REQUEST "\005" /* ENQ and DC2: what the product's factory UART knows besides lines */
#define CLOCK_SET "\022"
#define FLIPS_MOST 64u
#define FAR 60000u
#define LIVED 70u /* a time far ahead is believed after a minute of uptime */

uint32_t play_now = FIRST_SECOND;

static uint8_t is_on;
static struct {
    uint32_t at;
    uint8_t bit;
} flips[FLIPS_MOST]; /* to be done while the power is off */
static unsigned flips_count;
static char complaint[512];

const char *play_complaint(void)
{
    return complaint[0] ? complaint : NULL;
}

void play_start(void)
{
    is_on = 1;
    bench_power_on(play_now);
}

/* The product's loop turns whenever it asked to; where it asked for nothing, the last seconds are lived all the same. */
static void wait(uint32_t seconds)
{
    if (seconds > FAR && bench_sleep > seconds) {
        play_now += seconds - LIVED;
        bench_second(play_now);
        seconds = LIVED;
    }
    while (seconds != 0) {
        uint32_t step = seconds < bench_sleep ? seconds : bench_sleep;

        play_now += step;
        bench_second(play_now);
        seconds -= step;
    }
}

void play_keys(const char *key)
{
    for (; *key; key++)
        bench_key(++play_now, *key);
}

static void send(const char *text)
{
    bench_send(text);
    bench_send("\n");
}

static void factory(const char *text)
{
    send(text);
    if (strncmp(output_newest(), "factory ok", 10) == 0)
        server_meets(text);
}

static void flip_bits(void)
{
    uint8_t bytes[BENCH_STORAGE_MOST];

    bench_storage_get(bytes);
    for (; flips_count != 0; flips_count--)
        bytes[flips[flips_count - 1].at] ^= (uint8_t)(1u << flips[flips_count - 1].bit);
    bench_storage_put(bytes);
}

static void flip(uint32_t at, uint32_t bit)
{
    if (at >= bench_storage_size)
        snprintf(complaint, sizeof complaint, "the storage has the addresses 0 to %lu",
                 (unsigned long)bench_storage_size - 1);
    else if (flips_count == FLIPS_MOST)
        snprintf(complaint, sizeof complaint, "no more than %u bits at one power cut", FLIPS_MOST);
    else {
        flips[flips_count].at = at;
        flips[flips_count++].bit = (uint8_t)bit;
    }
}

static void set_clock(uint32_t seconds)
{
    char text[16];

    snprintf(text, sizeof text, CLOCK_SET "%lu\n", (unsigned long)seconds);
    bench_send(text);
}

/* The last seconds are lived: a clock that is far ahead is not believed at once. */
static void off(uint32_t seconds)
{
    const uint32_t lived = seconds > LIVED ? LIVED : 0;

    bench_power_off();
    flip_bits();
    play_now += seconds - lived;
    bench_power_on(play_now);
    wait(lived);
}

static void config(const char *text)
{
    char field[64];
    const char *wrong;

    if (is_on) {
        snprintf(complaint, sizeof complaint, "config must come before anything else");
        return;
    }
    while (*text) {
        size_t length = strcspn(text, "=");
        char *end;
        unsigned long value;

        snprintf(field, sizeof field, "%.*s", (int)length, text);
        if (text[length] != '=' || text[length + 1] < '0' || text[length + 1] > '9') {
            snprintf(complaint, sizeof complaint, "config: \"%s\" is not <field>=<value>", field);
            return;
        }
        value = strtoul(text + length + 1, &end, 10);
        if ((*end && *end != ' ') || value > UINT32_MAX) {
            snprintf(complaint, sizeof complaint, "config: %s has no number", field);
            return;
        }
        wrong = bench_config(field, (uint32_t)value);
        if (wrong) {
            snprintf(complaint, sizeof complaint, "config %s: %s", field, wrong);
            return;
        }
        text = end + strspn(end, " ");
    }
}

static unsigned long count_told;

static void take_count(const char *line)
{
    const char *at = strstr(line, " count=");

    if (at)
        count_told = strtoul(at + 7, NULL, 10);
}

void play_ask(void (*line)(const char *line))
{
    output_aside(line);
    bench_send(STATUS_REQUEST);
    output_aside(NULL);
}

void play_make(const command *it)
{
    static const server_kind kinds[] = {SERVER_ADD, SERVER_SET, SERVER_UNLOCK, SERVER_SYNC, SERVER_EXTENDED};
    const char *wrong = NULL;

    complaint[0] = '\0';
    if (it->verb == DO_TOKEN_EXTENDED && !bench_extended)
        wrong = "this product takes no extended tokens; the host's does after `config extended=1`";
    if (!wrong) {
        play_ask(take_count);
        wrong = server_makes(kinds[it->verb - DO_TOKEN], it->seconds, play_now, (uint32_t)count_told);
    }
    if (wrong)
        snprintf(complaint, sizeof complaint, "%s", wrong);
}

const char *play_end(const char *digits)
{
    return bench_extended && strlen(digits) < (server.restricted ? 25 : 15) ? "#" : "";
}

static void token(const command *it)
{
    unsigned i;

    play_make(it);
    for (i = 0; !play_complaint() && i < server_made_count; i++) {
        play_keys("*");
        play_keys(server_made[i].digits);
        play_keys(play_end(server_made[i].digits));
    }
}

static void status(void)
{
    bench_send(STATUS_REQUEST);
    if (output_contradiction())
        snprintf(complaint, sizeof complaint, "%s", output_contradiction());
}

static void expect(const char *text)
{
    if (!strstr(output_newest(), text))
        snprintf(complaint, sizeof complaint, "expected \"%s\", the newest line is \"%s\"", text, output_newest());
}

void play(const command *it)
{
    complaint[0] = '\0';
    if (it->verb == DO_CONFIG) {
        config(it->text);
        return;
    }
    if (!is_on)
        play_start();
    if ((it->verb == DO_WAIT || it->verb == DO_OFF) && it->seconds > UINT32_MAX - play_now) {
        snprintf(complaint, sizeof complaint, "the clock has no more than %lu seconds left",
                 (unsigned long)(UINT32_MAX - play_now));
        return;
    }
    switch (it->verb) {
    case DO_FACTORY: factory(it->text); break;
    case DO_SEND: send(it->text); break;
    case DO_KEYS: play_keys(it->text); break;
    case DO_WAIT: wait(it->seconds); break;
    case DO_POWER: off(0); break;
    case DO_OFF: off(it->seconds); break;
    case DO_STATUS: status(); break;
    case DO_EXPECT: expect(it->text); break;
    case DO_CLOCK_READS: clock_reads(it->seconds, it->times); break;
    case DO_CLOCK_FAILS: clock_fails(it->times); break;
    case DO_CLOCK_WORKS: clock_works(); break;
    case DO_CLOCK_SET: set_clock(it->seconds); break;
    case DO_CLOCK_MOVED: clock_ahead += it->seconds; break;
    case DO_FLIP: flip(it->seconds, it->times); break;
    case DO_BLIND: bench_blind(it->seconds); break;
    default: token(it); break;
    }
}

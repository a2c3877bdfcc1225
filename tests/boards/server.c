/*
 * server.c: see server.h. The rules are a server's: the next higher count of the right parity; Add Time in general; Set Time
 * once time was removed, until the new expiry passes the furthest ever granted, and to lock an unlocked unit again.
 */
#include "server.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "opaygo.h"

#define DAY 86400u
#define MOST 995u /* of value in one token */
#define UNLOCK 998u
#define SYNC 999u

server_unit server;
server_token server_made[SERVER_MOST];
unsigned server_made_count;

static const char *field(const char *line, const char *name)
{
    const char *at = strstr(line, name);

    return at ? at + strlen(name) : NULL;
}

static uint32_t number_of(const char *line, const char *name, uint32_t otherwise)
{
    const char *at = field(line, name);

    return at ? (uint32_t)strtoul(at, NULL, 10) : otherwise;
}

/* The product has found the line good, so it is looked at no closer than is needed to read it. */
void server_meets(const char *line)
{
    const char *from = strchr(line, '#');
    unsigned digit = 0;

    if (!from)
        return;
    memset(&server, 0, sizeof server);
    from += strncmp(from, "#SETUP;", 7) == 0 ? 7 : 1;
    snprintf(server.serial, sizeof server.serial, "%.*s", (int)strcspn(from, ";"), from);
    from += strcspn(from, ";") + 1;
    server.starting_code = (uint32_t)strtoul(from, NULL, 10);
    for (from += strcspn(from, ";") + 1; *from && *from != ';' && digit < 32; from++) {
        const char hex[2] = {*from, '\0'};

        if (*from != ' ') {
            server.key[digit / 2] = (uint8_t)(server.key[digit / 2] << 4 | (uint8_t)strtoul(hex, NULL, 16));
            digit++;
        }
    }
    server.count = number_of(from, ";count=", 1);
    server.divider = (uint8_t)number_of(from, ";divider=", 1);
    server.restricted = (uint8_t)number_of(from, ";restricted=", 0);
    server.test_code = number_of(from, ";test=", OPAYGO_NO_TEST_CODE);
    server.known = 1;
}

/* The next token of this value. `odd`: Set, unlock, sync. */
static const char *make(uint32_t value, int odd, int extended)
{
    char *text = server_made[server_made_count].digits;
    char *what = server_made[server_made_count].what;
    uint32_t token;

    if (server_made_count == SERVER_MOST)
        return "that takes more than 16 tokens";
    do {
        server.count += 1u + (server.count % 2u == (odd ? 1u : 0u));
        if (server.count > UINT16_MAX)
            return "the unit's last count is reached: it takes no more tokens";
        if (extended) {
            const uint8_t digits = value < 1000000u ? 12 : 15;

            if (opaygo_extended_generate(server.key, server.starting_code, (uint16_t)server.count, value, digits,
                                         server.restricted, text, SERVER_TOKEN) != OPAYGO_OK)
                return "an extended value is at most 999999999";
            break;
        }
        if (opaygo_token_generate(server.key, server.starting_code, (uint16_t)server.count, (uint16_t)value, &token) !=
                OPAYGO_OK ||
            opaygo_token_write(token, server.restricted, text, SERVER_TOKEN) != OPAYGO_OK)
            return "no such token can be made";
    } while (token == server.test_code);
    if (extended)
        snprintf(what, SERVER_WHAT, "extended, value %lu", (unsigned long)value);
    else if (value > MOST)
        snprintf(what, SERVER_WHAT, value == SYNC ? "synchronises the counter" : "unlocks");
    else
        snprintf(what, SERVER_WHAT, "%s %.5g day%s", odd ? "sets the credit to" : "adds",
                 (double)value / server.divider, value == server.divider ? "" : "s");
    server_made_count++;
    return NULL;
}

/* As many tokens as it takes: the first may be a Set, the others add. */
static const char *make_time(uint64_t value, int set)
{
    const char *wrong = NULL;

    if (value > MOST * SERVER_MOST)
        return "that takes more than 16 tokens";
    do {
        const uint32_t part = value > MOST ? MOST : (uint32_t)value;

        wrong = make(part, set, 0);
        value -= part;
        set = 0;
    } while (!wrong && value != 0);
    return wrong;
}

/* Seconds as activation value, half to even. */
static uint64_t value_of(uint64_t seconds)
{
    const uint64_t scaled = seconds * server.divider, whole = scaled / DAY, rest = scaled % DAY;

    return whole + (rest > DAY / 2 || (rest == DAY / 2 && whole % 2 == 1));
}

const char *server_makes(server_kind kind, uint32_t value, uint32_t now, uint32_t count)
{
    const server_unit before = server;
    uint64_t expiry = now + (uint64_t)value * DAY;
    const char *wrong;

    if (!server.known)
        return "there is no unit yet whose key the server knows: `new` makes one";
    if (kind == SERVER_ADD && value == 0)
        return "0 days are no payment; `token set 0` takes the time away";
    server_made_count = 0;
    if (count > server.count)
        server.count = count;
    switch (kind) {
    case SERVER_UNLOCK:
        wrong = make(UNLOCK, 1, 0);
        server.unlocked = 1;
        break;
    case SERVER_SYNC: wrong = make(SYNC, 1, 0); break;
    case SERVER_EXTENDED: wrong = make(value, 0, 1); break;
    case SERVER_ADD:
        if (!server.unlocked) {
            if (server.expiry > now)
                expiry += server.expiry - now;
            if (expiry > server.furthest) {
                wrong = make_time((uint64_t)value * server.divider, 0);
                break;
            }
        } /* fall through */
    default:
        wrong = make_time(value_of(expiry - now), 1);
        server.unlocked = 0;
        break;
    }
    if (wrong) {
        server = before;
        server_made_count = 0;
        return wrong;
    }
    if (kind == SERVER_ADD || kind == SERVER_SET) {
        server.expiry = expiry;
        if (expiry > server.furthest)
            server.furthest = expiry;
    }
    return NULL;
}

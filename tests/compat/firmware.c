/* firmware.c: what compat/ promises, call by call. */
#include <stdio.h>
#include <stdlib.h>

#include "extended/opaygo_decoder_extended.h"
#include "opaygo_decoder.h"
#include "siphash.h"

static unsigned char KEY[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4,
                                0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1};
#define STARTING_CODE 123456789u

static void check(int holds, const char *what, unsigned long replay)
{
    if (!holds) {
        printf("FAILED compat: %s (%lu)\n", what, replay);
        exit(1);
    }
}

/* The token of (count, value), from the published generator's parts. */
static uint32_t token_of(uint16_t count, uint16_t value)
{
    uint32_t base = (STARTING_CODE % 1000u + value) % 1000u;
    uint32_t code = STARTING_CODE - STARTING_CODE % 1000u + base;

    for (; count > 0; count--)
        code = GenerateOPAYGOToken(code, KEY);
    return code - code % 1000u + base;
}

static void the_quick_test(void)
{
    uint16_t max_count = 0, used_counts = 0;
    TokenData data = GetDataFromToken(123456789, &max_count, &used_counts, STARTING_CODE, KEY);

    check(data.Value == -1 && data.Count == 0 && max_count == 0, "count 0 is invalid", 0);
    data = GetDataFromToken(662486790, &max_count, &used_counts, STARTING_CODE, KEY);
    check(data.Value == 1 && data.Count == 2 && max_count == 2, "the page's Add of one day", 0);
    data = GetDataFromToken(662486790, &max_count, &used_counts, STARTING_CODE, KEY);
    check(data.Value == -2 && data.Count == 2, "the page's Add again", 0);
    check(GetDataFromToken(1000000000000000u, &max_count, &used_counts, STARTING_CODE, KEY).Value == -1, "no token", 0);
    check(token_of(2, 1) == 662486790, "generating", 0);
}

/* Older Adds come in any order, each once, and none from before a Set. */
static void older_adds_once(void)
{
    uint16_t max_count = 1, used_counts = 0, count;

    check(GetDataFromToken(token_of(20, 3), &max_count, &used_counts, STARTING_CODE, KEY).Value == 3, "an Add", 20);
    for (count = 4; count < 20; count = (uint16_t)(count + 2)) {
        check(GetDataFromToken(token_of(count, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == 5, "older", count);
        check(GetDataFromToken(token_of(count, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "again", count);
    }
    check(GetDataFromToken(token_of(2, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "too old", 2);
    check(GetDataFromToken(token_of(26, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == 5, "newer", 26);
    check(GetDataFromToken(token_of(20, 3), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "after a jump", 20);
    check(GetDataFromToken(token_of(29, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == 5, "a Set", 29);
    check(GetDataFromToken(token_of(24, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "killed", 24);
    check(GetDataFromToken(token_of(30, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == 5, "an Add on a Set", 30);
    check(GetDataFromToken(token_of(24, 5), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "still killed", 24);
}

/* A map the unit did not get from this header opens no older Add, whatever it says: every map, at even and odd counts. */
static void no_map_of_the_field_opens_an_add(void)
{
    static const uint16_t counts[] = {40, 41, 126, 128, 1000};
    unsigned i;
    unsigned long map;

    for (i = 0; i < sizeof counts / sizeof *counts; i++) {
        for (map = 0; map <= 0xFFFF; map++) {
            uint16_t used = opaygo_compat_used(counts[i], (uint16_t)map);

            check(used == 0xFFFF || opaygo_compat_map(counts[i], used) == map, "only its own maps are believed", map);
        }
        for (map = 0; map < 256; map++) {
            uint16_t used = (uint16_t)((counts[i] & 1u) != 0 ? 0xFF00u | map : 0xFE01u | map << 1);

            check(opaygo_compat_used(counts[i], opaygo_compat_map(counts[i], used)) == used, "there and back", map);
        }
    }
}

/*
 * What a unit in the field can have stored: the published rules, in their own words. A Set, Disable or Sync sets the
 * first `kept` bits. An Add `by` counts ahead begins a new map with bit by-1, and takes over bit i-by for each i above by
 * and below kept-by. An older Add sets its bit.
 */
static uint16_t field_map(uint16_t map, uint16_t max_count, uint16_t count, unsigned kept)
{
    const unsigned bits = map;
    uint16_t next = 0;
    unsigned by, i;

    if ((count & 1u) != 0)
        return (uint16_t)(map | ((1ul << kept) - 1u));
    if (count <= max_count)
        return (uint16_t)(map | (1u << (max_count - count - 1u)));
    by = (unsigned)(count - max_count);
    if (by <= kept)
        next = (uint16_t)(1u << (by - 1u));
    else
        by = kept;
    for (i = by + 1; i + by < kept; i++)
        next = (uint16_t)(next | ((bits >> (i - by) & 1u) << i));
    return next;
}

static uint32_t seed = 1;

static unsigned random_below(unsigned most)
{
    seed = seed * 1664525u + 1013904223u;
    return (unsigned)(seed >> 8) % most;
}

/* Lives of units in the field, then the upgrade: no map is taken for one of this header's. */
static void upgraded_units_reopen_nothing(void)
{
    unsigned long life;
    unsigned step;

    for (life = 0; life < 200000; life++) {
        unsigned kept = 1 + random_below(16);
        uint16_t max_count = (uint16_t)random_below(300), map = 0;

        for (step = 0; step < 12; step++) {
            uint16_t count = (uint16_t)(max_count + 1u + random_below(random_below(4) == 0 ? 40 : 3));

            if (random_below(4) == 0 && max_count > kept + 2) {
                count = (uint16_t)((max_count - 1u - random_below(kept)) & ~1u);
                if (count + kept < max_count || count == max_count)
                    continue;
            }
            map = field_map(map, max_count, count, kept);
            if (count > max_count)
                max_count = count;
            check(opaygo_compat_used(max_count, map) == 0xFFFF, "a map of the field was believed", life);
        }
    }
}

static void extended_tokens_share_the_count(void)
{
    uint16_t max_count = 1, used_counts = 0;
    char text[13];
    const char *digit;
    uint64_t number = 0;

    check(GetDataFromToken(token_of(4, 1), &max_count, &used_counts, STARTING_CODE, KEY).Value == 1, "an Add", 4);
    check(opaygo_extended_generate(KEY, STARTING_CODE, 6, 123456, 12, 0, text, sizeof text) == OPAYGO_OK, "text", 0);
    for (digit = text; *digit != '\0'; digit++)
        number = number * 10u + (uint64_t)(*digit - '0');
    check(GetActivationValueFromExtendedToken(number, &max_count, STARTING_CODE, KEY) == 123456, "extended", 6);
    check(max_count == 6, "its count", max_count);
    check(GetActivationValueFromExtendedToken(number, &max_count, STARTING_CODE, KEY) == -1, "extended again", 6);
    check(GetDataFromToken(token_of(4, 1), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "used before", 4);
    check(GetDataFromToken(token_of(2, 1), &max_count, &used_counts, STARTING_CODE, KEY).Value == -2, "the map is old", 2);
}

/* Every count, odd and even, at which 996 or 997 can come: nothing is granted, and the count is used up. */
static void reserved_values_credit_nothing(void)
{
    uint16_t value, count;

    for (value = 996; value <= 997; value++)
        for (count = 2; count <= 9; count++) {
            uint16_t max_count = 1, used_counts = 0, older = 1, older_map = 0, oldest = 1;
            uint32_t token = token_of(count, value);
            TokenData data = GetDataFromToken(token, &max_count, &used_counts, STARTING_CODE, KEY);

            check(data.Value == -2 && data.Count == count && max_count == count, "reserved", count);
            data = GetDataFromToken(token, &max_count, &used_counts, STARTING_CODE, KEY);
            check(data.Value == -2 && data.Count == count && max_count == count, "reserved again", count);
            check(GetActivationValueFromToken(token, &older, &older_map, STARTING_CODE, KEY) == -1 && older == count,
                  "reserved, five arguments", count);
            check(GetActivationValueFromToken(token, &oldest, STARTING_CODE, KEY) == -1 && oldest == count,
                  "reserved, four arguments", count);
        }
}

/* The older calls: their firmware takes whatever is not -1 as a value, and the parity of the last count as its kind. */
static void older_calls(void)
{
    uint16_t last = 1, used = 0;

    check(GetActivationValueFromToken(token_of(2, 7), &last, STARTING_CODE, KEY) == 7 && last == 2, "four: an Add", 2);
    check(GetActivationValueFromToken(token_of(2, 7), &last, STARTING_CODE, KEY) == -1 && last == 2, "four: again", 2);
    check(GetActivationValueFromToken(token_of(6, 7), &last, STARTING_CODE, KEY) == 7 && last == 6, "four: a jump", 6);
    check(GetActivationValueFromToken(token_of(4, 7), &last, STARTING_CODE, KEY) == -1 && last == 6, "four: older", 4);

    last = 1;
    check(GetActivationValueFromToken(token_of(6, 7), &last, &used, STARTING_CODE, KEY) == 7 && last == 6, "five: an Add", 6);
    check(GetActivationValueFromToken(token_of(4, 7), &last, &used, STARTING_CODE, KEY) == 7 && last == 6, "five: older", 4);
    check(GetActivationValueFromToken(token_of(4, 7), &last, &used, STARTING_CODE, KEY) == -1, "five: older again", 4);
    check(GetActivationValueFromToken(token_of(7, 996), &last, &used, STARTING_CODE, KEY) == -1 && last == 7, "five: odd", 7);
    check(GetActivationValueFromToken(token_of(2, 7), &last, &used, STARTING_CODE, KEY) == -1, "five: would be a Set", 2);
    check(GetActivationValueFromToken(token_of(8, 7), &last, &used, STARTING_CODE, KEY) == 7 && last == 8, "five: even", 8);
    check(GetActivationValueFromToken(token_of(2, 7), &last, &used, STARTING_CODE, KEY) == 7, "five: still open", 2);
}

/* The published generator of extended tokens from its parts, beside ours. */
static void extended_generator(void)
{
    uint16_t count;

    for (count = 1; count < 40; count++) {
        uint32_t value = count * 25000u + 1u;
        uint32_t base = (GetTokenBaseExtended(STARTING_CODE) + value) % 1000000u;
        uint64_t code = PutBaseInTokenExtended(STARTING_CODE, base), number = 0;
        uint16_t i;
        char text[13];
        const char *digit;

        for (i = 0; i < count; i++)
            code = GenerateOPAYGOTokenExtended(code, KEY);
        check(opaygo_extended_generate(KEY, STARTING_CODE, count, value, 12, 0, text, sizeof text) == OPAYGO_OK, "text", count);
        for (digit = text; *digit != '\0'; digit++)
            number = number * 10u + (uint64_t)(*digit - '0');
        check(PutBaseInTokenExtended(code, base) == number, "extended generating", count);
        check(DecodeBaseExtended(GetTokenBaseExtended(STARTING_CODE), base) == value, "extended base", count);
    }
}

static void helpers(void)
{
    unsigned char key[16], message[16];
    unsigned char i;

    for (i = 0; i < 16; i++)
        key[i] = message[i] = i;
    /* From SipHash's own paper and its table. */
    check(siphash24(message, 15, key) == 0xa129ca6149be45e5u, "siphash24 of 15 bytes", 15);
    check(siphash24(message, 0, key) == 0x726fdb47dd0e0e31u, "siphash24 of nothing", 0);
    check(GetTokenBase(662486790u) == 790 && PutBaseInToken(662486790u, 5) == 662486005u, "bases", 0);
    check(DecodeBase(789, 790) == 1 && DecodeBase(789, 788) == 999 && DecodeBase(789, 789) == 0, "values", 0);
    check(ConvertFromFourDigitToken(324244134441123u) == 662486790u, "four digits", 0);
    check(ConvertFromFourDigitToken(111111111111111u) == 0, "the lowest", 0);
    check(ConvertFromFourDigitToken(324244134441125u) == UINT32_MAX, "a 5", 0);
    check(ConvertFromFourDigitToken(324244134441120u) == UINT32_MAX, "a 0", 0);
    check(ConvertFromFourDigitToken(1324244134441123u) == UINT32_MAX, "16 digits", 0);
    check(ConvertFromFourDigitToken(24244134441123u) == UINT32_MAX, "14 digits", 0);
}

int main(void)
{
    the_quick_test();
    older_adds_once();
    no_map_of_the_field_opens_an_add();
    upgraded_units_reopen_nothing();
    extended_tokens_share_the_count();
    reserved_values_credit_nothing();
    older_calls();
    extended_generator();
    helpers();
    puts("compat: 9 passed, 0 failed");
    return 0;
}

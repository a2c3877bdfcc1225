/*
 * opaygo_compat.h: the three calls of the published C code, over libopaygo.
 *
 * Firmware that calls GetDataFromToken, GetActivationValueFromExtendedToken or GenerateOPAYGOToken compiles unchanged
 * and gets libopaygo's rules. Include it instead of the published headers. Licence: MIT OR Apache-2.0.
 *
 * What is other than before, and why:
 *
 *  - A used token is never taken again. The published code loses marks of its used map when the count jumps; so the map
 *    of a unit in the field cannot be believed where it says "unused". This header marks a map that it wrote itself:
 *    any other map, of an upgraded unit or of a unit whose count was moved by another call, counts as "all older Adds
 *    used" until the next token. The customer of an upgraded unit may lose an Add that was skipped before the upgrade;
 *    the server repairs that with a Set Time.
 *  - Older Adds reach 16 counts back, as far as the 16 bits do.
 *  - A Counter Sync goes forward only: the two words that your firmware stores have no room for the last sync, without
 *    which an old sync token would re-open used tokens again and again. opaygo_window has that room.
 *  - 998 and 999 at an even count are taken only above the last count.
 *  - A token above 999,999,999 is -1 (invalid) at once.
 *
 * MAX_TOKEN_JUMP, MAX_TOKEN_JUMP_COUNTER_SYNC and MAX_UNUSED_OLDER_TOKENS (at most 16) are honoured if defined before;
 * the defaults are 64, 100 and 16. RESTRICTED_DIGIT_SET_MODE, if defined, takes the 15 digits as one number, as before.
 *
 * Not for interrupts: a token that is refused costs last count + MAX_TOKEN_JUMP hashes. New firmware takes
 * opaygo_token_begin and opaygo_token_step, or the whole device of opaygo.h.
 */
#ifndef OPAYGO_COMPAT_H
#define OPAYGO_COMPAT_H

#include "opaygo.h"

#ifdef __cplusplus
extern "C" {
#endif

#ifndef MAX_TOKEN_JUMP
#define MAX_TOKEN_JUMP 64
#endif
#ifndef MAX_TOKEN_JUMP_COUNTER_SYNC
#define MAX_TOKEN_JUMP_COUNTER_SYNC 100
#endif
#ifndef MAX_UNUSED_OLDER_TOKENS
#define MAX_UNUSED_OLDER_TOKENS 16
#endif
#ifndef MAX_ACTIVATION_VALUE
#define MAX_ACTIVATION_VALUE 995
#endif
#ifndef PAYG_DISABLE_VALUE
#define PAYG_DISABLE_VALUE 998
#endif
#ifndef COUNTER_SYNC_VALUE
#define COUNTER_SYNC_VALUE 999
#endif

/* Value: 0 to 999, -1 invalid, -2 already used. Count: the token's, or the last count if it was not taken. */
typedef struct {
    int Value;
    uint16_t Count;
} TokenData;

/*
 * The used map, as before: bit i is the count MaxCount - 1 - i, set = used. Only even counts can be used Adds, so the
 * eight bits of odd counts are free: they hold the mark, lowest first, a 1, a 0 and six bits that belong to MaxCount.
 * The published code never has 1, 0 there: the count below an Add is marked only when that Add directly followed a
 * Set, and the Set had marked all below it too. Where it keeps fewer than four marks it can; then the six bits, never
 * all 0, tell the maps apart.
 */
static inline uint8_t opaygo_compat_mark(uint16_t max_count)
{
    return (uint8_t)(1u | ((((max_count >> 1) % 63u) + 1u) << 2));
}

/* Bit k of the window's used Adds, k from 1 at the Add below the last, is this bit of the map. */
static inline uint8_t opaygo_compat_place(uint16_t max_count, uint8_t k)
{
    return (uint8_t)((max_count & 1u) != 0 ? 2u * k : 2u * k - 1u);
}

static inline uint16_t opaygo_compat_used(uint16_t max_count, uint16_t map)
{
    const unsigned bits = map;
    uint8_t k, mark = 0;
    uint16_t used = (max_count & 1u) != 0 ? 0 : 1;
    uint8_t first = (uint8_t)((max_count & 1u) != 0 ? 0 : 1);

    for (k = 0; k < 8; k++) {
        uint8_t add = opaygo_compat_place(max_count, (uint8_t)(k + first));

        if ((bits >> add & 1u) != 0)
            used = (uint16_t)(used | (1u << (k + first)));
        if ((bits >> (add ^ 1u) & 1u) != 0)
            mark = (uint8_t)(mark | (1u << k));
    }
    if (mark != opaygo_compat_mark(max_count))
        return 0xFFFF;
    return (uint16_t)(used | (0xFFFFu << (8 + first)));
}

static inline uint16_t opaygo_compat_map(uint16_t max_count, uint16_t used)
{
    const unsigned bits = used, mark = opaygo_compat_mark(max_count);
    uint8_t k;
    uint16_t map = 0;
    uint8_t first = (uint8_t)((max_count & 1u) != 0 ? 0 : 1);

    for (k = 0; k < 8; k++) {
        uint8_t add = opaygo_compat_place(max_count, (uint8_t)(k + first));

        if ((bits >> (k + first) & 1u) != 0)
            map = (uint16_t)(map | (1u << add));
        if ((mark >> k & 1u) != 0)
            map = (uint16_t)(map | (1u << (add ^ 1u)));
    }
    return map;
}

static inline void opaygo_compat_limits(opaygo_limits *limits)
{
    limits->forward = MAX_TOKEN_JUMP;
    limits->older = MAX_UNUSED_OLDER_TOKENS;
    limits->sync_forward = MAX_TOKEN_JUMP_COUNTER_SYNC;
    limits->sync_backward = 0;
    limits->reset_token = 0;
}

/* Decodes a token and, if it may be taken, takes it: store both words, then grant. */
static inline TokenData GetDataFromToken(uint64_t InputToken, uint16_t *MaxCount, uint16_t *UsedCounts,
                                         uint32_t StartingCode, unsigned char KEY[16])
{
    opaygo_limits limits;
    opaygo_window window;
    opaygo_token found;
    opaygo_status status;
    TokenData data;
    uint32_t token = 0;

    data.Value = -1;
    data.Count = *MaxCount;
#ifdef RESTRICTED_DIGIT_SET_MODE
    {
        char text[15];
        uint8_t i;

        for (i = 15; i-- > 0; InputToken /= 10)
            text[i] = (char)('0' + (char)(InputToken % 10));
        if (InputToken != 0 || opaygo_token_read(text, sizeof text, 1, &token) != OPAYGO_OK)
            return data;
    }
#else
    if (InputToken > 999999999u)
        return data;
    token = (uint32_t)InputToken;
#endif
    opaygo_compat_limits(&limits);
    window.count = *MaxCount;
    window.used = opaygo_compat_used(*MaxCount, *UsedCounts);
    window.last_sync = *MaxCount;
    status = opaygo_token_decode(&window, &limits, KEY, StartingCode, token, &found);
    if (status == OPAYGO_ALREADY_USED)
        data.Value = -2;
    if (opaygo_token_accept(&window, status, found.count) != OPAYGO_OK)
        return data;
    *MaxCount = window.count;
    *UsedCounts = opaygo_compat_map(window.count, window.used);
    data.Value = (int)found.value;
    data.Count = found.count;
    return data;
}

/* The value, 0 to 999,999, of an extended token of 12 digits above the last count, or -1. */
static inline int32_t GetActivationValueFromExtendedToken(uint64_t InputToken, uint16_t *MaxCount,
                                                          uint32_t StartingCode, unsigned char KEY[16])
{
    opaygo_extended_walk walk;
    opaygo_limits limits;
    opaygo_window window;
    opaygo_token found;
    opaygo_status status;
    char text[12];
    uint8_t i;

    for (i = 12; i-- > 0; InputToken /= 10)
        text[i] = (char)('0' + (char)(InputToken % 10));
    if (InputToken != 0)
        return -1;
    opaygo_compat_limits(&limits);
    window.count = *MaxCount;
    window.used = 0xFFFF;
    window.last_sync = *MaxCount;
    status = opaygo_extended_begin(&walk, &window, &limits, StartingCode, text, sizeof text, 0);
    while (status == OPAYGO_DECODING)
        status = opaygo_extended_step(&walk, &window, KEY, 0xFFFF, &found);
    if (status != OPAYGO_EXTENDED)
        return -1;
    *MaxCount = found.count;
    return (int32_t)found.value;
}

/* One step of the chain: the published generators call it in their own loop. */
static inline uint32_t GenerateOPAYGOToken(uint32_t LastToken, unsigned char KEY[16])
{
    uint32_t next = 0;

    (void)opaygo_chain_step(KEY, LastToken, &next);
    return next;
}

#ifdef __cplusplus
}
#endif

#endif /* OPAYGO_COMPAT_H */

/*
 * opaygo_compat.h: the calls of the published C code, over libopaygo.
 *
 * Firmware written against the published headers compiles unchanged and gets libopaygo's rules: put compat/ where the
 * published sources were, or include this. All that those headers declare is here: GetDataFromToken, the older
 * GetActivationValueFromToken, GetActivationValueFromExtendedToken, the generators, the base helpers,
 * ConvertFromFourDigitToken and siphash24. Licence: MIT OR Apache-2.0.
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
 *  - The reserved values 996 and 997 credit nothing: firmware of old would grant them as days. Their count is used up,
 *    and the answer is -2, as of a token that was used; GetActivationValueFromToken, which knows no -2, answers -1.
 *  - GetActivationValueFromToken takes an older Add only while the last count is even: by that count its firmware tells
 *    a Set from an Add.
 *  - A token above 999,999,999 is -1 (invalid) at once, and so are 15 digits of which one is not 1 to 4.
 *  - An extended token of the value 999 reaches as far ahead as any other.
 *  - GenerateOPAYGOToken of a code above 999,999,999, which no chain has, is 0.
 *
 * MAX_TOKEN_JUMP (1 to 255), MAX_TOKEN_JUMP_COUNTER_SYNC (0 to 255) and MAX_UNUSED_OLDER_TOKENS (0 to 16) are honoured
 * if defined before, best on the compiler's command line; the defaults are 64, 100 and 16. RESTRICTED_DIGIT_SET_MODE, if
 * defined before, takes the 15 digits as one number, as it did.
 *
 * Not for interrupts: a token that is refused costs last count + MAX_TOKEN_JUMP hashes. New firmware takes
 * opaygo_token_begin and opaygo_token_step, or the whole device of opaygo.h.
 */
#ifndef OPAYGO_COMPAT_H
#define OPAYGO_COMPAT_H

#if defined(__APPLE__) && defined(__MACH__)
#include <sys/types.h>
#endif
/* What the published headers brought in. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

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
#if MAX_TOKEN_JUMP < 1 || MAX_TOKEN_JUMP > 255
#error "MAX_TOKEN_JUMP is 1 to 255 with libopaygo"
#endif
#if MAX_TOKEN_JUMP_COUNTER_SYNC < 0 || MAX_TOKEN_JUMP_COUNTER_SYNC > 255
#error "MAX_TOKEN_JUMP_COUNTER_SYNC is 0 to 255 with libopaygo"
#endif
#if MAX_UNUSED_OLDER_TOKENS < 0 || MAX_UNUSED_OLDER_TOKENS > 16
#error "MAX_UNUSED_OLDER_TOKENS is 0 to 16"
#endif

#define MAX_ACTIVATION_VALUE 995
#define PAYG_DISABLE_VALUE 998
#define COUNTER_SYNC_VALUE 999

/* Value: 0 to 999 without 996 and 997, -1 invalid, -2 already used. Count: the token's, or the last count if it was not
 * taken. */
struct TokenDataStruct {
    int Value;
    uint16_t Count;
};
typedef struct TokenDataStruct TokenData;

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

/* Every second bit of the map, from bit 0 on, as eight bits; and eight bits as these. */
static inline uint8_t opaygo_compat_gather(uint16_t map)
{
    unsigned bits = 0;
    uint8_t k;

    for (k = 0; k < 8; k++) {
        bits = bits >> 1 | (map & 1u) << 7;
        map = (uint16_t)(map >> 2);
    }
    return (uint8_t)bits;
}

static inline uint16_t opaygo_compat_spread(unsigned bits)
{
    unsigned map = 0;
    uint8_t k;

    for (k = 0; k < 8; k++) {
        map = map << 2 | (bits >> 7 & 1u);
        bits <<= 1;
    }
    return (uint16_t)map;
}

/* The window's used Adds have the last count in bit 0 if that is an Add, which the map leaves out: then the map's Adds are
 * its odd bits, else its even ones. */
static inline uint8_t opaygo_compat_first(uint16_t max_count)
{
    return (uint8_t)(~max_count & 1u);
}

static inline uint16_t opaygo_compat_used(uint16_t max_count, uint16_t map)
{
    const uint8_t first = opaygo_compat_first(max_count);

    if (opaygo_compat_gather((uint16_t)(map >> (first ^ 1u))) != opaygo_compat_mark(max_count))
        return 0xFFFF;
    return (uint16_t)(first | (0xFF00u | opaygo_compat_gather((uint16_t)(map >> first))) << first);
}

static inline uint16_t opaygo_compat_map(uint16_t max_count, uint16_t used)
{
    const uint8_t first = opaygo_compat_first(max_count);

    return (uint16_t)(opaygo_compat_spread((unsigned)used >> first) << first |
                      opaygo_compat_spread(opaygo_compat_mark(max_count)) << (first ^ 1u));
}

static inline void opaygo_compat_limits(opaygo_limits *limits, uint8_t older)
{
    limits->forward = MAX_TOKEN_JUMP;
    limits->older = older;
    limits->sync_forward = MAX_TOKEN_JUMP_COUNTER_SYNC;
    limits->sync_backward = 0;
    limits->reset_token = 0;
}

/* 15 digits from 1 to 4 as the token they stand for; 4,294,967,295, which is no token, if one of them is not. */
static inline uint32_t ConvertFromFourDigitToken(uint64_t FourDigitToken)
{
    uint32_t token = 0;
    uint8_t at;

    for (at = 0; at < 30; at = (uint8_t)(at + 2)) {
        uint8_t bits = (uint8_t)((uint8_t)(FourDigitToken % 10u) - 1u);

        if (bits > 3)
            return UINT32_MAX;
        token |= (uint32_t)bits << at;
        FourDigitToken /= 10u;
    }
    return FourDigitToken == 0 ? token : UINT32_MAX;
}

static inline TokenData opaygo_compat_take(uint64_t InputToken, uint16_t *MaxCount, uint16_t *UsedCounts, uint8_t older,
                                           uint32_t StartingCode, const unsigned char *SECRET_KEY)
{
    opaygo_limits limits;
    opaygo_window window;
    opaygo_token found;
    opaygo_status status;
    TokenData data;

    data.Value = -1;
    data.Count = *MaxCount;
#ifdef RESTRICTED_DIGIT_SET_MODE
    InputToken = ConvertFromFourDigitToken(InputToken);
#endif
    if (InputToken > 999999999u)
        return data;
    opaygo_compat_limits(&limits, older);
    window.count = *MaxCount;
    window.used = opaygo_compat_used(*MaxCount, *UsedCounts);
    window.last_sync = *MaxCount;
    status = opaygo_token_decode(&window, &limits, SECRET_KEY, StartingCode, (uint32_t)InputToken, &found);
    if (status == OPAYGO_ALREADY_USED || status == OPAYGO_RESERVED)
        data.Value = -2;
    if (opaygo_token_accept(&window, status, found.count) != OPAYGO_OK)
        return data;
    *MaxCount = window.count;
    *UsedCounts = opaygo_compat_map(window.count, window.used);
    if (status != OPAYGO_RESERVED)
        data.Value = (int)found.value;
    data.Count = found.count;
    return data;
}

/* Decodes a token and, if it may be taken, takes it: store both words, then grant. */
static inline TokenData GetDataFromToken(uint64_t InputToken, uint16_t *MaxCount, uint16_t *UsedCounts,
                                         uint32_t StartingCode, unsigned char SECRET_KEY[16])
{
    return opaygo_compat_take(InputToken, MaxCount, UsedCounts, MAX_UNUSED_OLDER_TOKENS, StartingCode, SECRET_KEY);
}

/*
 * The call before GetDataFromToken, with the used map or, older still, without: the number of its arguments tells. The
 * value, or -1; whether it is a Set or an Add is told by LastCount afterwards. Such firmware has its key as char or unsigned
 * char.
 */
static inline int opaygo_compat_value5(uint64_t InputToken, uint16_t *LastCount, uint16_t *UsedCounts,
                                       uint32_t StartingCode, const void *SECRET_KEY)
{
    uint8_t older = (*LastCount & 1u) != 0 ? 0 : MAX_UNUSED_OLDER_TOKENS;
    TokenData data = opaygo_compat_take(InputToken, LastCount, UsedCounts, older, StartingCode,
                                        (const unsigned char *)SECRET_KEY);

    return data.Value < 0 ? -1 : data.Value;
}

static inline int opaygo_compat_value4(uint64_t InputToken, uint16_t *LastCount, uint32_t StartingCode,
                                       const void *SECRET_KEY)
{
    uint16_t map = 0;
    TokenData data = opaygo_compat_take(InputToken, LastCount, &map, 0, StartingCode,
                                        (const unsigned char *)SECRET_KEY);

    return data.Value < 0 ? -1 : data.Value;
}

#define OPAYGO_COMPAT_SIXTH(a, b, c, d, e, sixth, ...) sixth
#define GetActivationValueFromToken(...) \
    OPAYGO_COMPAT_SIXTH(__VA_ARGS__, opaygo_compat_value5, opaygo_compat_value4, 0)(__VA_ARGS__)

/* The value, 0 to 999,999, of an extended token of 12 digits above the last count, or -1. */
static inline int32_t GetActivationValueFromExtendedToken(uint64_t InputToken, uint16_t *MaxCount,
                                                          uint32_t StartingCode, unsigned char SECRET_KEY[16])
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
    opaygo_compat_limits(&limits, 0);
    window.count = *MaxCount;
    window.used = 0xFFFF;
    window.last_sync = *MaxCount;
    status = opaygo_extended_begin(&walk, &window, &limits, StartingCode, text, sizeof text, 0);
    while (status == OPAYGO_DECODING)
        status = opaygo_extended_step(&walk, &window, SECRET_KEY, 0xFFFF, &found);
    if (status != OPAYGO_EXTENDED)
        return -1;
    *MaxCount = found.count;
    return (int32_t)found.value;
}

/* One step of the chain: the published generators call it in their own loop. */
static inline uint32_t GenerateOPAYGOToken(uint32_t LastToken, unsigned char SECRET_KEY[16])
{
    uint32_t next = 0;

    (void)opaygo_chain_step(SECRET_KEY, LastToken, &next);
    return next;
}

static inline uint64_t siphash24(const void *src, unsigned long src_sz, unsigned char key[16])
{
    uint64_t hash = 0;

    (void)opaygo_siphash24(key, (const uint8_t *)src, (size_t)src_sz, &hash);
    return hash;
}

/* One step of the chain of extended tokens of 12 digits. */
static inline uint64_t GenerateOPAYGOTokenExtended(uint64_t LastToken, unsigned char SECRET_KEY[16])
{
    uint8_t message[8];
    uint64_t next;
    uint8_t i;

    for (i = 8; i-- > 0; LastToken >>= 8)
        message[i] = (uint8_t)(LastToken & 0xFFu);
    next = siphash24(message, sizeof message, SECRET_KEY) >> 24;
    return next > 999999999999u ? next - 99511627777u : next;
}

/* The base of a token is its last three digits, or six of an extended one; the value is how far it is above another. */
static inline int GetTokenBase(uint32_t Token)
{
    return (int)(Token % 1000u);
}

static inline int DecodeBase(int StartingCodeBase, int TokenBase)
{
    return TokenBase - StartingCodeBase + (TokenBase < StartingCodeBase ? 1000 : 0);
}

static inline uint32_t PutBaseInToken(uint32_t Token, int TokenBase)
{
    return Token - Token % 1000u + (uint32_t)TokenBase;
}

static inline uint32_t GetTokenBaseExtended(uint64_t Token)
{
    return (uint32_t)(Token % 1000000u);
}

static inline uint32_t DecodeBaseExtended(uint32_t StartingCodeBase, uint32_t TokenBase)
{
    return TokenBase - StartingCodeBase + (TokenBase < StartingCodeBase ? 1000000u : 0u);
}

static inline uint64_t PutBaseInTokenExtended(uint64_t Token, uint32_t TokenBase)
{
    return Token - Token % 1000000u + TokenBase;
}

#ifdef __cplusplus
}
#endif

#endif /* OPAYGO_COMPAT_H */

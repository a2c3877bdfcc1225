/*
 * The token decoder in the plainest way: each step is a whole SipHash-2-4 of any message, in 64-bit arithmetic, and
 * the token's base is put into each code with a division. Knows no chip and no trick.
 */
#include "textbook.h"

#define ROTATE(word, by) (((word) << (by)) | ((word) >> (64 - (by))))

static uint64_t word_of(const uint8_t bytes[8])
{
    return (uint64_t)bytes[0] | (uint64_t)bytes[1] << 8 | (uint64_t)bytes[2] << 16 | (uint64_t)bytes[3] << 24 |
           (uint64_t)bytes[4] << 32 | (uint64_t)bytes[5] << 40 | (uint64_t)bytes[6] << 48 | (uint64_t)bytes[7] << 56;
}

/* One SipRound on the locals v0 to v3. */
#define SIP_ROUND()                                                                                                    \
    do {                                                                                                               \
        v0 += v1, v2 += v3;                                                                                            \
        v1 = ROTATE(v1, 13) ^ v0, v3 = ROTATE(v3, 16) ^ v2;                                                            \
        v0 = ROTATE(v0, 32);                                                                                           \
        v2 += v1, v0 += v3;                                                                                            \
        v1 = ROTATE(v1, 17) ^ v2, v3 = ROTATE(v3, 21) ^ v0;                                                            \
        v2 = ROTATE(v2, 32);                                                                                           \
    } while (0)

static uint64_t siphash24(const uint8_t key[16], const uint8_t *message, uint8_t length)
{
    uint64_t k0 = word_of(key), k1 = word_of(key + 8), word;
    uint64_t v0 = k0 ^ 0x736f6d6570736575u;
    uint64_t v1 = k1 ^ 0x646f72616e646f6du;
    uint64_t v2 = k0 ^ 0x6c7967656e657261u;
    uint64_t v3 = k1 ^ 0x7465646279746573u;
    uint8_t last[8] = {0};
    uint8_t at;
    for (at = 0; length - at >= 8; at = (uint8_t)(at + 8)) {
        word = word_of(message + at);
        v3 ^= word;
        SIP_ROUND();
        SIP_ROUND();
        v0 ^= word;
    }
    last[7] = length;
    for (; at < length; at++) {
        last[at & 7] = message[at];
    }
    word = word_of(last);
    v3 ^= word;
    SIP_ROUND();
    SIP_ROUND();
    v0 ^= word;
    v2 ^= 0xff;
    SIP_ROUND();
    SIP_ROUND();
    SIP_ROUND();
    SIP_ROUND();
    return v0 ^ v1 ^ v2 ^ v3;
}

uint32_t textbook_step(uint32_t code, const uint8_t key[16])
{
    uint8_t message[8];
    uint64_t hash;
    uint32_t reduced;
    message[0] = message[4] = (uint8_t)(code >> 24);
    message[1] = message[5] = (uint8_t)(code >> 16);
    message[2] = message[6] = (uint8_t)(code >> 8);
    message[3] = message[7] = (uint8_t)code;
    hash = siphash24(key, message, sizeof message);
    reduced = ((uint32_t)(hash >> 32) ^ (uint32_t)hash) >> 2;
    if (reduced > 999999999u) {
        reduced -= 73741825u;
    }
    return reduced;
}

static uint32_t put_base(uint32_t code, uint16_t base)
{
    return code - code % 1000 + base;
}

int16_t textbook_decode(uint32_t token, uint32_t starting_code, const uint8_t key[16], uint16_t last_count,
                        uint16_t window, uint16_t *count)
{
    uint16_t base = (uint16_t)(token % 1000);
    uint32_t code = put_base(starting_code, base);
    uint16_t end = (uint16_t)(last_count + window);
    uint16_t at;
    for (at = 1; at <= end; at++) {
        code = textbook_step(code, key);
        if (put_base(code, base) == token && at > last_count) {
            *count = at;
            return (int16_t)((base + 1000u - starting_code % 1000) % 1000);
        }
    }
    return -1;
}

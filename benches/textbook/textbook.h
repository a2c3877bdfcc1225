/* A token decoder as the published page reads, to measure the library against; no product should take it. */
#ifndef TEXTBOOK_H
#define TEXTBOOK_H

#include <stdint.h>

/* One step of the chain of 9-digit tokens. */
uint32_t textbook_step(uint32_t code, const uint8_t key[16]);

/*
 * The value of a token, or -1 if no count up to `last_count + window` that was not used yet generates it.
 * `count` becomes the count of the token.
 */
int16_t textbook_decode(uint32_t token, uint32_t starting_code, const uint8_t key[16], uint16_t last_count,
                        uint16_t window, uint16_t *count);

#endif

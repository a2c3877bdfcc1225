/* ds3231.h: a DS3231, a battery-backed real-time clock, as seconds since 2000 began. Knows no pins. */
#ifndef DS3231_H
#define DS3231_H

#include <stdint.h>

/*
 * 0 when two readings in a row agreed, and are a date. `stopped` is 1 when the chip was without power, or its oscillator
 * stood, since it was last set or told ds3231_trust().
 */
int8_t ds3231_read(uint32_t *seconds, uint8_t *stopped);

int8_t ds3231_set(uint32_t seconds);
int8_t ds3231_trust(void);

#endif

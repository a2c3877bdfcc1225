/* atmega328p.h: the rooms of this board to each other. */
#ifndef ATMEGA328P_H
#define ATMEGA328P_H

#include <stdint.h>

/* Set by every interrupt that gives the main loop something to do. */
extern volatile uint8_t board_woken;

void keys_start(void);

void clock_start(void);
int8_t clock_read(void *ctx, uint32_t *seconds);
int8_t uptime_read(void *ctx, uint32_t *seconds);

#ifndef STORAGE_SIZE
#define STORAGE_SIZE (E2END + 1) /* the chip's own */
#endif
int8_t eeprom_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len);
int8_t eeprom_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len);

#endif

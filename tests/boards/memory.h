/*
 * memory.h: a 24C02, 256 bytes of EEPROM on an I2C bus: pages of 8 bytes that wrap, and a write that takes its time, during
 * which it does not acknowledge. Knows no emulator.
 */
#ifndef MEMORY_H
#define MEMORY_H

#include "lines.h"

#define MEMORY_SIZE 256u
#define MEMORY_PAGE 8u

extern const lines_chip memory_chip;
extern uint8_t memory_bytes[MEMORY_SIZE]; /* as they are without power too */

/* How long a page takes, in microseconds; 5,000 at first. */
extern uint32_t memory_cycle;

/* Whether a page is being written just now. */
uint8_t memory_busy(void);

/* The power comes: nothing is under way. */
void memory_starts(void);

/* Before each page is written, if it is not NULL. */
extern void (*memory_witness)(uint32_t at, const uint8_t *old, const uint8_t *new, uint32_t len);

/* To be supplied: microseconds, which wrap. */
uint32_t memory_now(void);

#endif

/*
 * lines.h: the two lines of an I2C bus and the chips on it, as the master's pins show them: bits, bytes, acknowledges. Knows no
 * chip and no emulator.
 */
#ifndef LINES_H
#define LINES_H

#include <stdint.h>

/* What a chip does; each is told only while it is addressed. */
typedef struct lines_chip {
    uint8_t address;
    uint8_t (*begins)(uint8_t reading);               /* it is addressed: whether it acknowledges */
    void (*takes)(uint8_t byte, uint8_t first);       /* a byte is written to it, the first one behind its address */
    uint8_t (*gives)(void);                           /* a byte is read from it */
    void (*ends)(uint8_t stopped);                    /* a stop, or another start. NULL: it does nothing then */
} lines_chip;

/* The bus with these chips, no more than 4, NULL behind the last; both lines high. */
void lines_plug(const lines_chip *const *chips);

/* The lines as the firmware drives them now, 1 for released. Returns what SDA reads. */
uint8_t lines_are(uint8_t sda, uint8_t scl);

#endif

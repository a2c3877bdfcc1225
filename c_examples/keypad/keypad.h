/*
 * keypad.h: a PAYG product (product.h) with a keypad, two LEDs, an output switch and a factory line, written once for every
 * board. Knows no chip: what it needs of one is in board.h.
 */
#ifndef KEYPAD_H
#define KEYPAD_H

#include <stdint.h>

#include "opaygo.h"
#include "product.h"

/* All the RAM the product has: the library keeps none of its own. */
typedef struct keypad_unit {
    opaygo_device device;
    opaygo_keypad pad;
    opaygo_factory line;
    opaygo_status opened; /* what opaygo_open answered */
    uint32_t time; /* on its way in over the factory UART */
    uint8_t time_comes;
    uint8_t line_comes;    /* a byte of the factory line has come, and not its end */
    uint8_t line_examined; /* it has ended, and its test code is being examined */
    uint32_t line_second;  /* when the last byte came */
    uint8_t pattern_led;
    uint8_t pattern_halves; /* half blinks still to show */
    uint8_t next_led;       /* the pattern behind it */
    uint8_t next_halves;
} keypad_unit;

extern keypad_unit keypad;

/* The time is known: from a network, a phone, a service tool. Sets the clock. */
void keypad_set_clock(uint32_t seconds);

#endif

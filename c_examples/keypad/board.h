/*
 * board.h: all that the keypad product asks of a board. Each folder of boards/ fulfils it once.
 * Knows nothing of tokens: a board moves keys, bytes, light, current, seconds and storage.
 */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#include "opaygo.h"

enum { BOARD_GREEN, BOARD_RED };

/* Where the unit's records live, how to read and write them, and the clocks. */
const opaygo_port *board_port(void);

/* Pins, UART and clock up; from here on keys reach product_pressed(). */
void board_start(void);

/* Sets the real-time clock. 0 when it has taken it. */
int8_t board_set_clock(uint32_t seconds);

/* Whether the real-time clock, when last read, told of having been without power or having stood; until it is trusted. */
uint8_t board_clock_stopped(void);
void board_clock_trust(void);

/* The next byte of the factory UART, or -1. */
int16_t board_byte(void);

/* Sends one byte on the factory UART; may wait for the line. */
void board_send(uint8_t byte);

void board_led(uint8_t led, uint8_t lit);

/* 1 once in every half period of a blink. */
uint8_t board_blink_due(void);

/* The current that the customer pays for. */
void board_output(uint8_t on);

/* Nothing to do for that long, unless a key, a byte or the next second comes: returns then. */
void board_idle(uint32_t seconds);

#endif

/*
 * unit.h: what the examples share: one unit on a board, its keypad, and its factory line and status line on the UART.
 * Knows no product.
 */
#ifndef UNIT_H
#define UNIT_H

#include <stdint.h>

#include "opaygo.h"

/* One device, and its port: the board's, without a test code. A product changes it before the first unit_pass(). */
extern opaygo_device unit_device;
extern opaygo_port unit_port;

/* After every reset, once. */
void unit_start(void);

/*
 * One pass of the main loop: opens the unit if it is not open, takes a byte of the UART (-1: none) and a key, and drives the
 * output. Answers what opaygo_keypad_poll does. `report->sleep` is for how many seconds there is nothing more to do.
 */
opaygo_status unit_pass(int16_t byte, opaygo_report *report);

#endif

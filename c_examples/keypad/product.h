/*
 * product.h: what a board, and the main loop, ask of the product: keypad.c is one, the examples beside this folder are others.
 * Knows no chip: what a product needs of one is in board.h.
 */
#ifndef PRODUCT_H
#define PRODUCT_H

#include <stdint.h>

#include "opaygo.h"

/* The library's defaults, with the published example key allowed: these boards are for trying things out. */
extern opaygo_config product_config;

/* Before product_start(); what a board wants otherwise it changes in between. */
void product_config_default(void);

/* After every reset, once. */
void product_start(void);

/* One pass of the main loop. Returns 0 when there is more to do, else for how many seconds there is not. */
uint32_t product_pass(void);

/* A key went down. May be called by an interrupt. A code that is no key of the product is answered as such. */
void product_pressed(char key);

#endif

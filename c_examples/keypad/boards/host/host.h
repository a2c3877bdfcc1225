/*
 * host.h: this computer as a board: what a chip has as pins, UART, clock chip and memory is here a variable or a function
 * of whoever links the product in. The bench reads it too.
 */
#ifndef HOST_H
#define HOST_H

#include <stdint.h>

#include "opaygo.h"

#define HOST_STORAGE 1024u

/* Supplied by the board. */
extern uint8_t host_storage[HOST_STORAGE];
extern opaygo_port host_port; /* a bench may change it before the product starts */

/* Supplied by the bench. */
int16_t host_byte(void); /* the next byte of the factory UART, or -1 */
void host_said(uint8_t byte);
void host_led(uint8_t led, uint8_t lit);
void host_output(uint8_t on);
int8_t host_clock(uint32_t *seconds);
int8_t host_set_clock(uint32_t seconds);
uint8_t host_reads_nothing(void); /* asked at each read: 1 gives FF instead */
void host_writes(uint16_t at, uint8_t new); /* before each byte of storage changes */

#endif

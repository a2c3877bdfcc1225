/*
 * host.h: this computer as a board: it has storage; what are pins, UART and clock on a chip is whoever links the product in,
 * who supplies the rest of board.h. The bench reads it too.
 */
#ifndef HOST_H
#define HOST_H

#include "opaygo.h"

#define HOST_STORAGE 1024u

extern uint8_t host_storage[HOST_STORAGE];
extern opaygo_port host_port; /* a bench may change it before the product starts */

/* To be supplied. */
int8_t host_clock(void *ctx, uint32_t *seconds);
int8_t host_uptime(void *ctx, uint32_t *seconds);
uint8_t host_reads_nothing(void);            /* asked at each read: 1 gives FF instead */
void host_writes(uint16_t at, uint8_t byte); /* before each byte of storage changes */

#endif

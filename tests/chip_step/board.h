/* What the check program needs of a board. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

void board_begin(void);
void board_put(char c);
/* Starts or stops a fast timer interrupt; returns how often it came since the start. */
uint16_t board_interrupts(uint8_t on);
/* Whether the assembly, called with this schedule, keeps the registers that are its caller's. */
uint8_t board_registers_kept(const uint8_t key[16]);
void board_end(void);

#endif

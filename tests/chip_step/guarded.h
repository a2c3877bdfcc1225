/* Whether assembly behind the C calling convention keeps the registers that are its caller's. */
#ifndef GUARDED_H
#define GUARDED_H

#include "board.h"

void opaygo_step_hunt(void);
void opaygo_step_double_round(void);

/* The board's own: calls `function` with the caller's registers known; 0 if they are the same afterwards. */
uint8_t guarded(const void *key, uint32_t *c, uint32_t t0, uint16_t steps, void (*function)(void));

uint8_t board_registers_kept(const uint8_t key[16])
{
    uint32_t c = 1, words[8] = {0};
    return guarded(key, &c, 0xFFFFF000u, 3, opaygo_step_hunt) == 0 &&
           guarded(key, &c, 0xFFFFF000u, 0, opaygo_step_hunt) == 0 &&
           guarded(words, &c, 0, 0, opaygo_step_double_round) == 0;
}

#endif

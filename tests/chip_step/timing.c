/* A few calls for the trace that m0_cycles.py reads; their answers are checked by main.c. */
#include "board.h"

uint16_t chip_hunt(const uint8_t key[16], uint32_t *c, uint32_t t0, uint16_t steps);
void chip_siphash24(const uint8_t key[16], const uint8_t *message, uint8_t length, uint64_t *hash);

int main(void)
{
    static const uint8_t key[16] = {1, 2, 3};
    uint32_t c = 123456789;
    uint64_t hash;
    board_begin();
    (void)chip_hunt(key, &c, 0xFFFFF000UL, 0);
    (void)chip_hunt(key, &c, 0xFFFFF000UL, 1);
    (void)chip_hunt(key, &c, 0xFFFFF000UL, 1001);
    chip_siphash24(key, key, 8, &hash);
    board_end();
    return 0;
}

/*
 * Runs an AVR program in simavr, prints what it writes to GPIOR0, and watches one function of it.
 * Usage: avr_run <program> <address of the function, in hex>; the last line is
 *     cycles <of a walk of 1,000 steps> <of a walk of one, both on average> <stack>
 * A register that the function does not give back, or a stack pointer, ends the run with an error.
 */
#include <stdlib.h>
#include "simulated.h"

int main(int count, char **arguments)
{
    avr_t *avr = count == 3 ? load(arguments[1]) : NULL;
    if (avr == NULL) {
        fprintf(stderr, "usage: avr_run <program> <address>\n");
        return 2;
    }
    unsigned function = (unsigned)strtoul(arguments[2], NULL, 16);

    int inside = 0;
    unsigned entry = 0, lowest = 0, after = 0, stack = 0, steps = 0;
    unsigned long walks[2] = {0, 0};
    avr_cycle_count_t began = 0, cycles[2] = {0, 0};
    uint8_t before[32];
    int state = cpu_Running;
    while (state != cpu_Done && state != cpu_Crashed) {
        if (!inside && avr->pc == function) {
            inside = 1;
            entry = lowest = stack_pointer(avr);
            after = way_back(avr);
            memcpy(before, avr->data, sizeof before);
            began = avr->cycle;
            steps = before[16] | (unsigned)before[17] << 8;
        } else if (inside && avr->pc == after && stack_pointer(avr) == entry + 2) {
            inside = 0;
            for (int r = 2; r < 30; r++) {
                if ((r < 18 || r > 27) && avr->data[r] != before[r]) {
                    fprintf(stderr, "r%d was %02x and is %02x\n", r, before[r], avr->data[r]);
                    return 1;
                }
            }
            if (avr->data[1] != 0) {
                fprintf(stderr, "r1 is not zero\n");
                return 1;
            }
            unsigned left = avr->data[24] | (unsigned)avr->data[25] << 8;
            if (avr->data[0x6e] == 0) { /* TIMSK0: no interrupts */
                unsigned walked = steps - left;
                if (walked == 1 || walked == 1000) {
                    walks[walked == 1]++;
                    cycles[walked == 1] += avr->cycle - began;
                }
                stack = entry - lowest > stack ? entry - lowest : stack;
            }
        }
        state = avr_run(avr);
        if (inside && stack_pointer(avr) < lowest) {
            lowest = stack_pointer(avr);
        }
    }
    printf("cycles %lu %lu %u\n", (unsigned long)(cycles[0] / walks[0]), (unsigned long)(cycles[1] / walks[1]), stack);
    return state == cpu_Crashed;
}

/* logic.c: what firmware of old does with what a token said, in a file that includes the core's header alone. */
#include "logic.h"

uint32_t active_until = 0;
bool payg = true;

void update(int value, int count, uint32_t now)
{
    if (value < 0 || value == COUNTER_SYNC_VALUE)
        return;
    if (value == PAYG_DISABLE_VALUE) {
        payg = false;
        return;
    }
    if (value > MAX_ACTIVATION_VALUE) {
        printf("FAILED compat: %d days\n", value);
        return;
    }
    if (count % 2 || active_until < now)
        active_until = now;
    if (count % 2)
        payg = true;
    active_until += (uint32_t)value * 86400u;
}

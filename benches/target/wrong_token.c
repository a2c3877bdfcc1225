/* The wrong token of the published quick test, decoded once on a new unit: the worst case there. */
#include "opaygo.h"
#include "said.h"

int main(void)
{
    static const uint8_t key[16] = EXAMPLE_KEY;
    opaygo_limits limits;
    opaygo_window window;
    opaygo_token found;

    (void)opaygo_limits_default(&limits);
    (void)opaygo_window_init(&window, 0);
    chip_end(opaygo_token_decode(&window, &limits, key, STARTING_CODE, STARTING_CODE, &found) != OPAYGO_INVALID);
    return 0;
}

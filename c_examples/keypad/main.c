/* main.c: the product on a chip. On the host the bench turns the loop instead. */
#include "board.h"
#include "keypad.h"

int main(void)
{
    keypad_config_default();
    keypad_start();
    for (;;) {
        uint32_t seconds = keypad_pass();

        if (seconds != 0)
            board_idle(seconds);
    }
}

/* main.c: the product on a chip. On the host the bench turns the loop instead. */
#include "board.h"
#include "product.h"

int main(void)
{
    product_config_default();
    product_start();
    for (;;) {
        uint32_t seconds = product_pass();

        if (seconds != 0)
            board_idle(seconds);
    }
}

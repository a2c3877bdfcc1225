/* startup.c: from reset to main(). Knows the memory only by the linker script's names. */
#include <stdint.h>
#include <string.h>

extern uint8_t data_start[], data_end[], bss_start[], bss_end[], stack_top[];
extern const uint8_t data_image[];

int main(void);
void reset(void);
void stop(void);

/* The stack's top is an address, not a handler: a table of unions lets C say so. */
typedef union {
    void (*handler)(void);
    void *top;
} vector;

__attribute__((section(".vectors"), used)) static const vector vectors[16] = {
    [0] = {.top = stack_top},
    [1] = {.handler = reset},
    [2] = {.handler = stop}, /* NMI; 3: HardFault. No other exception is switched on. */
    [3] = {.handler = stop},
};

void reset(void)
{
    memcpy(data_start, data_image, (size_t)(data_end - data_start));
    memset(bss_start, 0, (size_t)(bss_end - bss_start));
    main();
    stop();
}

void stop(void)
{
    for (;;)
        ;
}

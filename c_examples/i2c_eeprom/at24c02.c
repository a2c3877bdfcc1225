/*
 * at24c02.c: see at24c02.h. What is written past a page's end goes to its beginning, so a write is cut at page ends. While the
 * chip stores a page, 5 to 10 ms, it does not acknowledge.
 */
#include "at24c02.h"

#include "i2c.h"

#define ADDRESS 0x50 /* A2, A1, A0 to ground */
#define PAGE 8u      /* 24C02; a 24C32 has 32, and two bytes of address */
#define READS 3u     /* a bus is disturbed now and then */
#define POLLS 500u   /* each is 9 bits of 2.6 microseconds or more: 12 ms at the least */

/*
 * Waits until the chip acknowledges. The address it is given is that of the page being written: should the line be held low just
 * then, what it takes for data goes there and nowhere else.
 */
static int8_t ready(uint16_t at)
{
    int8_t failed = 1;
    uint16_t polls;

    for (polls = 0; polls < POLLS && failed == 1; polls++)
        failed = i2c_write(ADDRESS, (uint8_t)at, 0, 0);
    return failed == 0 ? 0 : -1;
}

int8_t at24c02_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    int8_t failed = 1;
    uint8_t reads;

    (void)ctx;
    for (reads = 0; reads < READS && failed == 1; reads++) {
        failed = i2c_read(ADDRESS, (uint8_t)at, into, len);
        if (failed == 1 && ready(at) != 0) /* a controller that was reset finds the chip still storing */
            break;
    }
    return failed == 0 ? 0 : -1;
}

int8_t at24c02_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    if (ready(at) != 0)
        return -1;
    while (len != 0) {
        uint8_t piece = (uint8_t)(PAGE - at % PAGE);

        if (piece > len)
            piece = len;
        if (i2c_write(ADDRESS, (uint8_t)at, from, piece) != 0 || ready(at) != 0)
            return -1;
        at = (uint16_t)(at + piece);
        from += piece;
        len = (uint8_t)(len - piece);
    }
    return 0;
}

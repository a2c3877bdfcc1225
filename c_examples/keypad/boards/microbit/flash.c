/* flash.c: the nRF51's flash through its NVMC: 4-byte words, 1 KB pages. Knows nothing of what is kept there. */
#include <string.h>

#include "nrf51.h"

static void wait_ready(void)
{
    while (NVMC_READY == 0)
        ;
}

static void allow(uint32_t what)
{
    NVMC_CONFIG = what;
    wait_ready();
}

/* A function of its own, so that a debugger can stop before each word. */
__attribute__((noinline)) static void program_word(uint32_t address, uint32_t word)
{
    REGISTER(address) = word;
    wait_ready();
}

__attribute__((noinline)) static void erase_page(uint32_t address)
{
    NVMC_ERASEPAGE = address;
    wait_ready();
}

int8_t flash_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    memcpy(into, (const uint8_t *)(STORAGE_START + at), len);
    return 0;
}

int8_t flash_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    allow(NVMC_WRITE);
    for (; len != 0; len = (uint8_t)(len - 4u)) {
        uint32_t word;

        memcpy(&word, from, 4);
        program_word(STORAGE_START + at, word);
        at = (uint16_t)(at + 4u);
        from += 4;
    }
    allow(NVMC_READ);
    return 0;
}

int8_t flash_erase(void *ctx, uint16_t at)
{
    (void)ctx;
    allow(NVMC_ERASE);
    erase_page(STORAGE_START + at);
    allow(NVMC_READ);
    return 0;
}

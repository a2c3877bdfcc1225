/* flash.c: the nRF51's flash through its NVMC: 4-byte words, 1 KB pages. Knows nothing of what is kept there. */
#include <string.h>

#include "nrf51.h"

static void wait_ready(void)
{
    while (NVMC_READY == 0)
        ;
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

int8_t flash_read(void *ctx, uint32_t at, uint8_t *into, uint16_t len)
{
    (void)ctx;
    memcpy(into, (const uint8_t *)at, len);
    return 0;
}

int8_t flash_write(void *ctx, uint32_t at, const uint8_t *from, uint16_t len)
{
    (void)ctx;
    NVMC_CONFIG = NVMC_WRITE;
    wait_ready();
    for (; len != 0; len = (uint16_t)(len - 4u)) {
        uint32_t word;

        memcpy(&word, from, 4);
        program_word(at, word);
        at += 4;
        from += 4;
    }
    NVMC_CONFIG = NVMC_READ;
    wait_ready();
    return 0;
}

int8_t flash_erase(void *ctx, uint32_t at)
{
    (void)ctx;
    NVMC_CONFIG = NVMC_ERASE;
    wait_ready();
    erase_page(at);
    NVMC_CONFIG = NVMC_READ;
    wait_ready();
    return 0;
}

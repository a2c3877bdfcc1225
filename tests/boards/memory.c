/* memory.c: see memory.h. A start before the stop ends a write without an effect, as in the chip. */
#include "memory.h"

#include <stddef.h>
#include <string.h>

#define ADDRESS_OF_MEMORY 0x50

uint8_t memory_bytes[MEMORY_SIZE];
uint32_t memory_cycle = 5000;
void (*memory_witness)(uint32_t at, const uint8_t *old, const uint8_t *new, uint32_t len);

static uint8_t pointer;
static uint8_t page[MEMORY_PAGE]; /* as it is to become */
static uint8_t written;           /* bytes that came for it */
static uint8_t storing;
static uint32_t since;

void memory_starts(void)
{
    written = 0;
    storing = 0;
}

uint8_t memory_busy(void)
{
    storing = storing && memory_now() - since < memory_cycle;
    return storing;
}

static uint8_t begins(uint8_t reading)
{
    (void)reading;
    written = 0;
    return !memory_busy();
}

static uint8_t page_start(void)
{
    return (uint8_t)(pointer - pointer % MEMORY_PAGE);
}

/* Behind a page's end comes its beginning. */
static void takes(uint8_t byte, uint8_t first)
{
    if (first) {
        pointer = byte;
        memcpy(page, memory_bytes + page_start(), MEMORY_PAGE);
        return;
    }
    page[pointer % MEMORY_PAGE] = byte;
    pointer = (uint8_t)(page_start() + (pointer + 1u) % MEMORY_PAGE);
    written++;
}

static uint8_t gives(void)
{
    return memory_bytes[pointer++];
}

static void ends(uint8_t stopped)
{
    const uint8_t at = page_start();

    if (stopped && written != 0) {
        if (memory_witness)
            memory_witness(at, memory_bytes + at, page, MEMORY_PAGE);
        memcpy(memory_bytes + at, page, MEMORY_PAGE);
        storing = 1;
        since = memory_now();
    }
    written = 0;
}

const lines_chip memory_chip = {.address = ADDRESS_OF_MEMORY, .begins = begins, .takes = takes, .gives = gives, .ends = ends};

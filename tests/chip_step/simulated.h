/* An ATmega328P in simavr with a program loaded, for the runners that watch one. Knows no program. */
#ifndef SIMULATED_H
#define SIMULATED_H

#include <stdio.h>
#include <string.h>
#include <simavr/sim_avr.h>
#include <simavr/sim_elf.h>

enum { SPL = 0x5d, GPIOR0 = 0x3e };

static unsigned stack_pointer(const avr_t *avr)
{
    return avr->data[SPL] | (unsigned)avr->data[SPL + 1] << 8;
}

/* The address that a call just made returns to. */
static unsigned way_back(const avr_t *avr)
{
    unsigned sp = stack_pointer(avr);
    return ((unsigned)avr->data[sp + 1] << 8 | avr->data[sp + 2]) * 2;
}

/* What the program writes to GPIOR0 is its output. */
static void put(avr_t *avr, avr_io_addr_t address, uint8_t value, void *unused)
{
    (void)avr, (void)address, (void)unused;
    putchar(value == '\r' ? '\n' : value);
}

/* NULL if there is no such program. */
static avr_t *load(const char *program)
{
    elf_firmware_t firmware;
    memset(&firmware, 0, sizeof firmware);
    if (elf_read_firmware(program, &firmware) != 0) {
        return NULL;
    }
    avr_t *avr = avr_make_mcu_by_name("atmega328p");
    avr_init(avr);
    firmware.frequency = 16000000;
    avr_load_firmware(avr, &firmware);
    avr_register_io_write(avr, GPIOR0, put, NULL);
    return avr;
}

#endif

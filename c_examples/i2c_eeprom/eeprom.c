/* eeprom.c: the ATmega328P board's storage, in the 24C02 on the clock's bus instead of the chip's own EEPROM. */
#include "at24c02.h"
#include "atmega328p.h"

int8_t eeprom_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    return at24c02_read(ctx, at, into, len);
}

int8_t eeprom_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    return at24c02_write(ctx, at, from, len);
}

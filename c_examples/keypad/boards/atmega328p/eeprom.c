/* eeprom.c: the ATmega328P's EEPROM, byte by byte. Knows nothing of what is kept there. */
#include <avr/io.h>
#include <util/atomic.h>

#include "atmega328p.h"
#include "wiring.h"

static void wait_ready(void)
{
    while (EECR & _BV(EEPE))
        ;
}

int8_t eeprom_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    wait_ready();
    MARK_READ = len;
    for (; len != 0; len--) {
        EEAR = at++;
        EECR |= _BV(EERE);
        *into++ = EEDR;
    }
    return 0;
}

int8_t eeprom_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    for (; len != 0; len--) {
        wait_ready();
        EEAR = at++;
        EEDR = *from++;
        ATOMIC_BLOCK(ATOMIC_RESTORESTATE) /* EEPE must follow EEMPE within four cycles */
        {
            EECR |= _BV(EEMPE);
            EECR |= _BV(EEPE);
        }
    }
    wait_ready();
    return 0;
}

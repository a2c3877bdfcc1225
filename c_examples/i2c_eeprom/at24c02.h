/* at24c02.h: a 24C02, 256 bytes of EEPROM on an I2C bus, as the storage of an opaygo_port. Knows no pins. */
#ifndef AT24C02_H
#define AT24C02_H

#include <stdint.h>

#define AT24C02_SIZE 256u

/* As `read` and `write` of an opaygo_port: 0 when all was read, or is stored. */
int8_t at24c02_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len);
int8_t at24c02_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len);

#endif

/* i2c.h: an I2C bus of two plain pins with one master. Knows no chip that hangs on it. */
#ifndef I2C_H
#define I2C_H

#include <stdint.h>

/*
 * Reads or writes `len` bytes from register `at` on. 0 when the chip acknowledged all of it, the lines followed, and the bus
 * was free before and after; else what was read is worth nothing. 1: the bus is free, so the chip is busy, or not there, or
 * was disturbed; -1: something holds the bus, and to try again at once is to clock whoever is being written.
 */
int8_t i2c_read(uint8_t address, uint8_t at, uint8_t *into, uint8_t len);
int8_t i2c_write(uint8_t address, uint8_t at, const uint8_t *from, uint8_t len);

#endif

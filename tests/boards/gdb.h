/*
 * gdb.h: the few words of gdb's remote protocol that the bench needs, over a connected descriptor. Knows no board.
 * Words are sent in bundles: what costs time is waking QEMU, not what it then does.
 */
#ifndef GDB_H
#define GDB_H

#include <stdint.h>

void gdb_begin(int descriptor); /* the program is stopped afterwards */

/* While the program is stopped. What returns nothing is only sent, and told to have failed with the next that does. */
void gdb_read(uint32_t at, uint8_t *into, uint32_t len);
void gdb_write(uint32_t at, const uint8_t *from, uint32_t len);
void gdb_registers(uint32_t *into, unsigned count); /* r0 and on; the 15th is the program counter */
void gdb_set_registers(const uint32_t *from, unsigned count);
void gdb_step(void);
void gdb_break(uint32_t at, int on);
void gdb_reset(void); /* of the machine; done before the next word that is sent after gdb_flush */
void gdb_flush(void);
void gdb_go(void);

/* While it runs. */
void gdb_halt(void);
void gdb_kick(void);   /* stops it and lets it go on at once, which makes QEMU look around */
int gdb_waiting(void); /* there is something to take that no poll of the descriptor will show */
int gdb_stopped(void); /* takes what has come: 1 when the program has stopped by itself */

#endif

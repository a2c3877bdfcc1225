/* gdb.h: the few words of gdb's remote protocol that the bench needs, over a connected descriptor. Knows no board. */
#ifndef GDB_H
#define GDB_H

#include <stdint.h>

void gdb_begin(int descriptor);     /* the program is stopped afterwards */
void gdb_go(void);                  /* the program runs; no other call but gdb_halt or gdb_stopped then */
void gdb_halt(void);
void gdb_stopped(void);             /* takes the message that a breakpoint was reached */
void gdb_read(uint32_t at, uint8_t *into, uint32_t len);
void gdb_write(uint32_t at, const uint8_t *from, uint32_t len);
uint32_t gdb_register(unsigned number);
void gdb_break(uint32_t at, int on);
void gdb_monitor(const char *words); /* a command of QEMU's own monitor */

#endif

/*
 * bus.h: the two wires between the drivers' pins and the chips on them, a clock and an EEPROM (tests/boards/rtc.c, memory.c), and
 * what may happen on them.
 */
#ifndef BUS_H
#define BUS_H

#include <setjmp.h>
#include <stdint.h>

/* The power comes to the bus. */
void bus_plug(void);

/* Whether a chip holds SDA although the controller does not. */
int bus_is_stuck(void);

/* Changes of a line since this was last set to 0. */
extern uint32_t bus_edges;

/* At this one the controller is reset: both lines are released, and `bus_reset` is jumped to. 0: never. */
extern uint32_t bus_reset_at;
extern jmp_buf bus_reset;

/* From this edge on, so many edges long, something holds or disturbs a line. */
typedef enum { BUS_GOOD, BUS_SDA_LOW, BUS_SCL_LOW, BUS_SDA_HIGH, BUS_SDA_FLIPPED } bus_fault;
extern bus_fault bus_has;
extern uint32_t bus_from, bus_for;

#endif

/* bus.h: the two wires between the driver's pins and the clock chip (tests/boards/rtc.c), and what may happen on them. */
#ifndef BUS_H
#define BUS_H

#include <setjmp.h>
#include <stdint.h>

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

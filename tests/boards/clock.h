/*
 * clock.h: what the clocks say when they are read: the time that goes by, or what a scenario has put in its place.
 * Knows no bus: a bench asks here for each reading that its board makes.
 */
#ifndef CLOCK_H
#define CLOCK_H

#include <stdint.h>

#define CLOCK_FOR_EVER UINT32_MAX

extern uint32_t clock_ahead; /* of the time that goes by, modulo 2^32 */

void clock_starts(uint32_t now); /* power comes back at this time */
void clock_goes(uint32_t now);   /* the time is now this */
uint32_t clock_uptime(void);     /* seconds since clock_starts() */
void clock_set(uint32_t seconds);

/* One reading. Returns whether the clock answers. */
int clock_answers(void);
uint32_t clock_reading(void);

/* For so many readings from now on. */
void clock_reads(uint32_t seconds, uint32_t readings);
void clock_fails(uint32_t readings);
void clock_works(void);

#endif

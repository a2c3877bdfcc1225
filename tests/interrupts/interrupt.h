/* What a machine gives the test: an interrupt at a point of a call, and somewhere to say how it went. */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include <stdint.h>

/* So many points are more than a poll takes that neither stores nor hashes. */
extern const uint16_t interrupt_all;

void interrupt_start(void);

/* Calls interrupted() once, so many instructions or cycles from here. */
void interrupt_after(uint16_t points);

/* No more; whether it was called. */
uint8_t interrupt_off(void);

void interrupt_say(const char *what, uint16_t number);

/* The test's. */
void interrupted(void);

#endif

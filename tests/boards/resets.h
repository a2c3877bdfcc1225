/* resets.h: the chip is reset in the middle of a reading of its clock. Knows no bus. */
#ifndef RESETS_H
#define RESETS_H

#include "play.h"

/*
 * Plays the scenario, then resets the chip at every `every`th edge of the clock's bus in a reading: the output must be on again
 * and the credit what it was but for the seconds gone by. Returns 0, or 1 when it is not.
 */
int resets_run(const command *it, const char *name, unsigned long every);

#endif

/* cuts.h: the power-cut campaign. Knows nothing of files. */
#ifndef CUTS_H
#define CUTS_H

#include "play.h"

/*
 * Does every `nth` cut, or `only` the one that a failure has named, if that is not NULL; goes on to the scenario's end
 * after every `nth_through` of them. Returns the program's status.
 */
int cuts_run(const command *first, const char *scenario, const char *only, unsigned long nth,
             unsigned long nth_through);

#endif

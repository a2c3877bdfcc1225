/*
 * state.h: the simulator's file: the unit's storage and clock, and what its server knows, the key among it. Text, readable by
 * its owner alone. Knows no terminal.
 */
#ifndef STATE_H
#define STATE_H

#include <stdint.h>

typedef struct {
    uint32_t now;   /* the unit's time, and that less the wall clock */
    int64_t ahead;
    unsigned entered; /* of server_made */
} simulator_state;

/* Holds the file, if there is one, until the program ends. Returns whether no other simulator does. */
int state_hold(const char *path);

/* Storage, clock and server as the file has them. Returns 1; 0 when there is no file; -1 when it is not one of these. */
int state_load(const char *path, simulator_state *into);

/* Whole, or not at all. Returns whether it was written. */
int state_save(const char *path, const simulator_state *from);

#endif

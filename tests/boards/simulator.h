/* simulator.h: a person at the keypad, and the server beside it, in a terminal. On every board. */
#ifndef SIMULATOR_H
#define SIMULATOR_H

/* What a simulator's line may begin with and a scenario's may not. */
#define SIMULATOR_BEGINS "*#0123456789+?hnvqrl"

int simulator_run(const char *state_file);

#endif

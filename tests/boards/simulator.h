/* simulator.h: a person at the host board's keypad. The other boards have none. */
#ifndef SIMULATOR_H
#define SIMULATOR_H

/* What a simulator's line may begin with and a scenario's may not. */
#define SIMULATOR_BEGINS "*#0123456789+?xhq"

extern const int simulator_exists;
int simulator_run(const char *storage_file);

#endif

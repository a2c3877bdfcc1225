/* simulator.h: a person at the host board's keypad. The other boards have none. */
#ifndef SIMULATOR_H
#define SIMULATOR_H

extern const int simulator_exists;
int simulator_run(const char *storage_file);

#endif

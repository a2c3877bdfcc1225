/* no_simulator.c: for the boards that have no person at their keypad. */
#include <stddef.h>

#include "output.h"
#include "simulator.h"

const int simulator_exists = 0;

int simulator_run(const char *storage_file)
{
    (void)storage_file;
    output_die("the simulator is on the host board only", "");
    return 2;
}

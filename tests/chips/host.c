/* The machine at hand. */
#include <stdio.h>
#include <stdlib.h>
#include "chip.h"

void chip_say(const char *line)
{
    puts(line);
}

void chip_end(int failed)
{
    exit(failed != 0);
}

/* check.h: says which line did not hold, and ends. */
#ifndef CHECK_H
#define CHECK_H
#include <stdio.h>
#include <stdlib.h>
#define CHECK(holds)                                                          \
    do {                                                                      \
        if (!(holds)) {                                                       \
            fprintf(stderr, "%s:%d: not %s\n", __FILE__, __LINE__, #holds);   \
            exit(1);                                                          \
        }                                                                     \
    } while (0)
#endif

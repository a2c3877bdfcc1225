#ifndef LOGIC_H
#define LOGIC_H

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <opaygo_core.h>
#include <stdbool.h>

extern uint32_t active_until;
extern bool payg;

void update(int value, int count, uint32_t now);

#endif

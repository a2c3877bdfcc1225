/* cuts.h: the power-cut campaign. */
#ifndef CUTS_H
#define CUTS_H
#include "play.h"
int cuts_run(const command *first);
#endif

/* scenario.h: the scenario language as text. Knows what a command looks like, not what it does. */
#ifndef SCENARIO_H
#define SCENARIO_H

#include <stdio.h>

#include "play.h"

#define SCENARIO_LINE 256

/*
 * Reads one line. Returns 1 when it holds a command, 0 when it is empty or a comment, -1 when it is wrong: `wrong` then
 * says how. The command's text points into `line`, which is changed.
 */
int scenario_parse(char *line, command *into, const char **wrong);

/*
 * Reads a whole file, so that a mistake in its last line is told before its first is done. Ends the program, naming file
 * and line, when one is wrong. Returns the commands, ended by one whose line is 0.
 */
command *scenario_read(FILE *file, const char *name);

/* Ends the program, naming file and line. */
void scenario_fail(const char *name, unsigned line, const char *why, int status);

#endif

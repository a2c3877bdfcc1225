/*
 * output.h: what the product said and showed, as lines of the scenario language. Knows neither board nor command.
 */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdint.h>

#define OUTPUT_LINE 128

/* From the bench. */
void output_byte(uint8_t byte);
void output_led(unsigned led, unsigned lit); /* 0 green, 1 red; the pin, whether it changed or not */
void output_switch(unsigned on);             /* likewise: the current that the customer pays for */
void output_dark(void);                      /* the power went: pins low, a half line lost */

/* Ends a step: the blinks since the last one become `led` lines. */
void output_settle(void);

/* Where each finished line goes besides being remembered; NULL for nowhere. */
extern void (*output_line)(const char *line);

/* Until it is called with NULL, lines go there alone and are not remembered. */
void output_aside(void (*line)(const char *line));

/* The newest line that is not a key event; "" when there is none yet. */
const char *output_newest(void);

/* Whether the newest line is a status that the output switch contradicts: what is wrong, or NULL. */
const char *output_contradiction(void);

/* Says what is wrong and ends the program with status 2. */
void output_die(const char *what, const char *more);

#endif

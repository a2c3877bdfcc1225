/* play.h: the commands of the scenario language, done on a bench. Knows no file and no board. */
#ifndef PLAY_H
#define PLAY_H

#include <stdint.h>

#include "bench.h"

typedef enum {
    DO_CONFIG, DO_FACTORY, DO_SEND, DO_KEYS, DO_WAIT, DO_POWER, DO_OFF, DO_STATUS, DO_EXPECT,
    DO_CLOCK_READS, DO_CLOCK_FAILS, DO_CLOCK_WORKS, DO_CLOCK_SET, DO_CLOCK_MOVED, DO_FLIP, DO_BLIND,
    DO_TOKEN, DO_TOKEN_SET, DO_TOKEN_UNLOCK, DO_TOKEN_SYNC, DO_TOKEN_EXTENDED
} verb;

typedef struct {
    unsigned line;
    verb verb;
    uint32_t seconds;  /* or days, an address, a value: the first number */
    uint32_t times;    /* how often; DO_FLIP: the bit */
    const char *text;  /* DO_CONFIG, DO_FACTORY, DO_SEND, DO_KEYS, DO_EXPECT */
} command;

/* The clock's time now; it goes on while the power is off. */
extern uint32_t play_now;

/* Switches on for the first time. */
void play_start(void);

/* Does it. What then is to be complained of, an `expect` that failed among others, play_complaint() tells. */
void play(const command *it);

/* Asks for a status line, which goes to `line` alone. */
void play_ask(void (*line)(const char *line));

/* Presses keys, a second apart. */
void play_keys(const char *keys);

/* What ends an entry of these digits: `#`, or nothing. */
const char *play_end(const char *digits);

/* Makes the tokens that `it` asks for, into server_made. */
void play_make(const command *it);

/* What the last `play` has to complain of, or NULL. */
const char *play_complaint(void);

#endif

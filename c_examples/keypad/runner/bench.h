/*
 * bench.h: a board on the bench, as the runner drives it: keys pressed, bytes sent, seconds passing, power cut.
 * One file fulfils it for each board: bench_host.c, bench_simavr.c, bench_qemu.c. Knows no scenario.
 *
 * Every call that gives the board something to do returns when the product has nothing more to do, or when a cut that
 * was armed has happened. A bench that cannot go on says why and ends the program.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

#include "output.h"

typedef enum { BENCH_IDLE, BENCH_CUT } bench_end;

/* How the storage unit that was being written when the power went is left. */
typedef enum {
    TORN_OLD,    /* as it was: the cut came just before */
    TORN_NEW,    /* written: the cut came just after */
    TORN_ERASED, /* all ones */
    TORN_PARTLY, /* some of the bits to be cleared are */
    TORN_JUNK,   /* anything that this memory can be left with */
    TORN_KINDS
} bench_torn;

extern const char *const bench_name;

/* `firmware` is the program file; the host needs none. */
void bench_open(const char *firmware);
void bench_close(void);

/* A field of the product's configuration. Returns what is wrong with it, or NULL. */
const char *bench_config(const char *field, uint32_t value);

bench_end bench_power_on(uint32_t now); /* storage as it was, RAM full of junk */
void bench_power_off(void);
bench_end bench_second(uint32_t now); /* the real-time clock goes on */
bench_end bench_key(char key);
bench_end bench_send(uint8_t byte);

/* For how many seconds the product had nothing to do when it last became idle. */
extern uint32_t bench_sleep;

/* The storage, while the power is off. */
#define BENCH_STORAGE_MOST 4096u
extern const uint32_t bench_storage_size;
void bench_storage_get(uint8_t *into);
void bench_storage_put(const uint8_t *from);

/* Cuts the power at the n-th storage unit written or page erased from now on, the first being 0. */
void bench_cut_at(uint32_t n, bench_torn torn, uint32_t junk);
void bench_cut_never(void);
/* Units written and pages erased since the last of these two calls. */
uint32_t bench_writes(void);

#endif

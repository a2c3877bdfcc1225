/*
 * bench.h: a board on the bench, as the runner drives it: keys pressed, bytes sent, seconds passing, power cut.
 * One file fulfils it for each board: bench_host.c, bench_simavr.c, bench_qemu.c. Knows no scenario.
 *
 * Every call that gives the board something to do returns when the product has nothing more to do. A bench that cannot
 * go on says why and ends the program.
 */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>

#include "output.h"

extern const char *const bench_name;

/* `firmware` is the program file; the host needs none. */
void bench_open(const char *firmware);
void bench_close(void);

/* Whether the product takes tokens of 12 and 15 digits: an entry then ends with `#`. */
extern uint8_t bench_extended;

/* A field of the product's configuration. Returns what is wrong with it, or NULL. */
const char *bench_config(const char *field, uint32_t value);

void bench_power_on(uint32_t now); /* storage as it was, RAM full of junk */
void bench_power_off(void);        /* what is off stays off */
void bench_second(uint32_t now);   /* the real-time clock (clock.h) goes on */
void bench_key(uint32_t now, char key);

/*
 * As bench_second, but the chip is reset at so many edges of the clock's bus: power stays on, and the clock goes on where it
 * was. Returns 0 when there were fewer edges, or the board has no such bus.
 */
int bench_reset(uint32_t now, uint32_t edge);
void bench_send(const char *text);

/* For how many seconds the product had nothing to do when it last became idle. */
extern uint32_t bench_sleep;

/* The next reads of storage, so many, give FF and report success. */
void bench_blind(uint32_t reads);

/* The storage; changed only while the power is off. */
#define BENCH_STORAGE_MOST 2048u
extern const uint32_t bench_storage_size;
void bench_storage_get(uint8_t *into);
void bench_storage_put(const uint8_t *from);

/*
 * Called for each unit of storage before it is written, and for each page before it is erased, `at` counting from the
 * storage's start. NULL: not called. Set it while the power is on.
 */
typedef void bench_witness(uint32_t at, const uint8_t *old, const uint8_t *new, uint32_t len);
void bench_watch(bench_witness *witness);

#endif

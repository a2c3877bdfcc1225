/* tasks.h: a unit that several tasks share. Knows no operating system (os.h) and no board. */
#ifndef TASKS_H
#define TASKS_H

#include "opaygo.h"

extern opaygo_device device;
extern opaygo_config config;
extern const opaygo_port port;

/* Before the tasks: opens the unit. */
void tasks_open(void);
void tasks_start(void);

/* To be supplied by the board; those that wait let the other tasks go on. */
char board_key(void);                                  /* waits for a key */
void board_frame(uint16_t *count, uint16_t *value);    /* waits for a payment from an authenticated channel */
void board_answered(opaygo_status status);             /* what became of it */
void board_show(opaygo_status status, const opaygo_report *report);
void board_display(uint32_t credit);
void board_output(uint8_t on);
int8_t storage_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len);
int8_t storage_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len);
int8_t clock_seconds(void *ctx, uint32_t *seconds);

#endif

/* os.h: the little that the tasks ask of an operating system: os_pthread.c and os_freertos.c have it. Knows no unit. */
#ifndef OS_H
#define OS_H

#include <stdint.h>

/* Makes the lock; before any task. */
void os_begin(void);

/* Starts one that never returns; the first one is the unit's. */
void os_task(void (*task)(void));

/* Around every call that works on the device, but opaygo_keypad_push. Not to be taken twice. */
void os_lock(void);
void os_unlock(void);

/* Whether the task that asks holds it. */
uint8_t os_locked(void);

/* The unit's task waits for so many seconds, unless it is woken. */
void os_wait(uint32_t seconds);
void os_wake(void);

/* Lets the others go on for a moment. */
void os_rest(void);

#endif

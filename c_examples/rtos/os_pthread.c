/* os_pthread.c: threads of POSIX, to try the tasks on a computer. */
#define _POSIX_C_SOURCE 200809L
#include "os.h"

#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>

#define LONGEST 60u /* a poll too many costs nothing */

static pthread_mutex_t lock;
static sem_t woken;

void os_begin(void)
{
    pthread_mutexattr_t kind;

    pthread_mutexattr_init(&kind);
    pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&lock, &kind);
    sem_init(&woken, 0, 0);
}

static void *run(void *task)
{
    void (**body)(void) = (void (**)(void))task;

    (*body)();
    return NULL;
}

void os_task(void (*task)(void))
{
    static void (*tasks[8])(void);
    static unsigned count;
    pthread_t thread;

    tasks[count] = task;
    pthread_create(&thread, NULL, run, &tasks[count++]);
}

void os_lock(void)
{
    pthread_mutex_lock(&lock);
}

void os_unlock(void)
{
    pthread_mutex_unlock(&lock);
}

uint8_t os_locked(void)
{
    if (pthread_mutex_lock(&lock) == EDEADLK)
        return 1;
    pthread_mutex_unlock(&lock);
    return 0;
}

void os_wait(uint32_t seconds)
{
    struct timespec until;

    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += (time_t)(seconds < LONGEST ? seconds : LONGEST);
    (void)sem_timedwait(&woken, &until);
}

void os_wake(void)
{
    sem_post(&woken);
}

void os_rest(void)
{
    const struct timespec moment = {.tv_sec = 0, .tv_nsec = 1000000};

    nanosleep(&moment, NULL);
}

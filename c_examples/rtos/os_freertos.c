/*
 * os_freertos.c: FreeRTOS. Compiled by `make test` against the names alone, and not run: FreeRTOS is in no package there.
 * FreeRTOSConfig.h needs configUSE_MUTEXES and INCLUDE_xSemaphoreGetMutexHolder. Start the scheduler behind tasks_start().
 */
#include "os.h"

#include "FreeRTOS.h"
#include "semphr.h"
#include "task.h"

#define STACK 384u /* words: the deepest call of docs/bench.md, your callbacks, and the kernel's frame */
#define PRIORITY 2u
#define LONGEST 60u /* a poll too many costs nothing */

static SemaphoreHandle_t lock;
static TaskHandle_t unit; /* the first task */

void os_begin(void)
{
    lock = xSemaphoreCreateMutex(); /* a mutex, which lends its holder the priority of who waits; no binary semaphore */
}

static void run(void *task)
{
    void (**body)(void) = (void (**)(void))task;

    (*body)();
}

void os_task(void (*task)(void))
{
    static void (*tasks[8])(void);
    static uint8_t count;
    TaskHandle_t made;

    tasks[count] = task;
    if (xTaskCreate(run, "unit", STACK, &tasks[count], PRIORITY, &made) == pdTRUE && count++ == 0)
        unit = made;
}

void os_lock(void)
{
    (void)xSemaphoreTake(lock, portMAX_DELAY);
}

void os_unlock(void)
{
    (void)xSemaphoreGive(lock);
}

uint8_t os_locked(void)
{
    return xSemaphoreGetMutexHolder(lock) == xTaskGetCurrentTaskHandle();
}

void os_wait(uint32_t seconds)
{
    (void)ulTaskNotifyTake(pdTRUE, pdMS_TO_TICKS(1000u * (seconds < LONGEST ? seconds : LONGEST)));
}

void os_wake(void)
{
    (void)xTaskNotifyGive(unit); /* in an interrupt: vTaskNotifyGiveFromISR */
}

void os_rest(void)
{
    vTaskDelay(1);
}

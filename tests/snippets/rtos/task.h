/* See FreeRTOS.h. */
#ifndef TASK_H
#define TASK_H
typedef struct tskTaskControlBlock *TaskHandle_t;
BaseType_t xTaskCreate(void (*task)(void *), const char *name, uint16_t stack, void *ctx, unsigned long priority, TaskHandle_t *made);
TaskHandle_t xTaskGetCurrentTaskHandle(void);
uint32_t ulTaskNotifyTake(BaseType_t clear, TickType_t wait);
BaseType_t xTaskNotifyGive(TaskHandle_t task);
void vTaskDelay(TickType_t ticks);
#endif

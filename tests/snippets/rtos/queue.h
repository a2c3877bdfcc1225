/* See FreeRTOS.h. */
#ifndef QUEUE_H
#define QUEUE_H
typedef struct QueueDefinition *QueueHandle_t;
BaseType_t xQueueReceive(QueueHandle_t queue, void *into, TickType_t wait);
BaseType_t xQueueSendToFront(QueueHandle_t queue, const void *item, TickType_t wait);
#endif

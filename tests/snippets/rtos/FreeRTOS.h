/* What of FreeRTOS's names the manual and c_examples/rtos use, for the compiler alone: it is not here, and nothing is run. */
#ifndef FREERTOS_H
#define FREERTOS_H
#include <stdint.h>
typedef long BaseType_t;
typedef uint32_t TickType_t;
#define pdTRUE 1L
#define portMAX_DELAY ((TickType_t)0xFFFFFFFFu)
#define pdMS_TO_TICKS(ms) ((TickType_t)(ms))
#endif

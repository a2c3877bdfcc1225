/* What of FreeRTOS's names the manual uses, for the compiler alone: it is not here, and nothing is run. */
#ifndef FREERTOS_H
#define FREERTOS_H
#include <stdint.h>
typedef long BaseType_t;
typedef uint32_t TickType_t;
#define pdTRUE 1L
#define pdMS_TO_TICKS(ms) ((TickType_t)(ms))
#endif

/* settings.h: the product's own settings, stored. Knows no token. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include <stdint.h>

#include "opaygo.h"

#define SETTINGS_SIZE 64u /* of storage */

enum { SETTING_BRIGHTNESS, SETTING_CUT_OFF, SETTING_SERVICE_PHONE, SETTINGS };

/* From storage of the port's kind that begins at `at`; as at first where nothing is stored. */
void settings_load(const opaygo_port *port, uint16_t at);

/* 0 when it is stored; -1: there is no such setting, the value is out of its range, or the storage failed. */
int8_t settings_set(const opaygo_port *port, uint16_t at, uint8_t which, uint32_t value);

uint32_t settings_get(uint8_t which);

#endif

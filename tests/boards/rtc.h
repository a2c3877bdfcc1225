/* rtc.h: a DS1374 real-time clock, as far as two bus lines show it. Its time is clock.h's. Knows no emulator. */
#ifndef RTC_H
#define RTC_H

#include <stdint.h>

void rtc_plug(void);

/* The lines as the firmware drives them now, 1 for released. Returns what SDA reads. */
uint8_t rtc_bus(uint8_t sda, uint8_t scl);

#endif

/* rtc.h: a DS3231 real-time clock on an I2C bus (lines.h). Its time is clock.h's. Knows no emulator. */
#ifndef RTC_H
#define RTC_H

#include "lines.h"

extern const lines_chip rtc_chip;

/* With its oscillator-stopped flag set or not. */
extern uint8_t rtc_stopped;

/* The power comes. */
void rtc_plug(void);

/* The time's second has ended: what is read next is another reading. Until then, every transaction gives the same. */
void rtc_second(void);

/* Its registers 0 to 6 read so, whatever the time is; NULL: the time again. */
void rtc_shows(const uint8_t *registers);

#endif

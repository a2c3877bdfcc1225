/* rtc.h: a DS3231 real-time clock, as far as two bus lines show it. Its time is clock.h's. Knows no emulator. */
#ifndef RTC_H
#define RTC_H

#include <stdint.h>

/* With its oscillator-stopped flag set or not. */
extern uint8_t rtc_stopped;

void rtc_plug(void);

/* The time's second has ended: what is read next is another reading. Until then, every transaction gives the same. */
void rtc_second(void);

/* Its registers 0 to 6 read so, whatever the time is; NULL: the time again. */
void rtc_shows(const uint8_t *registers);

/* The lines as the firmware drives them now, 1 for released. Returns what SDA reads. */
uint8_t rtc_bus(uint8_t sda, uint8_t scl);

#endif

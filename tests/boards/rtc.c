/*
 * rtc.c: see rtc.h. Registers 0 to 6 are the date in BCD, 0F is the status; the rest reads 0. Its calendar begins with 2000
 * and goes on to 2199, as the chip's does, with a leap year every fourth.
 */
#include "rtc.h"

#include <stddef.h>
#include <string.h>

#include "clock.h"

#define ADDRESS_OF_CLOCK 0x68
#define DATE 7u
#define STATUS 0x0F
#define STOPPED 0x80
#define REGISTERS 0x13 /* after the last comes the first */
#define DAY 86400u
#define FOUR_YEARS 1461u

uint8_t rtc_stopped;

static struct {
    uint8_t date[DATE]; /* being read, or written */
    uint8_t known;      /* the reading of this second has been made */
    uint32_t reading;
    const uint8_t *shows;
    uint8_t pointer;
} rtc;

void rtc_plug(void)
{
    memset(&rtc, 0, sizeof rtc);
}

void rtc_second(void)
{
    rtc.known = 0;
}

void rtc_shows(const uint8_t *registers)
{
    rtc.shows = registers;
}

static uint8_t bcd(uint32_t number)
{
    return (uint8_t)(number / 10 * 16 + number % 10);
}

static uint32_t number(uint8_t digits)
{
    return digits / 16u * 10u + digits % 16u;
}

static uint32_t month_days(uint32_t month, uint32_t year)
{
    static const uint8_t days[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

    return days[month - 1] + (month == 2 && year % 4 == 0 ? 1u : 0u);
}

static void show(uint32_t seconds)
{
    uint32_t days = seconds / DAY, year = 0, month = 1;

    rtc.date[3] = (uint8_t)(days % 7 + 1);
    for (year = days / FOUR_YEARS * 4, days %= FOUR_YEARS; days >= (year % 4 ? 365u : 366u); year++)
        days -= year % 4 ? 365 : 366;
    for (; days >= month_days(month, year); month++)
        days -= month_days(month, year);
    rtc.date[0] = bcd(seconds % 60);
    rtc.date[1] = bcd(seconds / 60 % 60);
    rtc.date[2] = bcd(seconds / 3600 % 24);
    rtc.date[4] = bcd(days + 1);
    rtc.date[5] = (uint8_t)(bcd(month) | (year >= 100 ? 0x80 : 0));
    rtc.date[6] = bcd(year % 100);
}

static uint32_t shown(void)
{
    const uint32_t year = number(rtc.date[6]) + (rtc.date[5] & 0x80 ? 100u : 0u);
    uint32_t days = year / 4 * FOUR_YEARS + (year % 4 ? year % 4 * 365 + 1 : 0), month;

    for (month = 1; month < number(rtc.date[5] & 0x7F); month++)
        days += month_days(month, year);
    days += number(rtc.date[4]) - 1;
    return days * DAY + number(rtc.date[2]) * 3600 + number(rtc.date[1]) * 60 + number(rtc.date[0]);
}

static uint8_t begins(uint8_t reading)
{
    if (!reading)
        return rtc.known || clock_answers();
    if (!rtc.known)
        rtc.reading = clock_reading();
    rtc.known = 1;
    show(rtc.reading);
    if (rtc.shows)
        memcpy(rtc.date, rtc.shows, DATE);
    return 1;
}

static uint8_t gives(void)
{
    uint8_t at = rtc.pointer;

    rtc.pointer = (uint8_t)((at + 1) % REGISTERS);
    if (at < DATE)
        return rtc.date[at];
    return at == STATUS && rtc_stopped ? STOPPED : 0;
}

static void takes(uint8_t byte, uint8_t first)
{
    uint8_t at = rtc.pointer;

    rtc.pointer = (uint8_t)((first ? byte : at + 1) % REGISTERS);
    if (first)
        return;
    if (at < DATE)
        rtc.date[at] = byte;
    if (at == DATE - 1) {
        clock_set(shown());
        rtc.known = 0;
    }
    if (at == STATUS && !(byte & STOPPED))
        rtc_stopped = 0;
}

const lines_chip rtc_chip = {.address = ADDRESS_OF_CLOCK, .begins = begins, .takes = takes, .gives = gives, .ends = NULL};

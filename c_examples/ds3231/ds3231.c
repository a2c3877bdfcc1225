/*
 * ds3231.c: see ds3231.h. Counts in the chip's own calendar, in which every fourth year is a leap year, 2100 too, so that no
 * date is a jump. The chip holds its registers still while they are read.
 */
#include "ds3231.h"

#include "i2c.h"

#define ADDRESS 0x68
#define SECONDS 0x00 /* then minutes, hours, day of the week, date, month, year, all in BCD */
#define STATUS 0x0F
#define STOPPED 0x80 /* in STATUS: the oscillator has stopped */
#define CENTURY 0x80 /* in the month */
#define SHOWN 7u
#define REGISTERS 16u
#define DAY 86400u
#define DAYS_MOST 49710u /* of 2^32 seconds */
#define TRIES 4

/* The number in a register; `wrong` becomes 1 when it is none from `least` to `most`. */
static uint8_t number(uint8_t bcd, uint8_t least, uint8_t most, uint8_t *wrong)
{
    uint8_t value = (uint8_t)(bcd - 6u * (bcd >> 4));

    if ((bcd & 0x0F) > 9 || value < least || value > most)
        *wrong = 1;
    return value;
}

static uint8_t bcd(uint32_t value)
{
    return (uint8_t)(value + 6u * (value / 10u));
}

static uint8_t month_days(uint8_t month, uint8_t year)
{
    if (month == 2)
        return year % 4u == 0 ? 29 : 28;
    return (uint8_t)(30u + ((month ^ month >> 3) & 1u));
}

/* Returns 0 when the registers show no date: a bus that reads FF or 00 throughout shows none. */
static uint8_t to_seconds(const uint8_t *shown, uint32_t *seconds)
{
    uint8_t wrong = 0;
    uint8_t second = number(shown[0], 0, 59, &wrong);
    uint8_t minute = number(shown[1], 0, 59, &wrong);
    uint8_t hour = number(shown[2], 0, 23, &wrong);
    uint8_t date = number(shown[4], 1, 31, &wrong);
    uint8_t months = number((uint8_t)(shown[5] & ~CENTURY), 1, 12, &wrong);
    uint8_t year = number(shown[6], 0, 99, &wrong);
    uint8_t month;
    uint32_t days;

    (void)number(shown[3], 1, 7, &wrong);
    if (wrong || date > month_days(months, year))
        return 0;
    if (shown[5] & CENTURY)
        year = (uint8_t)(year + 100u);
    days = year * (uint32_t)365 + (year + 3u) / 4u + date - 1u;
    for (month = 1; month < months; month++)
        days += month_days(month, year);
    *seconds = days * DAY + hour * (uint32_t)3600 + minute * 60u + second;
    return days <= DAYS_MOST;
}

int8_t ds3231_read(uint32_t *seconds, uint8_t *stopped)
{
    uint8_t shown[REGISTERS];
    uint32_t before = 0;
    uint8_t seen = 0; /* whether `before` and `stopped` are the last reading's */
    uint8_t tries;

    for (tries = 0; tries < TRIES; tries++) {
        uint8_t stood;

        if (i2c_read(ADDRESS, SECONDS, shown, REGISTERS) != 0 || !to_seconds(shown, seconds))
            return -1;
        stood = (shown[STATUS] & STOPPED) != 0;
        if (seen && *seconds == before && *stopped == stood)
            return 0;
        before = *seconds;
        *stopped = stood;
        seen = 1;
    }
    return -1;
}

int8_t ds3231_trust(void)
{
    const uint8_t running = 0;

    return i2c_write(ADDRESS, STATUS, &running, 1);
}

int8_t ds3231_set(uint32_t seconds)
{
    uint8_t shown[SHOWN];
    uint32_t days = seconds / DAY;
    uint32_t of_day = seconds % DAY;
    uint8_t year = (uint8_t)(4u * days / 1461u);
    uint8_t month = 1;
    uint16_t left = (uint16_t)(days - year * (uint32_t)365 - (year + 3u) / 4u);

    while (left >= month_days(month, year))
        left = (uint16_t)(left - month_days(month++, year));
    shown[0] = bcd(of_day % 60u);
    shown[1] = bcd(of_day / 60u % 60u);
    shown[2] = bcd(of_day / 3600u);
    shown[3] = (uint8_t)(days % 7u + 1u);
    shown[4] = bcd(left + 1u);
    shown[5] = bcd(month);
    if (year >= 100) {
        shown[5] |= CENTURY;
        year = (uint8_t)(year - 100u);
    }
    shown[6] = bcd(year);
    return i2c_write(ADDRESS, SECONDS, shown, SHOWN) == 0 ? ds3231_trust() : -1;
}

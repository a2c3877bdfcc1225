/* Every day of a century through the calendar, and what is no date. */
#include "check.h"
#include "opaygo.h"

int8_t calendar_seconds(const uint8_t bcd[6], uint32_t *seconds);

static uint8_t bcd_of(uint32_t value)
{
    return (uint8_t)(value / 10u * 16u + value % 10u);
}

int main(void)
{
    static const uint8_t days_of[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    uint32_t year, month, date, seconds, days = 0;

    for (year = 0; year < 100; year++)
        for (month = 1; month <= 12; month++)
            for (date = 1; date <= 32; date++) {
                uint8_t bcd[6] = {0, 0, 0, 0x23, 0x59, 0x58};
                uint32_t last = days_of[month - 1] + (month == 2 && year % 4u == 0 ? 1u : 0u);

                bcd[0] = bcd_of(year);
                bcd[1] = bcd_of(month);
                bcd[2] = bcd_of(date);
                CHECK((calendar_seconds(bcd, &seconds) == 0) == (date <= last));
                if (date <= last)
                    CHECK(seconds == 86400u * days++ + 86398u);
            }
    {
        static const uint8_t wrong[][6] = {{0, 0, 0, 0, 0, 0}, {0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF},
                                           {0x24, 0x13, 1, 0, 0, 0}, {0x24, 1, 1, 0x24, 0, 0}, {0x24, 1, 1, 0, 0x60, 0},
                                           {0x24, 1, 1, 0, 0, 0x5A}, {0xA0, 1, 1, 0, 0, 0}, {0x24, 1, 0, 0, 0, 0}};
        uint8_t i;

        for (i = 0; i < sizeof wrong / sizeof wrong[0]; i++)
            CHECK(calendar_seconds(wrong[i], &seconds) != 0);
    }
    return 0;
}

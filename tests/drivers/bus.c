/* bus.c: see bus.h. */
#include "bus.h"

#include <avr/io.h>
#include <stddef.h>
#include <util/delay.h>

#include "boards/atmega328p/wiring.h"
#include "memory.h"
#include "rtc.h"

#define SDA (1u << SDA_PIN)
#define SCL (1u << SCL_PIN)

uint8_t DDRC, PINC;
uint32_t bus_edges, bus_reset_at;
jmp_buf bus_reset;
bus_fault bus_has;
uint32_t bus_from, bus_for;

static uint32_t tenths; /* of a microsecond */

uint32_t memory_now(void)
{
    return tenths / 10;
}

void bus_plug(void)
{
    static const lines_chip *const chips[] = {&rtc_chip, &memory_chip, NULL};

    rtc_plug();
    memory_starts();
    lines_plug(chips);
}

int bus_is_stuck(void)
{
    return !(DDRC & SDA) && !lines_are(1, !(DDRC & SCL));
}

static void lines(void)
{
    const uint8_t scl = !(DDRC & SCL);
    const int fault = bus_has != BUS_GOOD && bus_edges >= bus_from && bus_edges - bus_from < bus_for;
    uint8_t sda = lines_are(!(DDRC & SDA) && !(fault && bus_has == BUS_SDA_LOW), scl && !(fault && bus_has == BUS_SCL_LOW));

    PINC = scl ? SCL : 0;
    if (fault && bus_has == BUS_SCL_LOW)
        PINC = 0;
    if (fault && bus_has == BUS_SDA_HIGH)
        sda = !(DDRC & SDA);
    if (fault && bus_has == BUS_SDA_FLIPPED)
        sda = !sda;
    if (sda)
        PINC |= SDA;
}

void bus_follows(void)
{
    static uint8_t before;

    tenths += 13; /* the driver's pause */
    if (DDRC != before)
        bus_edges++;
    lines();
    before = DDRC;
    if (bus_reset_at != 0 && bus_edges == bus_reset_at) {
        bus_reset_at = 0;
        before = DDRC = 0;
        lines();
        longjmp(bus_reset, 1);
    }
}

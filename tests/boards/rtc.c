/* rtc.c: see rtc.h. Registers 0 to 3 are the seconds, low byte first; the rest reads 0. */
#include "rtc.h"

#include <string.h>

#include "boards/atmega328p/wiring.h"

static struct {
    uint32_t now;
    uint8_t scl, sda; /* as the firmware drives them: 1 released */
    uint8_t pull;     /* we hold SDA low */
    uint8_t bits;     /* of this byte, the ninth being the acknowledge */
    uint8_t byte;     /* coming in, or going out */
    enum { FOR_OTHERS, ADDRESS, POINTER, TAKING, GIVING } phase, next;
    uint8_t pointer;
} rtc;

void rtc_plug(uint32_t now)
{
    memset(&rtc, 0, sizeof rtc);
    rtc.scl = rtc.sda = 1;
    rtc.now = now;
}

void rtc_set(uint32_t now)
{
    rtc.now = now;
}

static uint8_t next_register(void)
{
    uint8_t at = rtc.pointer++;

    return at < 4 ? (uint8_t)(rtc.now >> (8 * at)) : 0;
}

/* A byte has come in: what comes after its acknowledge, or FOR_OTHERS when there is none. */
static void taken(void)
{
    if (rtc.phase == POINTER)
        rtc.pointer = rtc.byte;
    if (rtc.phase != ADDRESS)
        rtc.next = TAKING;
    else if (rtc.byte >> 1 != CLOCK_ADDRESS)
        rtc.next = FOR_OTHERS;
    else
        rtc.next = rtc.byte & 1 ? GIVING : POINTER;
}

static void rise(void)
{
    if (rtc.bits < 8 && rtc.phase != GIVING)
        rtc.byte = (uint8_t)(rtc.byte << 1 | rtc.sda);
    else if (rtc.bits == 8 && rtc.phase == GIVING)
        rtc.next = rtc.sda ? FOR_OTHERS : GIVING;
    rtc.bits++;
}

static void fall(void)
{
    rtc.pull = 0;
    if (rtc.phase == FOR_OTHERS)
        return;
    if (rtc.bits == 8 && rtc.phase != GIVING) {
        taken();
        rtc.pull = rtc.next != FOR_OTHERS;
    } else if (rtc.bits == 9) {
        rtc.bits = 0;
        rtc.phase = rtc.next;
        rtc.byte = rtc.phase == GIVING ? next_register() : 0;
    }
    if (rtc.phase == GIVING && rtc.bits < 8)
        rtc.pull = !(rtc.byte >> (7 - rtc.bits) & 1);
}

uint8_t rtc_bus(uint8_t sda, uint8_t scl)
{
    if (scl && rtc.scl && sda != rtc.sda) {
        rtc.phase = sda ? FOR_OTHERS : ADDRESS;
        rtc.bits = 0;
        rtc.byte = 0;
        rtc.pull = 0;
    }
    rtc.sda = sda;
    if (scl != rtc.scl) {
        rtc.scl = scl;
        if (scl)
            rise();
        else
            fall();
    }
    return sda && !rtc.pull;
}

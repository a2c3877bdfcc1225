/* rtc.c: see rtc.h. Registers 0 to 3 are the seconds, low byte first; the rest reads 0. */
#include "rtc.h"

#include <string.h>

#include "boards/atmega328p/wiring.h"
#include "clock.h"

static struct {
    uint32_t seconds; /* being read, or written */
    uint8_t scl, sda; /* as the firmware drives them: 1 released */
    uint8_t pull;     /* we hold SDA low */
    uint8_t bits;     /* of this byte, the ninth being the acknowledge */
    uint8_t byte;     /* coming in, or going out */
    enum { FOR_OTHERS, ADDRESS, POINTER, TAKING, GIVING } phase, next;
    uint8_t pointer;
} rtc;

void rtc_plug(void)
{
    memset(&rtc, 0, sizeof rtc);
    rtc.scl = rtc.sda = 1;
}

/* The four are read as one number: the second may end in between. */
static uint8_t next_register(void)
{
    uint8_t at = rtc.pointer++;

    if (at == 0)
        rtc.seconds = clock_reading();
    return at < 4 ? (uint8_t)(rtc.seconds >> (8 * at)) : 0;
}

static void written(void)
{
    uint8_t at = rtc.pointer++;

    if (at < 4)
        rtc.seconds = (rtc.seconds & ~(0xFFu << (8 * at))) | (uint32_t)rtc.byte << (8 * at);
    if (at == 3)
        clock_set(rtc.seconds);
}

/* A byte has come in: what comes after its acknowledge, or FOR_OTHERS when there is none. */
static void taken(void)
{
    if (rtc.phase == POINTER)
        rtc.pointer = rtc.byte;
    if (rtc.phase == TAKING)
        written();
    if (rtc.phase != ADDRESS)
        rtc.next = TAKING;
    else if (rtc.byte >> 1 != CLOCK_ADDRESS)
        rtc.next = FOR_OTHERS;
    else if (rtc.byte & 1)
        rtc.next = GIVING;
    else
        rtc.next = clock_answers() ? POINTER : FOR_OTHERS;
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

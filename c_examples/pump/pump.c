/*
 * pump.c: a pump that sells water by the litre: tokens buy litres, a flow meter spends them, and the clock does not.
 * The keypad, the factory line and the storage are those of every unit (../unit).
 */
#include "../unit/unit.h"
#include "board.h"
#include "product.h"
#include "text.h"

#define LITRES_A_VALUE 20u  /* what one activation value buys: a token of 30 is 600 litres */
#define LITRES_A_RECORD 10u /* spent in one record, which wears the storage; a power cut gives away fewer than these */
#define LITRE '.'           /* what the bench's flow meter sends */

opaygo_config product_config;

static volatile uint8_t litres_through; /* since the start, modulo 256: one byte, so read in one piece */
static uint8_t litres_counted;
static uint32_t litres_owed; /* gone through, not yet spent */

/* A litre has gone through. To be called by the meter's interrupt, and by nothing else. */
static void litre(void)
{
    litres_through++;
}

#ifdef __AVR_ATmega328P__
#include <avr/interrupt.h>
#include <avr/io.h>

/* A reed contact from PD2 to ground, a capacitor across it against bounce. The next second's interrupt wakes the loop. */
ISR(INT0_vect)
{
    litre();
}

static void meter_start(void)
{
    PORTD |= _BV(PD2);
    EICRA = _BV(ISC01); /* the falling edge */
    EIMSK = _BV(INT0);
}
#else
static void meter_start(void)
{
}
#endif

void product_config_default(void)
{
    (void)opaygo_config_default(&product_config);
    product_config.usage_metering = 1;
    product_config.credit_per_value = LITRES_A_VALUE;
    product_config.example_key = 1; /* for trying things out: not in a product */
}

void product_start(void)
{
    litres_counted = litres_through;
    litres_owed = 0;
    unit_start();
    meter_start();
}

/* The pump starts or stops: told once, whichever call saw it. */
static void tell_change(const opaygo_report *report)
{
    if (report->changed)
        text_line(report->active ? TEXT("pump on") : TEXT("pump off"), 0);
}

/* Gathered, so that it is seldom stored; but what is left of the credit is spent to the last litre. */
static void spend(opaygo_report *report)
{
    uint8_t now = litres_through;

    litres_owed += (uint8_t)(now - litres_counted);
    litres_counted = now;
    if (report->credit == 0)
        litres_owed = 0; /* closed, and dripping; or paid for */
    if (litres_owed == 0 || (litres_owed < LITRES_A_RECORD && litres_owed < report->credit))
        return;
    (void)opaygo_spend(&unit_device, &unit_port, litres_owed, report);
    litres_owed = 0;
    board_output(report->active);
    tell_change(report);
}

uint32_t product_pass(void)
{
    opaygo_report report;
    opaygo_status status;
    int16_t byte = board_byte();

    if (byte == LITRE)
        litre();
    status = unit_pass(byte == LITRE ? -1 : byte, &report);
    switch (status) {
    case OPAYGO_ADD_TIME:
    case OPAYGO_SET_TIME: text_line(TEXT("litres="), report.credit); break;
    case OPAYGO_DISABLE_PAYG: text_line(TEXT("paid for: water is free"), 0); break;
    case OPAYGO_INVALID: text_line(TEXT("invalid, wait="), report.wait); break;
    case OPAYGO_ALREADY_USED: text_line(TEXT("used"), 0); break;
    case OPAYGO_LOCKED: text_line(TEXT("locked, wait="), report.wait); break;
    default: break;
    }
    tell_change(&report);
    spend(&report);
    return byte >= 0 || status > 0 ? 0 : report.sleep;
}

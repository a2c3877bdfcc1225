/*
 * product.c: a product whose settings come as tokens. A token of 12 digits carries a number of 6, one of 15 a number of 9:
 *
 *     12 digits: SVVVVV       setting S, value V
 *     15 digits: SSVVVVVVV    setting SS - 10, and room for a longer value
 *
 * How the number is divided is the product's own affair, and its server's. The library sees to it that each comes once.
 */
#include "../unit/unit.h"
#include "board.h"
#include "product.h"
#include "settings.h"
#include "text.h"

#define SHORT_MOST 999999u
#define SHORT_VALUES 100000u
#define LONG_VALUES 10000000u
#define LONG_FIRST 10u

opaygo_config product_config;

static uint16_t settings_at; /* behind the unit's region */

void product_config_default(void)
{
    (void)opaygo_config_default(&product_config);
    product_config.example_key = 1; /* for trying things out: not in a product */
}

void product_start(void)
{
    unit_start();
    unit_port.extended = opaygo_with_extended;
    unit_port.geometry.size = (uint16_t)(unit_port.geometry.size - SETTINGS_SIZE); /* for the unit's life: plan it once */
    settings_at = unit_port.geometry.size;
    settings_load(&unit_port, settings_at);
}

static void tell_settings(void)
{
    (void)text_say(TEXT("brightness="));
    text_number(settings_get(SETTING_BRIGHTNESS));
    (void)text_say(TEXT(" cut-off="));
    text_number(settings_get(SETTING_CUT_OFF));
    text_line(TEXT(" service="), settings_get(SETTING_SERVICE_PHONE));
}

/* The token is used up by now, whatever becomes of it: a wrong one is made good by another. */
static void set(uint32_t number)
{
    uint8_t which = (uint8_t)(number <= SHORT_MOST ? number / SHORT_VALUES : number / LONG_VALUES - LONG_FIRST);
    uint32_t value = number % (number <= SHORT_MOST ? SHORT_VALUES : LONG_VALUES);

    if (settings_set(&unit_port, settings_at, which, value) == 0)
        tell_settings();
    else
        text_line(TEXT("no such setting="), number);
}

uint32_t product_pass(void)
{
    opaygo_report report;
    int16_t byte = board_byte();
    opaygo_status status = unit_pass(byte == '?' ? -1 : byte, &report);

    if (byte == '?')
        tell_settings();
    switch (status) {
    case OPAYGO_EXTENDED: set(report.value); break;
    case OPAYGO_ADD_TIME:
    case OPAYGO_SET_TIME: text_line(TEXT("credit="), report.credit); break;
    case OPAYGO_ALREADY_USED: text_line(TEXT("used"), 0); break;
    case OPAYGO_INVALID: text_line(TEXT("invalid, wait="), report.wait); break;
    case OPAYGO_MALFORMED: text_line(TEXT("not a token"), 0); break;
    default: break;
    }
    return byte >= 0 || status > 0 ? 0 : report.sleep;
}

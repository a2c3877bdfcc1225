/*
 * radio.c: payments by radio, beside the keypad. A frame is `@` and 16 hexadecimal digits on the UART: count, value, tag. One
 * that is authentic is applied as the token of that count would be: what one has done, the other finds used.
 * Whether it is authentic is not for this file to say (authentic.h).
 */
#include "../unit/unit.h"
#include "authentic.h"
#include "board.h"
#include "product.h"
#include "text.h"

#define MESSAGE 4u /* count and value, high byte first */
#define DIGITS (2u * (MESSAGE + FRAME_TAG))

opaygo_config product_config;

static uint8_t frame[MESSAGE + FRAME_TAG];
static enum { NO_FRAME, COMING, APPLYING } state;
static uint8_t digits; /* of it that have come */

void product_config_default(void)
{
    (void)opaygo_config_default(&product_config);
    product_config.example_key = 1; /* for trying things out: not in a product */
}

void product_start(void)
{
    state = NO_FRAME;
    unit_start();
}

/* The same words for both ways in: the customer need not know by which one the time came. */
static void tell(opaygo_status status, const opaygo_report *report)
{
    switch (status) {
    case OPAYGO_ADD_TIME:
    case OPAYGO_SET_TIME: text_line(TEXT("credit="), report->credit); break;
    case OPAYGO_DISABLE_PAYG: text_line(TEXT("unlocked"), 0); break;
    case OPAYGO_COUNTER_SYNC: text_line(TEXT("synced"), 0); break;
    case OPAYGO_NO_EFFECT: text_line(TEXT("no effect"), 0); break;
    case OPAYGO_ALREADY_USED: text_line(TEXT("used"), 0); break;
    case OPAYGO_INVALID: text_line(TEXT("invalid, wait="), report->wait); break;
    case OPAYGO_LOCKED: text_line(TEXT("locked, wait="), report->wait); break;
    default: break;
    }
    if (report->changed)
        text_line(report->active ? TEXT("output on") : TEXT("output off"), 0);
}

static uint8_t hex(uint8_t c, uint8_t *digit)
{
    if (c >= '0' && c <= '9')
        *digit = (uint8_t)(c - '0');
    else if (c >= 'A' && c <= 'F')
        *digit = (uint8_t)(c - 'A' + 10);
    else
        return 0;
    return 1;
}

/* A byte of a frame. Nothing of it is looked at before it is whole, and nothing but its tag before that is good. */
static void radio_byte(uint8_t byte)
{
    uint8_t digit = 0;

    if (byte == '@') {
        state = COMING;
        digits = 0;
    } else if (hex(byte, &digit) && digits < DIGITS) {
        frame[digits / 2u] = (uint8_t)(frame[digits / 2u] << 4 | digit);
        digits++;
    } else if ((byte == '\r' || byte == '\n') && digits == DIGITS && authentic(frame, MESSAGE, frame + MESSAGE)) {
        state = APPLYING;
    } else {
        state = NO_FRAME;
        text_line(TEXT("radio: not authentic"), 0);
    }
}

static uint16_t word(const uint8_t *at)
{
    return (uint16_t)((uint16_t)at[0] << 8 | at[1]);
}

/* Tried again at each pass while a token from the keypad is being decoded. */
static void radio_apply(void)
{
    opaygo_report report;
    opaygo_status status = opaygo_apply(&unit_device, &unit_port, word(frame), word(frame + 2), &report);

    if (status == OPAYGO_BUSY)
        return;
    state = NO_FRAME;
    (void)text_say(TEXT("radio: "));
    if (status < 0)
        text_line(TEXT("error=-"), (uint32_t)-status); /* among them OPAYGO_STORAGE: not taken, the server sends it again */
    else
        tell(status, &report);
    board_output(report.active);
}

uint32_t product_pass(void)
{
    opaygo_report report;
    opaygo_status status;
    int16_t byte = state == APPLYING ? -1 : board_byte();
    uint8_t framed = byte == '@' || (byte >= 0 && state == COMING);

    if (framed)
        radio_byte((uint8_t)byte);
    status = unit_pass(framed ? -1 : byte, &report);
    tell(status, &report);
    if (state == APPLYING)
        radio_apply();
    return byte >= 0 || status > 0 ? 0 : report.sleep;
}

/* unit.c: see unit.h. */
#include "unit.h"

#include <string.h>

#include "board.h"
#include "product.h"
#include "text.h"

#define HASHES_A_PASS 16u   /* about 1 ms of a 16 MHz AVR: the longest that the main loop is away */
#define STATUS_REQUEST 0x05 /* ASCII ENQ */

opaygo_device unit_device;
opaygo_port unit_port;

static opaygo_keypad pad;
static opaygo_factory line;
static uint8_t line_goes_on;

void unit_start(void)
{
    memset(&unit_device, 0, sizeof unit_device); /* not open: the first pass opens it */
    unit_port = *board_port();
    unit_port.test_code = NULL; /* its code is not linked */
    (void)opaygo_keypad_init(&pad);
    (void)opaygo_factory_init(&line);
    board_start();
}

void product_pressed(char key)
{
    (void)opaygo_keypad_push(&pad, key);
}

/* A byte of the line, or a further part of what it asks for: an EEPROM that is not blank is wiped in pieces. */
static void factory_pass(int16_t byte)
{
    uint32_t check = 0;
    opaygo_status status = line_goes_on ? opaygo_factory_poll(&line, &unit_device, &unit_port, HASHES_A_PASS, &check)
                                        : opaygo_factory_push(&line, &unit_device, &unit_port, (char)byte, &check);

    line_goes_on = status == OPAYGO_DECODING;
    if (status == OPAYGO_OK) {
        (void)text_say(TEXT("factory ok check="));
        text_hex(check);
        text_end();
    } else if (status < 0) {
        text_line(TEXT("factory error=-"), (uint32_t)-status);
    }
}

static void tell_status(void)
{
    opaygo_report report;

    memset(&report, 0, sizeof report);
    (void)opaygo_query(&unit_device, &unit_port, &report);
    (void)text_say(TEXT("status state="));
    (void)text_say(report.state == OPAYGO_STATE_UNLOCKED  ? TEXT("unlocked")
                   : report.state == OPAYGO_STATE_ENABLED ? TEXT("enabled")
                                                          : TEXT("disabled"));
    (void)text_say(TEXT(" credit="));
    text_number(report.credit);
    (void)text_say(TEXT(" count="));
    text_number(report.count);
    text_line(TEXT(" wait="), report.wait);
}

/* A clock that says it has stood tells no gap: how long nobody knows. */
static void open_unit(void)
{
    opaygo_status status;

    (void)opaygo_open(&unit_device, &unit_port);
    if (!board_clock_stopped())
        return;
    status = opaygo_resume(&unit_device, &unit_port, OPAYGO_UNKNOWN_GAP, NULL);
    if (status == OPAYGO_OK || status == OPAYGO_UNPROVISIONED)
        board_clock_trust();
}

opaygo_status unit_pass(int16_t byte, opaygo_report *report)
{
    opaygo_status status;

    if (byte == STATUS_REQUEST)
        tell_status();
    else if (byte >= 0 || line_goes_on)
        factory_pass(byte);

    status = opaygo_keypad_poll(&pad, &unit_device, &unit_port, HASHES_A_PASS, report);
    if (status == OPAYGO_NOT_OPEN) { /* power-up, or a memory that was not ready then */
        open_unit();
        report->sleep = 1;
    }
    board_output(report->active);
    if (byte >= 0 || line_goes_on || status > 0)
        report->sleep = 0;
    return status;
}

/*
 * keypad.c: the product: what it says, shows and switches when the library reports something.
 * Knows no chip (board.h) and no rule of the tokens (opaygo.h).
 *
 * LED patterns, from the OpenPAYGO page where it has one:
 *
 *   green 2   time added or set; also every other token that was taken: reserved value, extended, test code, no effect
 *   green 3   counter synchronised                     green 5   unlocked for good
 *   red 10    invalid, or already used (the event on the UART tells them apart)
 *   red 2     not the text of a token, or refused because of tampering
 *   red 1     locked: a waiting period runs
 *   green 1 / red 1   the answer to `#`: active / not active
 */
#include "keypad.h"

#include <string.h>

#include "board.h"
#include "text.h"

#define HASHES_A_PASS 16u  /* about 1 ms of a 16 MHz AVR: the longest that the main loop is away */
/* On the factory UART, at any time: ASCII ENQ; ASCII DC2, then seconds in decimal and a line end. */
#define STATUS_REQUEST 0x05
#define SET_CLOCK 0x12

keypad_unit keypad;
opaygo_config keypad_config;

static void show(uint8_t led, uint8_t blinks)
{
    board_led(BOARD_GREEN, 0);
    board_led(BOARD_RED, 0);
    keypad.pattern_led = led;
    keypad.pattern_halves = (uint8_t)(2u * blinks);
}

/* Returns whether a pattern is still being shown. */
static uint8_t blink(void)
{
    if (keypad.pattern_halves == 0)
        return 0;
    if (board_blink_due()) {
        board_led(keypad.pattern_led, (uint8_t)(keypad.pattern_halves % 2u == 0));
        keypad.pattern_halves--;
    }
    return 1;
}

static void say_number(const char *words, uint32_t number)
{
    text_say(words);
    text_number(number);
}

static void say_line(const char *words)
{
    text_say(words);
    text_end();
}

static void say_line_number(const char *words, uint32_t number)
{
    say_number(words, number);
    text_end();
}

static const char *state_name(opaygo_payg_state state)
{
    switch (state) {
    case OPAYGO_PAYG_STATE_ENABLED: return TEXT("enabled");
    case OPAYGO_PAYG_STATE_UNLOCKED: return TEXT("unlocked");
    default: return TEXT("disabled");
    }
}

/* One line for everything a key or a token can lead to. */
static void say_event(opaygo_status status, const opaygo_report *report)
{
    switch (status) {
    case OPAYGO_KEY_ACCEPTED: say_line(TEXT("event key_accepted")); break;
    case OPAYGO_KEY_REJECTED: say_line(TEXT("event key_rejected")); break;
    case OPAYGO_ADD_TIME: say_line_number(TEXT("event add seconds="), report->credit); break;
    case OPAYGO_SET_TIME: say_line_number(TEXT("event set seconds="), report->credit); break;
    case OPAYGO_DISABLE_PAYG: say_line(TEXT("event unlocked")); break;
    case OPAYGO_COUNTER_SYNC: say_line_number(TEXT("event synced count="), report->count); break;
    case OPAYGO_INVALID: say_line_number(TEXT("event invalid wait="), report->wait); break;
    case OPAYGO_ALREADY_USED: say_line(TEXT("event used")); break;
    case OPAYGO_RESERVED: say_line_number(TEXT("event reserved value="), report->value); break;
    case OPAYGO_TEST_CODE: say_line_number(TEXT("event test seconds="), report->test); break;
    case OPAYGO_NO_EFFECT: say_line(TEXT("event no_effect")); break;
    case OPAYGO_MALFORMED: say_line(TEXT("event malformed")); break;
    case OPAYGO_LOCKED: say_line_number(TEXT("event locked wait="), report->wait); break;
    case OPAYGO_EXTENDED:
        say_number(TEXT("event extended value="), report->value);
        say_line(report->count % 2u == 0 ? TEXT(" parity=add") : TEXT(" parity=set"));
        break;
    default: break;
    }
}

static void show_event(opaygo_status status, const opaygo_report *report)
{
    switch (status) {
    case OPAYGO_ADD_TIME:
    case OPAYGO_SET_TIME:
    case OPAYGO_RESERVED:
    case OPAYGO_EXTENDED:
    case OPAYGO_TEST_CODE:
    case OPAYGO_NO_EFFECT: show(BOARD_GREEN, 2); break;
    case OPAYGO_COUNTER_SYNC: show(BOARD_GREEN, 3); break;
    case OPAYGO_DISABLE_PAYG: show(BOARD_GREEN, 5); break;
    case OPAYGO_INVALID:
    case OPAYGO_ALREADY_USED: show(BOARD_RED, 10); break;
    case OPAYGO_MALFORMED:
    case OPAYGO_TAMPERED: show(BOARD_RED, 2); break;
    case OPAYGO_LOCKED: show(BOARD_RED, 1); break;
    case OPAYGO_STATUS_KEY: show(report->active ? BOARD_GREEN : BOARD_RED, 1); break;
    default: break;
    }
}

static const char *factory_cause(opaygo_status status)
{
    switch (status) {
    case OPAYGO_PROVISIONED: return TEXT("provisioned");
    case OPAYGO_LINE_FORMAT: return TEXT("format");
    case OPAYGO_LINE_TOO_LONG: return TEXT("too_long");
    case OPAYGO_LINE_CUT_OFF: return TEXT("cut_off");
    case OPAYGO_LINE_SERIAL: return TEXT("serial");
    case OPAYGO_LINE_STARTING_CODE: return TEXT("starting_code");
    case OPAYGO_LINE_KEY: return TEXT("key");
    case OPAYGO_WEAK_KEY: return TEXT("weak_key");
    case OPAYGO_EXAMPLE_KEY: return TEXT("example_key");
    case OPAYGO_LINE_COUNT: return TEXT("count");
    case OPAYGO_LINE_DIVIDER: return TEXT("divider");
    case OPAYGO_LINE_RESTRICTED: return TEXT("restricted");
    case OPAYGO_LINE_TEST: return TEXT("test");
    case OPAYGO_TEST_IS_TOKEN: return TEXT("test_is_token");
    case OPAYGO_LINE_UNKNOWN: return TEXT("unknown_field");
    case OPAYGO_LINE_REPEATED: return TEXT("repeated_field");
    case OPAYGO_CORRUPT: return TEXT("corrupt");
    case OPAYGO_STORAGE: return TEXT("storage");
    default: return TEXT("not_ready");
    }
}

static void factory_byte(char byte)
{
    uint32_t check = 0;
    opaygo_status status = opaygo_factory_push(&keypad.line, &keypad.device, board_port(), byte, &check);

    if (status == OPAYGO_OK) {
        text_say(TEXT("factory ok check="));
        text_hex(check);
        text_end();
    } else if (status < 0) {
        text_say(TEXT("factory error "));
        say_line(factory_cause(status));
    }
}

/* A unit without a key, or with nothing readable, is disabled and has no credit. */
static void say_status(void)
{
    opaygo_report report;

    memset(&report, 0, sizeof report);
    (void)opaygo_query(&keypad.device, board_port(), &report);
    text_say(TEXT("status state="));
    text_say(state_name(report.state));
    say_number(TEXT(" seconds="), report.credit);
    say_number(TEXT(" count="), report.count);
    say_line_number(TEXT(" wait="), report.wait);
}

/* A byte of the time; its last sets the clock. */
static void time_byte(uint8_t byte)
{
    if (byte >= '0' && byte <= '9') {
        keypad.time = 10u * keypad.time + (uint32_t)(byte - '0');
        return;
    }
    keypad.time_comes = 0;
    if (byte == '\n')
        keypad_set_clock(keypad.time);
}

/* The library is told nothing: it takes the step for what it looks like. */
void keypad_set_clock(uint32_t seconds)
{
    (void)board_set_clock(seconds);
}

void keypad_config_default(void)
{
    (void)opaygo_config_default(&keypad_config);
    keypad_config.example_key = 1;
}

void keypad_start(void)
{
    memset(&keypad, 0, sizeof keypad);
    (void)opaygo_keypad_init(&keypad.pad);
    (void)opaygo_factory_init(&keypad.line);
    board_start();
    keypad.opened = opaygo_open(&keypad.device, board_port());
}

void keypad_pressed(char key)
{
    (void)opaygo_keypad_push(&keypad.pad, key);
}

uint32_t keypad_pass(void)
{
    opaygo_report report;
    opaygo_status status;
    int16_t byte = board_byte();

    if (byte == STATUS_REQUEST)
        say_status();
    else if (byte == SET_CLOCK)
        keypad.time_comes = 1, keypad.time = 0;
    else if (byte >= 0 && keypad.time_comes)
        time_byte((uint8_t)byte);
    else if (byte >= 0)
        factory_byte((char)byte);

    memset(&report, 0, sizeof report); /* a unit that could not be opened writes no report: its output is off */
    status = opaygo_keypad_poll(&keypad.pad, &keypad.device, board_port(), HASHES_A_PASS, &report);
    say_event(status, &report);
    if (report.changed) {
        text_say(TEXT("event state "));
        say_line(state_name(report.state));
    }
    show_event(status, &report);
    board_output(report.active);

    if (blink() || byte >= 0 || status > 0)
        return 0;
    return report.sleep != 0 ? report.sleep : 1; /* 0 here: the storage failed, which a second may mend */
}

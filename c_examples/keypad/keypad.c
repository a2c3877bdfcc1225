/*
 * keypad.c: the product: what it says, shows and switches when the library reports something.
 * Knows no chip (board.h) and no rule of the tokens (opaygo.h). The LED patterns are in README.md.
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
opaygo_config product_config;

/* What is being shown is shown whole; of what comes meanwhile, the last is shown behind it. */
static void show(uint8_t led, uint8_t blinks)
{
    keypad.next_led = led;
    keypad.next_halves = (uint8_t)(2u * blinks);
}

/* Returns whether a pattern is still being shown. */
static uint8_t blink(void)
{
    if (keypad.pattern_halves == 0) {
        keypad.pattern_led = keypad.next_led;
        keypad.pattern_halves = keypad.next_halves;
        keypad.next_halves = 0;
    }
    if (keypad.pattern_halves == 0)
        return 0;
    if (board_blink_due()) {
        board_led(keypad.pattern_led, (uint8_t)(keypad.pattern_halves % 2u == 0));
        keypad.pattern_halves--;
    }
    return 1;
}

/* A line on the UART (text_line), and a pattern on an LED. */
static void tell(const char *words, uint32_t number, uint8_t led, uint8_t blinks)
{
    text_line(words, number);
    if (blinks != 0)
        show(led, blinks);
}

static const char *state_name(opaygo_payg_state state)
{
    switch (state) {
    case OPAYGO_STATE_ENABLED: return TEXT("enabled");
    case OPAYGO_STATE_UNLOCKED: return TEXT("unlocked");
    default: return TEXT("disabled");
    }
}

/* Everything that a key or a token can lead to. */
static void tell_event(opaygo_status status, const opaygo_report *report)
{
    switch (status) {
    case OPAYGO_KEY_ACCEPTED: tell(TEXT("event key_accepted"), 0, 0, 0); break;
    case OPAYGO_KEY_REJECTED: tell(TEXT("event key_rejected"), 0, 0, 0); break;
    case OPAYGO_ADD_TIME: tell(TEXT("event add seconds="), report->credit, BOARD_GREEN, 2); break;
    case OPAYGO_SET_TIME: tell(TEXT("event set seconds="), report->credit, BOARD_GREEN, 2); break;
    case OPAYGO_DISABLE_PAYG: tell(TEXT("event unlocked"), 0, BOARD_GREEN, 5); break;
    case OPAYGO_COUNTER_SYNC: tell(TEXT("event synced count="), report->count, BOARD_GREEN, 3); break;
    case OPAYGO_RESERVED: tell(TEXT("event reserved value="), report->value, BOARD_GREEN, 2); break;
    case OPAYGO_TEST_CODE: tell(TEXT("event test seconds="), report->test, BOARD_GREEN, 2); break;
    case OPAYGO_NO_EFFECT: tell(TEXT("event no_effect"), 0, BOARD_GREEN, 2); break;
    case OPAYGO_INVALID: tell(TEXT("event invalid wait="), report->wait, BOARD_RED, 10); break;
    case OPAYGO_ALREADY_USED: tell(TEXT("event used"), 0, BOARD_RED, 10); break;
    case OPAYGO_MALFORMED: tell(TEXT("event malformed"), 0, BOARD_RED, 2); break;
    case OPAYGO_LOCKED: tell(TEXT("event locked wait="), report->wait, BOARD_RED, 1); break;
    case OPAYGO_TAMPERED: show(BOARD_RED, 2); break;
    case OPAYGO_STATUS_KEY:
        if (keypad.next_halves == 0) /* an answer that waits to be shown comes first */
            show(report->active ? BOARD_GREEN : BOARD_RED, 1);
        break;
    case OPAYGO_ENTRY_LOST: tell(TEXT("event entry_lost"), 0, BOARD_RED, 2); break;
    case OPAYGO_EXTENDED:
        (void)text_say(TEXT("event extended value="));
        text_number(report->value);
        tell(report->count % 2u == 0 ? TEXT(" parity=add") : TEXT(" parity=set"), 0, BOARD_GREEN, 2);
        break;
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
    case OPAYGO_BAD_STARTING_CODE: return TEXT("starting_code");
    case OPAYGO_BAD_KEY: return TEXT("key");
    case OPAYGO_WEAK_KEY: return TEXT("weak_key");
    case OPAYGO_EXAMPLE_KEY: return TEXT("example_key");
    case OPAYGO_LINE_COUNT: return TEXT("count");
    case OPAYGO_BAD_DIVIDER: return TEXT("divider");
    case OPAYGO_BAD_RESTRICTED: return TEXT("restricted");
    case OPAYGO_BAD_TEST_CODE: return TEXT("test");
    case OPAYGO_TEST_IS_TOKEN: return TEXT("test_is_token");
    case OPAYGO_LINE_UNKNOWN: return TEXT("unknown_field");
    case OPAYGO_LINE_REPEATED: return TEXT("repeated_field");
    case OPAYGO_CORRUPT: return TEXT("corrupt");
    case OPAYGO_STORAGE: return TEXT("storage");
    default: return TEXT("not_ready");
    }
}

static uint32_t second(void)
{
    const opaygo_port *port = board_port();
    uint32_t seconds;

    return (port->uptime ? port->uptime : port->rtc)(port->ctx, &seconds) == 0 ? seconds : keypad.line_second;
}

static void factory_answer(opaygo_status status, uint32_t check)
{
    keypad.line_examined = status == OPAYGO_DECODING;
    if (status == OPAYGO_OK) {
        (void)text_say(TEXT("factory ok check="));
        text_hex(check);
        text_end();
    } else if (status < 0) {
        (void)text_say(TEXT("factory error "));
        tell(factory_cause(status), 0, 0, 0);
    }
}

static void factory_byte(char byte)
{
    uint32_t check = 0;
    opaygo_status status = opaygo_factory_push(&keypad.line, &keypad.device, board_port(), byte, &check);

    keypad.line_comes = status == OPAYGO_KEY_ACCEPTED;
    keypad.line_second = second();
    factory_answer(status, check);
}

/* A sender that sends no line end has sent all once it is silent; a test code is examined in pieces, and a
 * memory that is not blank wiped so. */
static void factory_goes_on(void)
{
    uint32_t check = 0;
    opaygo_status status;

    if (keypad.line_comes && second() - keypad.line_second > 1u)
        status = opaygo_factory_end(&keypad.line, &keypad.device, board_port(), &check);
    else if (keypad.line_examined)
        status = opaygo_factory_poll(&keypad.line, &keypad.device, board_port(), HASHES_A_PASS, &check);
    else
        return;
    keypad.line_comes = 0;
    factory_answer(status, check);
}

/* A unit without a key, or with nothing readable, is disabled and has no credit. */
static void tell_status(void)
{
    opaygo_report report;

    memset(&report, 0, sizeof report);
    (void)opaygo_query(&keypad.device, board_port(), &report);
    (void)text_say(TEXT("status state="));
    (void)text_say(state_name(report.state));
    (void)text_say(TEXT(" seconds="));
    text_number(report.credit);
    (void)text_say(TEXT(" count="));
    text_number(report.count);
    tell(TEXT(" wait="), report.wait, 0, 0);
}

/* A byte of the time; its line end sets the clock. */
static void time_byte(uint8_t byte)
{
    if (byte == SET_CLOCK)
        keypad.time = 0;
    else if (byte >= '0' && byte <= '9')
        keypad.time = 10u * keypad.time + (uint32_t)(byte - '0');
    else if (byte == '\n')
        keypad_set_clock(keypad.time);
    keypad.time_comes = byte != '\n';
}

void keypad_set_clock(uint32_t seconds)
{
    if (board_set_clock(seconds) == 0)
        (void)opaygo_clock_set(&keypad.device, board_port(), NULL);
}

/* Until it has worked. How long a clock that has stopped stood nobody knows. */
static void open_unit(void)
{
    opaygo_status status;

    keypad.opened = opaygo_open(&keypad.device, board_port());
    if (!board_clock_stopped())
        return;
    status = opaygo_resume(&keypad.device, board_port(), OPAYGO_UNKNOWN_GAP, NULL);
    if (status == OPAYGO_OK || status == OPAYGO_UNPROVISIONED)
        board_clock_trust();
}

void product_config_default(void)
{
    (void)opaygo_config_default(&product_config);
    product_config.example_key = 1;
}

void product_start(void)
{
    memset(&keypad, 0, sizeof keypad);
    (void)opaygo_keypad_init(&keypad.pad);
    (void)opaygo_factory_init(&keypad.line);
    board_start();
    open_unit();
}

void product_pressed(char key)
{
    (void)opaygo_keypad_push(&keypad.pad, key);
}

uint32_t product_pass(void)
{
    opaygo_report report;
    opaygo_status status;
    int16_t byte = keypad.line_examined ? -1 : board_byte();

    if (byte == STATUS_REQUEST)
        tell_status();
    else if (byte == SET_CLOCK || (byte >= 0 && keypad.time_comes))
        time_byte((uint8_t)byte);
    else if (byte >= 0)
        factory_byte((char)byte);
    else
        factory_goes_on();

    status = opaygo_keypad_poll(&keypad.pad, &keypad.device, board_port(), HASHES_A_PASS, &report);
    if (status == OPAYGO_NOT_OPEN) /* a memory that was not ready when the power came back */
        open_unit();
    tell_event(status, &report);
    if (report.changed) {
        (void)text_say(TEXT("event state "));
        tell(state_name(report.state), 0, 0, 0);
    }
    board_output(report.active);

    if (blink() || byte >= 0 || status > 0 || keypad.line_examined)
        return 0;
    if (keypad.line_comes || status == OPAYGO_NOT_OPEN || status == OPAYGO_STORAGE) /* what failed may do in a second */
        return 1;
    return report.sleep;
}

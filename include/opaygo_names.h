/*
 * Statuses and states as text, for a log or a terminal: the name of opaygo.h without OPAYGO_ or OPAYGO_STATE_, and "?"
 * for a number that has none.
 *
 * Nothing of it is in a program that does not call it, and nothing of it is in the archives. On an AVR a text would take
 * RAM. There it stays in flash, and the functions are named as avr-libc names such: opaygo_status_name_P and
 * opaygo_state_name_P. What they answer is for `%S` of printf_P, for strcpy_P or pgm_read_byte, and for nothing else.
 *
 * Written from the Rust sources by `make header`; do not edit. Licence: MIT OR Apache-2.0.
 */
#ifndef OPAYGO_NAMES_H
#define OPAYGO_NAMES_H

#include "opaygo.h"

#if defined(__AVR__)
#include <avr/pgmspace.h>
#define OPAYGO_TEXT(text) PSTR(text)
#define opaygo_status_name opaygo_status_name_P
#define opaygo_state_name opaygo_state_name_P
#else
#define OPAYGO_TEXT(text) text
#endif

/** The name of a status, as "ADD_TIME". May be called from an interrupt. */
static inline const char *opaygo_status_name(opaygo_status status)
{
    switch (status) {
    case OPAYGO_OK: return OPAYGO_TEXT("OK");
    case OPAYGO_ADD_TIME: return OPAYGO_TEXT("ADD_TIME");
    case OPAYGO_SET_TIME: return OPAYGO_TEXT("SET_TIME");
    case OPAYGO_DISABLE_PAYG: return OPAYGO_TEXT("DISABLE_PAYG");
    case OPAYGO_COUNTER_SYNC: return OPAYGO_TEXT("COUNTER_SYNC");
    case OPAYGO_INVALID: return OPAYGO_TEXT("INVALID");
    case OPAYGO_ALREADY_USED: return OPAYGO_TEXT("ALREADY_USED");
    case OPAYGO_RESERVED: return OPAYGO_TEXT("RESERVED");
    case OPAYGO_EXTENDED: return OPAYGO_TEXT("EXTENDED");
    case OPAYGO_TEST_CODE: return OPAYGO_TEXT("TEST_CODE");
    case OPAYGO_NO_EFFECT: return OPAYGO_TEXT("NO_EFFECT");
    case OPAYGO_TAMPERED: return OPAYGO_TEXT("TAMPERED");
    case OPAYGO_MALFORMED: return OPAYGO_TEXT("MALFORMED");
    case OPAYGO_LOCKED: return OPAYGO_TEXT("LOCKED");
    case OPAYGO_DECODING: return OPAYGO_TEXT("DECODING");
    case OPAYGO_KEY_ACCEPTED: return OPAYGO_TEXT("KEY_ACCEPTED");
    case OPAYGO_KEY_REJECTED: return OPAYGO_TEXT("KEY_REJECTED");
    case OPAYGO_STATUS_KEY: return OPAYGO_TEXT("STATUS_KEY");
    case OPAYGO_ENTRY_LOST: return OPAYGO_TEXT("ENTRY_LOST");
    case OPAYGO_NULL: return OPAYGO_TEXT("NULL");
    case OPAYGO_NOT_OPEN: return OPAYGO_TEXT("NOT_OPEN");
    case OPAYGO_CONFIG: return OPAYGO_TEXT("CONFIG");
    case OPAYGO_GEOMETRY: return OPAYGO_TEXT("GEOMETRY");
    case OPAYGO_STORAGE: return OPAYGO_TEXT("STORAGE");
    case OPAYGO_UNPROVISIONED: return OPAYGO_TEXT("UNPROVISIONED");
    case OPAYGO_CORRUPT: return OPAYGO_TEXT("CORRUPT");
    case OPAYGO_PROVISIONED: return OPAYGO_TEXT("PROVISIONED");
    case OPAYGO_RANGE: return OPAYGO_TEXT("RANGE");
    case OPAYGO_BUSY: return OPAYGO_TEXT("BUSY");
    case OPAYGO_ROOM: return OPAYGO_TEXT("ROOM");
    case OPAYGO_CLOCK: return OPAYGO_TEXT("CLOCK");
    case OPAYGO_OTHER_GEOMETRY: return OPAYGO_TEXT("OTHER_GEOMETRY");
    case OPAYGO_LATER_FORMAT: return OPAYGO_TEXT("LATER_FORMAT");
    case OPAYGO_LINE_FORMAT: return OPAYGO_TEXT("LINE_FORMAT");
    case OPAYGO_LINE_TOO_LONG: return OPAYGO_TEXT("LINE_TOO_LONG");
    case OPAYGO_LINE_CUT_OFF: return OPAYGO_TEXT("LINE_CUT_OFF");
    case OPAYGO_LINE_SERIAL: return OPAYGO_TEXT("LINE_SERIAL");
    case OPAYGO_BAD_STARTING_CODE: return OPAYGO_TEXT("BAD_STARTING_CODE");
    case OPAYGO_BAD_KEY: return OPAYGO_TEXT("BAD_KEY");
    case OPAYGO_WEAK_KEY: return OPAYGO_TEXT("WEAK_KEY");
    case OPAYGO_EXAMPLE_KEY: return OPAYGO_TEXT("EXAMPLE_KEY");
    case OPAYGO_LINE_COUNT: return OPAYGO_TEXT("LINE_COUNT");
    case OPAYGO_BAD_DIVIDER: return OPAYGO_TEXT("BAD_DIVIDER");
    case OPAYGO_BAD_RESTRICTED: return OPAYGO_TEXT("BAD_RESTRICTED");
    case OPAYGO_BAD_TEST_CODE: return OPAYGO_TEXT("BAD_TEST_CODE");
    case OPAYGO_TEST_IS_TOKEN: return OPAYGO_TEXT("TEST_IS_TOKEN");
    case OPAYGO_LINE_UNKNOWN: return OPAYGO_TEXT("LINE_UNKNOWN");
    case OPAYGO_LINE_REPEATED: return OPAYGO_TEXT("LINE_REPEATED");
    default: return OPAYGO_TEXT("?");
    }
}

/** The name of a state, as "ENABLED". May be called from an interrupt. */
static inline const char *opaygo_state_name(opaygo_payg_state state)
{
    switch (state) {
    case OPAYGO_STATE_DISABLED: return OPAYGO_TEXT("DISABLED");
    case OPAYGO_STATE_ENABLED: return OPAYGO_TEXT("ENABLED");
    case OPAYGO_STATE_UNLOCKED: return OPAYGO_TEXT("UNLOCKED");
    default: return OPAYGO_TEXT("?");
    }
}

#undef OPAYGO_TEXT
#if defined(__AVR__)
#undef opaygo_status_name
#undef opaygo_state_name
#endif

#endif /* OPAYGO_NAMES_H */

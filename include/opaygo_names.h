/*
 * Statuses, states and what a check of a port finds as text, for a log or a terminal: the name of opaygo.h without
 * OPAYGO_, OPAYGO_STATE_, OPAYGO_PORT_PART_ or OPAYGO_PORT_FAULT_, and "?" for a number that has none.
 *
 * Nothing of it is in a program that does not call it, and nothing of it is in the archives. On an AVR a text would take
 * RAM. There it stays in flash, and the functions are named as avr-libc names such: opaygo_status_name_P and so on. What
 * they answer is for `%S` of printf_P, for strcpy_P or pgm_read_byte, and for nothing else.
 *
 * Written from the Rust sources by `make header`; do not edit. Licence: MIT OR Apache-2.0.
 */
#ifndef OPAYGO_NAMES_H
#define OPAYGO_NAMES_H

#include "opaygo.h"

#if defined(__AVR__)
#include <avr/pgmspace.h>
#define OPAYGO_BYTE(at) pgm_read_byte(at)
#define OPAYGO_IN_FLASH PROGMEM
#define opaygo_status_name opaygo_status_name_P
#define opaygo_state_name opaygo_state_name_P
#define opaygo_port_part_name opaygo_port_part_name_P
#define opaygo_port_fault_name opaygo_port_fault_name_P
#else
#define OPAYGO_BYTE(at) (*(at))
#define OPAYGO_IN_FLASH
#endif

/* The name behind its number's byte, or behind the last byte. A `switch` would be made into a table, in RAM on an AVR. */
static inline const char *opaygo_name_in(const char *names, const char *last, int number)
{
    while (names != last && (OPAYGO_BYTE(names) & 0xff) != (number & 0xff)) {
        do
            names++;
        while (OPAYGO_BYTE(names) != 0);
        names++;
    }
    return names + 1;
}

/** The name of a status, as "ADD_TIME". May be called from an interrupt. */
static inline const char *opaygo_status_name(opaygo_status status)
{
    static const char names[] OPAYGO_IN_FLASH =
        "\000OK\0"
        "\001ADD_TIME\0"
        "\002SET_TIME\0"
        "\003DISABLE_PAYG\0"
        "\004COUNTER_SYNC\0"
        "\012INVALID\0"
        "\013ALREADY_USED\0"
        "\024RESERVED\0"
        "\025EXTENDED\0"
        "\026TEST_CODE\0"
        "\027NO_EFFECT\0"
        "\030TAMPERED\0"
        "\036MALFORMED\0"
        "\037LOCKED\0"
        "\040DECODING\0"
        "\041CHECKING\0"
        "\050KEY_ACCEPTED\0"
        "\051KEY_REJECTED\0"
        "\052STATUS_KEY\0"
        "\053ENTRY_LOST\0"
        "\377NULL\0"
        "\376NOT_OPEN\0"
        "\375CONFIG\0"
        "\374GEOMETRY\0"
        "\373STORAGE\0"
        "\372UNPROVISIONED\0"
        "\371CORRUPT\0"
        "\370PROVISIONED\0"
        "\367RANGE\0"
        "\366BUSY\0"
        "\365ROOM\0"
        "\364CLOCK\0"
        "\363OTHER_GEOMETRY\0"
        "\362LATER_FORMAT\0"
        "\354LINE_FORMAT\0"
        "\353LINE_TOO_LONG\0"
        "\352LINE_CUT_OFF\0"
        "\351LINE_SERIAL\0"
        "\350BAD_STARTING_CODE\0"
        "\347BAD_KEY\0"
        "\346WEAK_KEY\0"
        "\345EXAMPLE_KEY\0"
        "\344LINE_COUNT\0"
        "\343BAD_DIVIDER\0"
        "\342BAD_RESTRICTED\0"
        "\341BAD_TEST_CODE\0"
        "\340TEST_IS_TOKEN\0"
        "\337LINE_UNKNOWN\0"
        "\336LINE_REPEATED\0"
        "\0?";
    return opaygo_name_in(names, names + sizeof names - 3, status);
}

/** The name of a state, as "ENABLED". May be called from an interrupt. */
static inline const char *opaygo_state_name(opaygo_payg_state state)
{
    static const char names[] OPAYGO_IN_FLASH =
        "\000DISABLED\0"
        "\001ENABLED\0"
        "\002UNLOCKED\0"
        "\0?";
    return opaygo_name_in(names, names + sizeof names - 3, state);
}

/** The name of a part of a port, as "WRITE". May be called from an interrupt. */
static inline const char *opaygo_port_part_name(opaygo_port_part port_part)
{
    static const char names[] OPAYGO_IN_FLASH =
        "\000NONE\0"
        "\001READ\0"
        "\002WRITE\0"
        "\003ERASE\0"
        "\004RTC\0"
        "\005UPTIME\0"
        "\006TIMER\0"
        "\007PAGES\0"
        "\010CONFIG\0"
        "\011GEOMETRY\0"
        "\0?";
    return opaygo_name_in(names, names + sizeof names - 3, port_part);
}

/** The name of what is wrong with it, as "NO_EFFECT". May be called from an interrupt. */
static inline const char *opaygo_port_fault_name(opaygo_port_fault port_fault)
{
    static const char names[] OPAYGO_IN_FLASH =
        "\000NONE\0"
        "\001MISSING\0"
        "\002RANGE\0"
        "\003FAILED\0"
        "\004NO_EFFECT\0"
        "\005ENDS\0"
        "\006TOO_LITTLE\0"
        "\007TOO_MUCH\0"
        "\010ELSEWHERE\0"
        "\011PAGE_WRAP\0"
        "\012ALIGNMENT\0"
        "\013EARLY\0"
        "\014LOST\0"
        "\015UNSTABLE\0"
        "\016GARBLED\0"
        "\017DISTURBS\0"
        "\020ERASED_VALUE\0"
        "\021STANDS\0"
        "\022FAST\0"
        "\023BACKWARDS\0"
        "\024BCD\0"
        "\025DISAGREE\0"
        "\026UNIT\0"
        "\0?";
    return opaygo_name_in(names, names + sizeof names - 3, port_fault);
}

#undef OPAYGO_BYTE
#undef OPAYGO_IN_FLASH
#if defined(__AVR__)
#undef opaygo_status_name
#undef opaygo_state_name
#undef opaygo_port_part_name
#undef opaygo_port_fault_name
#endif

#endif /* OPAYGO_NAMES_H */

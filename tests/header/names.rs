//! `include/opaygo_names.h`, from the numbers of the header. Knows no meaning of any.

use std::fmt::Write;

const OPENING: &str = "\
/*
 * Statuses, states and what a check of a port finds as text, for a log or a terminal: the name of opaygo.h without
 * OPAYGO_, OPAYGO_STATE_, OPAYGO_PORT_PART_ or OPAYGO_PORT_FAULT_, and \"?\" for a number that has none.
 *
 * Nothing of it is in a program that does not call it, and nothing of it is in the archives. On an AVR a text would take
 * RAM. There it stays in flash, and the functions are named as avr-libc names such: opaygo_status_name_P and so on. What
 * they answer is for `%S` of printf_P, for strcpy_P or pgm_read_byte, and for nothing else.
 *
 * Written from the Rust sources by `make header`; do not edit. Licence: MIT OR Apache-2.0.
 */
#ifndef OPAYGO_NAMES_H
#define OPAYGO_NAMES_H

#include \"opaygo.h\"

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
";

const CLOSING: &str = "
#undef OPAYGO_BYTE
#undef OPAYGO_IN_FLASH
#if defined(__AVR__)
#undef opaygo_status_name
#undef opaygo_state_name
#undef opaygo_port_part_name
#undef opaygo_port_fault_name
#endif

#endif /* OPAYGO_NAMES_H */
";

/// The whole file.
pub fn names(header: &str) -> String {
    let mut text = OPENING.to_owned();
    for (what, named, kind, prefix, example) in [
        ("status", "a status", "opaygo_status", "OPAYGO_", "ADD_TIME"),
        ("state", "a state", "opaygo_payg_state", "OPAYGO_STATE_", "ENABLED"),
        (
            "port_part",
            "a part of a port",
            "opaygo_port_part",
            "OPAYGO_PORT_PART_",
            "WRITE",
        ),
        (
            "port_fault",
            "what is wrong with it",
            "opaygo_port_fault",
            "OPAYGO_PORT_FAULT_",
            "NO_EFFECT",
        ),
    ] {
        write!(
            text,
            "\n/** The name of {named}, as \"{example}\". May be called from an interrupt. */\n\
             static inline const char *opaygo_{what}_name({kind} {what})\n{{\n    \
             static const char names[] OPAYGO_IN_FLASH =\n"
        )
        .unwrap();
        for (constant, number) in constants(header, kind) {
            let name = constant.strip_prefix(prefix).unwrap();
            writeln!(text, "        \"\\{:03o}{name}\\0\"", number as u8).unwrap();
        }
        text.push_str("        \"\\0?\";\n");
        writeln!(
            text,
            "    return opaygo_name_in(names, names + sizeof names - 3, {what});\n}}"
        )
        .unwrap();
    }
    text + CLOSING
}

/// The names and numbers of an enum of the header.
fn constants<'a>(header: &'a str, kind: &str) -> Vec<(&'a str, i16)> {
    let (_, body) = header.split_once(&format!("\nenum {kind}\n")).unwrap();
    let (body, _) = body.split_once("\n};").unwrap();
    let lines = body.lines().filter_map(|line| line.trim().split_once(" = "));
    lines
        .map(|(name, number)| (name, number.trim_end_matches(',').parse().unwrap()))
        .collect()
}

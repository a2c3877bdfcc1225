//! The byte map of format 2, field by field. docs/FORMAT.md, its drawing and the worked record are made of it.

pub struct Field {
    pub at: u16,
    pub len: u16,
    pub name: &'static str,
    pub holds: &'static str,
}

const fn field(at: u16, len: u16, name: &'static str, holds: &'static str) -> Field {
    Field { at, len, name, holds }
}

/// The record of a unit's state: 32 bytes.
pub const RECORD: [Field; 12] = [
    field(
        0,
        4,
        "serial",
        "one more than the record before; the newest record is the state, compared modulo 2^32",
    ),
    field(
        4,
        4,
        "credit",
        "credit left at `seen`: seconds, or units in usage metering",
    ),
    field(8, 4, "seen", "the time, in the RTC's seconds, up to which the credit is charged"),
    field(12, 2, "count", "the last count"),
    field(
        14,
        2,
        "used",
        "bit i: the even count `(count & ~1) - 2 i` may not be taken any more",
    ),
    field(
        16,
        2,
        "last sync",
        "the count of the last Counter Sync, at first the provisioned count",
    ),
    field(18, 2, "lock", "seconds of waiting period left at `seen`"),
    field(
        20,
        1,
        "flags",
        "bits 0 to 4: wrong tries in a row; bit 5: unlocked; bit 6: tamper; bit 7: clock in doubt",
    ),
    field(21, 1, "faults", "clock faults, at most 255"),
    field(
        22,
        5,
        "tests",
        "for each test use of the last hour, spans of 16 s until it is forgotten",
    ),
    field(
        27,
        1,
        "format",
        "bits 0 to 3: 2; bits 4 to 7: how often 16 s are doubled, and at most the checkpoint interval, until the next record is due",
    ),
    field(
        28,
        4,
        "CRC",
        "CRC-32 (zlib) of bytes 0 to 27, with the mark of the geometry in both halves",
    ),
];

/// The provisioning record: 64 bytes.
pub const UNIT: [Field; 10] = [
    field(0, 16, "key", "the secret key"),
    field(16, 4, "start", "starting code, 0 to 999,999,999"),
    field(20, 4, "test", "test code; FFFFFFFF: none"),
    field(24, 2, "count", "the count it was provisioned at"),
    field(26, 1, "divider", "time divider, 1 to 255"),
    field(27, 1, "digits", "1: the restricted digit set"),
    field(28, 28, "serial number", "ASCII, filled up with 00"),
    field(56, 3, "OPG", "4F 50 47"),
    field(59, 1, "format", "02"),
    field(
        60,
        4,
        "CRC",
        "CRC-32 (zlib) of bytes 0 to 59, with the mark of the geometry in both halves",
    ),
];

const CELL: u16 = 44;
const LEFT: u16 = 60;
const COLOURS: [&str; 4] = ["#e4efe0", "#fff7e0", "#e8eef7", "#f3e9f5"];

fn text(x: u16, y: u16, size: u16, words: &str) -> String {
    format!("<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\">{words}</text>\n")
}

/// A strip of bytes, 16 a line, with its fields in it; and the place below it.
fn strip(y: u16, title: &str, fields: &[Field]) -> (String, u16) {
    let mut out = text(LEFT, y + 14, 15, title);
    let top = y + 40;
    for column in 0..16 {
        out += &text(LEFT + column * CELL + 14, y + 34, 11, &column.to_string());
    }
    let mut lines = 0;
    for (number, field) in fields.iter().enumerate() {
        let mut at = field.at;
        let end = field.at + field.len;
        while at < end {
            let here = (end - at).min(16 - at % 16);
            let (x, y) = (LEFT + at % 16 * CELL, top + at / 16 * 36);
            out += &format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"32\" fill=\"{}\" stroke=\"#555\"/>\n",
                here * CELL,
                COLOURS[number % COLOURS.len()]
            );
            let size = if here * CELL < 9 * field.name.len() as u16 {
                10
            } else {
                13
            };
            out += &text(x + 4, y + 20, size, field.name);
            lines = lines.max(at / 16 + 1);
            at += here;
        }
    }
    for line in 0..lines {
        out += &text(16, top + line * 36 + 20, 11, &(16 * line).to_string());
    }
    (out, top + lines * 36 + 16)
}

/// A region as a bar of places, each with a width in records.
fn region(y: u16, title: &str, places: &[(&str, u16, usize)]) -> (String, u16) {
    let mut out = text(LEFT, y + 14, 13, title);
    let mut x = LEFT;
    for (name, width, colour) in places {
        let width = width * 36;
        out += &format!(
            "<rect x=\"{x}\" y=\"{}\" width=\"{width}\" height=\"30\" fill=\"{}\" stroke=\"#555\"/>\n",
            y + 22,
            COLOURS[*colour]
        );
        out += &text(x + 4, y + 41, 11, name);
        x += width;
    }
    (out, y + 66)
}

/// docs/format.svg.
pub fn draw() -> String {
    let (record, y) = strip(16, "the record of the state, 32 bytes", &RECORD);
    let (unit, y) = strip(y, "the provisioning record, 64 bytes", &UNIT);
    let mut out = record + &unit;
    let mut y = y;
    let unit = ("provisioning", 3, 2);
    let slots = |name: &'static str| (name, 6, 0);
    for (title, places) in [
        (
            "EEPROM, provisioning record apart: a ring of slots",
            vec![slots("slots of 32 bytes"), ("", 0, 3), unit, unit],
        ),
        (
            "EEPROM, provisioning record inside: two halves",
            vec![unit, slots("slots"), unit, slots("slots")],
        ),
        (
            "flash, provisioning record inside: each page begins with a copy",
            vec![unit, slots("slots of page 0"), unit, slots("slots of page 1")],
        ),
        (
            "flash, provisioning record apart: in pages of its own behind the others",
            vec![slots("slots of page 0"), slots("slots of page 1"), unit, unit],
        ),
    ] {
        let (bar, below) = region(y, title, &places);
        out += &bar;
        y = below;
    }
    let width = LEFT + 16 * CELL + 16;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {y}\" font-family=\"sans-serif\">\n\
         <rect width=\"{width}\" height=\"{y}\" fill=\"#ffffff\"/>\n{out}</svg>\n"
    )
}

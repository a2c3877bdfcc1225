//! Strict text: exact lengths, ASCII digits of the set only, numbers in range, and back to the same text.

use crate::model;
use crate::random::cases;
use opaygo::token::digits::{self, digit, digits_of, parse, parse_extended, text_len, write, MAX_TEXT};
use proptest::prelude::*;

const FORMATS: [(u8, bool, usize); 6] = [
    (9, false, 9),
    (12, false, 12),
    (15, false, 15),
    (9, true, 15),
    (12, true, 20),
    (15, true, 25),
];

/// Both parsers in one: the digits and the number.
fn read(text: &[u8], restricted: bool) -> Option<(u32, u64)> {
    let standard = parse(text, restricted).map(|number| (9, u64::from(number)));
    let extended = parse_extended(text, restricted).map(|(number, digits)| (u32::from(digits), number));
    assert!(standard.is_none() || extended.is_none());
    standard.or(extended)
}

fn text(digits: u8, number: u64, restricted: bool) -> Vec<u8> {
    write(number, digits, restricted, &mut [0; MAX_TEXT]).unwrap().to_vec()
}

#[test]
fn every_format_has_its_one_length() {
    for (digits, restricted, len) in FORMATS {
        assert_eq!(usize::from(text_len(digits, restricted)), len);
    }
    for len in 0..=300 {
        for restricted in [false, true] {
            let wanted = FORMATS.iter().find(|format| format.1 == restricted && format.2 == len);
            assert_eq!(
                digits_of(len, restricted),
                wanted.map(|format| format.0),
                "length {len}"
            );
            let text = vec![b'1'; len];
            assert_eq!(
                read(&text, restricted).map(|read| read.0 as u8),
                wanted.map(|format| format.0)
            );
            assert_eq!(
                parse(&text, restricted).is_some(),
                wanted.is_some_and(|format| format.0 == 9)
            );
        }
    }
}

#[test]
fn every_byte_in_every_position_is_a_digit_of_the_set_or_malformed() {
    for (digits, restricted, len) in FORMATS {
        for at in 0..len {
            for byte in 0..=255u8 {
                let mut text = vec![b'1'; len];
                text[at] = byte;
                let wanted = model::read(&text, restricted);
                assert_eq!(
                    read(&text, restricted),
                    wanted,
                    "byte {byte} at {at} of {digits} digits"
                );
                let in_set = if restricted {
                    b"1234".contains(&byte)
                } else {
                    byte.is_ascii_digit()
                };
                assert_eq!(digit(byte, restricted).is_some(), in_set);
                assert!(in_set || wanted.is_none());
            }
        }
    }
}

#[test]
fn each_kind_of_malformed_text_is_refused() {
    for bad in [
        "",
        "6",
        "66248679",
        "6624867900",
        " 662486790",
        "662486790 ",
        " 62486790",
        "+62486790",
        "-62486790",
        "6624_6790",
        "66248679a",
        "66248679O",
        "0x2486790",
        "662486790\0",
        "66248679\0",
        "6624.6790",
        "66,248,67",
        "\n62486790",
        "٦٦٢٤٨٦٧٩٠",
        "66248679٠",
        "662486790662",
    ] {
        assert_eq!(parse(bad.as_bytes(), false), None, "{bad:?}");
    }
    for bad in [
        "324244134441120",
        "324244134441125",
        "32424413444112",
        "3242441344411234",
        "662486790",
    ] {
        assert_eq!(parse(bad.as_bytes(), true), None, "{bad:?}");
    }
    for bad in ["9", "477055463710477", "47705546371"] {
        assert_ne!(
            parse_extended(bad.as_bytes(), false).map(|read| read.1),
            Some(12),
            "{bad:?}"
        );
    }
}

#[test]
fn leading_zeros_are_kept() {
    for (digits, restricted, len) in FORMATS {
        for number in [0u64, 1, 7, 10] {
            let text = text(digits, number, restricted);
            assert_eq!(text.len(), len);
            assert_eq!(text[0], if restricted { b'1' } else { b'0' });
            assert_eq!(read(&text, restricted), Some((digits.into(), number)));
        }
    }
}

#[test]
fn the_highest_number_of_each_format_is_read_and_one_more_is_not() {
    for (digits, restricted, _) in FORMATS {
        let most = 10u64.pow(digits.into()) - 1;
        assert_eq!(
            read(&text(digits, most, restricted), restricted),
            Some((digits.into(), most))
        );
        if restricted {
            // The restricted set has room for more numbers than there are tokens.
            let bits = 2 * u32::from(text_len(digits, true));
            for number in [most + 1, most + 2, (1 << bits) - 1] {
                assert_eq!(read(&text(digits, number, true), true), None, "{number}");
            }
        }
    }
}

#[test]
fn the_published_example_in_the_restricted_set() {
    assert_eq!(parse(b"324244134441123", true), Some(662_486_790));
    assert_eq!(text(9, 662_486_790, true), b"324244134441123");
}

#[test]
fn a_buffer_that_is_too_short_is_left_alone_and_a_longer_one_is_filled_at_its_beginning() {
    for (digits, restricted, len) in FORMATS {
        let mut short = vec![b'x'; len - 1];
        assert_eq!(write(5, digits, restricted, &mut short), None);
        assert_eq!(short, vec![b'x'; len - 1]);
        let mut long = vec![b'x'; len + 3];
        let written = write(5, digits, restricted, &mut long).unwrap().len();
        assert_eq!((written, &long[len..]), (len, &b"xxx"[..]));
    }
}

#[test]
fn what_a_digit_is_worth() {
    for (i, byte) in (b'0'..=b'9').enumerate() {
        assert_eq!(digit(byte, false), Some(i as u8));
    }
    for (i, byte) in (b'1'..=b'4').enumerate() {
        assert_eq!(digits::digit(byte, true), Some(i as u8));
    }
}

/// Bytes that are mostly digits, of every length to 40.
fn noise() -> impl Strategy<Value = Vec<u8>> {
    let digits = |set: std::ops::RangeInclusive<u8>| prop_oneof![200 => set, 1 => any::<u8>()];
    let len = || prop_oneof![Just(9usize), Just(12), Just(15), Just(20), Just(25), 0usize..40];
    prop_oneof![
        len().prop_flat_map(move |len| prop::collection::vec(digits(b'0'..=b'9'), len)),
        len().prop_flat_map(move |len| prop::collection::vec(digits(b'1'..=b'4'), len)),
        prop::collection::vec(any::<u8>(), 0..40),
    ]
}

proptest! {
    #![proptest_config(cases(20_000))]

    #[test]
    fn any_bytes_are_malformed_or_a_number_that_writes_back(text in noise(), restricted: bool, offset in 0usize..4) {
        let held = [vec![b'9'; offset], text.clone(), vec![b'9'; 4]].concat();
        let slice = &held[offset..offset + text.len()];
        let found = read(slice, restricted);
        prop_assert_eq!(found, model::read(&text, restricted));
        if let Some((digits, number)) = found {
            prop_assert_eq!(self::text(digits as u8, number, restricted), text);
        }
    }

    #[test]
    fn any_number_is_written_so_that_it_reads_back(number: u64, format in 0usize..6) {
        let (digits, restricted, len) = FORMATS[format];
        let number = number % 10u64.pow(digits.into());
        let text = text(digits, number, restricted);
        prop_assert_eq!(text.len(), len);
        prop_assert_eq!(read(&text, restricted), Some((digits.into(), number)));
        if !restricted {
            prop_assert_eq!(String::from_utf8(text).unwrap(), format!("{number:0len$}"));
        }
    }
}

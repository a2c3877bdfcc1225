//! Every row of the published and measured known answers.

use opaygo::token::digits;
use opaygo::token::siphash::siphash24;
use opaygo::token::{generate, generate_extended, starting_code};

fn rows(text: &str) -> impl Iterator<Item = Vec<&str>> {
    text.lines().skip(1).map(|line| line.split(',').collect())
}

fn hex(text: &str) -> Vec<u8> {
    (0..text.len() / 2)
        .map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap())
        .collect()
}

fn key(text: &str) -> [u8; 16] {
    hex(text).try_into().unwrap()
}

#[test]
fn siphash_gives_the_64_official_answers() {
    let official: [u8; 16] = core::array::from_fn(|i| i as u8);
    for row in rows(include_str!("../vectors/siphash24_official.csv")) {
        assert_eq!(
            siphash24(&official, &hex(row[1])),
            u64::from_str_radix(row[2], 16).unwrap(),
            "{row:?}"
        );
    }
}

#[test]
fn the_standard_chain_takes_every_step_of_the_vectors() {
    for row in rows(include_str!("../vectors/hash_step_9.csv")) {
        let code: u32 = row[1].parse().unwrap();
        let out: u32 = row[5].parse().unwrap();
        let token = generate(code, &key(row[0]), 1, 0);
        assert_eq!(token, out - out % 1000 + code % 1000, "{row:?}");
        let mut c = code;
        opaygo::token::step::hunt(&key(row[0]), &mut c, u32::MAX, 1);
        assert_eq!(c, out, "{row:?}");
    }
}

#[test]
fn the_12_digit_chain_takes_every_step_of_the_vectors() {
    for row in rows(include_str!("../vectors/hash_step_12.csv")) {
        let code: u64 = row[1].parse().unwrap();
        let hash = siphash24(&key(row[0]), &code.to_be_bytes());
        assert_eq!(format!("{hash:016x}"), row[2], "{row:?}");
    }
}

#[test]
fn standard_tokens_and_their_restricted_text_are_those_of_the_vectors() {
    for row in rows(include_str!("../vectors/tokens_9.csv")) {
        let token = generate(
            row[0].parse().unwrap(),
            &key(row[1]),
            row[2].parse().unwrap(),
            row[4].parse().unwrap(),
        );
        for (text, restricted) in [(row[5], false), (row[6], true)] {
            assert_eq!(digits::parse(text.as_bytes(), restricted), Some(token), "{row:?}");
            assert_eq!(
                digits::write(token.into(), 9, restricted, &mut [0; 25]).unwrap(),
                text.as_bytes(),
                "{row:?}"
            );
        }
    }
}

#[test]
fn tokens_of_12_digits_and_their_restricted_text_are_those_of_the_vectors() {
    for row in rows(include_str!("../vectors/tokens_12.csv")) {
        let (start, count, value) = (
            row[0].parse().unwrap(),
            row[2].parse().unwrap(),
            row[3].parse().unwrap(),
        );
        let token = generate_extended(start, &key(row[1]), count, value, 12);
        for (text, restricted) in [(row[4], false), (row[5], true)] {
            assert_eq!(
                digits::parse_extended(text.as_bytes(), restricted),
                Some((token, 12)),
                "{row:?}"
            );
            assert_eq!(
                digits::write(token, 12, restricted, &mut [0; 25]).unwrap(),
                text.as_bytes(),
                "{row:?}"
            );
        }
    }
}

#[test]
fn starting_codes_from_keys_are_those_of_the_vectors() {
    for row in rows(include_str!("../vectors/starting_code_from_key.csv")) {
        assert_eq!(starting_code(&key(row[0])), row[1].parse().unwrap(), "{row:?}");
    }
}

//! Any text in: malformed, or a number that writes back to the same text, and the same as the model reads.
#![no_main]

#[path = "../../tests/model/mod.rs"]
mod model;

use libfuzzer_sys::fuzz_target;
use opaygo::token::digits::{parse, parse_extended, write, MAX_TEXT};

fuzz_target!(|data: (bool, &[u8])| {
    let (restricted, text) = data;
    let standard = parse(text, restricted).map(|number| (9, u64::from(number)));
    let extended = parse_extended(text, restricted).map(|(number, digits)| (digits, number));
    assert!(standard.is_none() || extended.is_none());
    let found = standard.or(extended);
    let wanted = model::read(text, restricted).map(|(digits, number)| (digits as u8, number));
    assert_eq!(found, wanted);
    if let Some((digits, number)) = found {
        let mut buffer = [0; MAX_TEXT];
        assert_eq!(write(number, digits, restricted, &mut buffer).unwrap(), text);
    }
});

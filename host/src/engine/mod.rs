//! The crate as the desk sees it: the one implementation of every token. Nothing else in `host` names the crate.
//! Knows no ledger and no file.

pub mod bench;
#[allow(unsafe_code)]
mod firmware;
pub mod image;

pub use opaygo::config::{Config, Limits};
pub use opaygo::report::Token;
pub use opaygo::status::Status;
pub use opaygo::token::window::Window;
use opaygo::token::{self, digits};
use opaygo::unit::{credit, lockout};

/// The key that the published pages print.
pub const EXAMPLE_KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
/// The highest starting code and standard token.
pub const MAX_CODE: u32 = token::MAX_CODE;
/// The highest value that is time.
pub const MAX_TIME: u32 = 995;
/// The value that unlocks.
pub const UNLOCK: u32 = 998;
/// The value that synchronises the count.
pub const SYNC: u32 = 999;
/// The longest serial number.
pub const MAX_SERIAL: usize = opaygo::storage::provisioning::MAX_SERIAL;

/// What tokens are made from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Secret {
    pub key: crate::key::Key,
    pub starting_code: u32,
}

/// The token of (`count`, `value`) with 9, 12 or 15 digits.
pub fn generate(secret: &Secret, count: u16, value: u32, digits: u8) -> u64 {
    if digits == 9 {
        token::generate(secret.starting_code, &secret.key.0, count, value as u16).into()
    } else {
        token::generate_extended(secret.starting_code, &secret.key.0, count, value, digits)
    }
}

/// A token as it is typed.
pub fn write(number: u64, digits: u8, restricted: bool) -> String {
    let mut text = [0; digits::MAX_TEXT];
    let text = digits::write(number, digits, restricted, &mut text).unwrap_or_default();
    text.iter().map(|&byte| byte as char).collect()
}

/// The number and the digits of a token as it is typed.
pub fn read(text: &str, restricted: bool) -> Option<(u64, u8)> {
    let text = text.as_bytes();
    match digits::parse(text, restricted) {
        Some(number) => Some((number.into(), 9)),
        None => digits::parse_extended(text, restricted),
    }
}

/// What a token is to a unit with this window.
pub fn decode(secret: &Secret, window: &Window, limits: &Limits, number: u64, digits: u8) -> Token {
    let (start, key) = (secret.starting_code, &secret.key.0);
    if digits == 9 {
        token::decode(window, limits, start, key, number as u32)
    } else {
        token::decode_extended(window, limits, start, key, number, digits)
    }
}

/// The widest window that there is, and nothing older.
const WIDEST: Limits = Limits {
    forward: 255,
    older: 0,
    sync_forward: 255,
    sync_backward: 0,
    reset_token: 0,
};

/// The value of a token, and each count up to `last` that it may have been made with.
pub fn counts(secret: &Secret, number: u64, digits: u8, last: u16) -> (u32, Vec<u16>) {
    let mut counts = Vec::new();
    let mut at = 0;
    let mut value = decode(secret, &Window::new(0), &WIDEST, number, digits).value;
    if generate(secret, 0, value, digits) == number {
        counts.push(0);
    }
    while at < last {
        let found = decode(secret, &Window::new(at), &WIDEST, number, digits);
        value = found.value;
        if found.count > at {
            counts.push(found.count);
            at = found.count;
        } else {
            at = at.saturating_add(WIDEST.forward.into());
        }
    }
    counts.retain(|&count| count <= last);
    (value, counts)
}

/// Whether a test code is a token of the unit's first 1,000 counts, which no unit takes as its test code (ruling 21).
pub fn is_early_token(secret: &Secret, code: u32) -> bool {
    let window = Window::new(1000 - u16::from(WIDEST.forward));
    decode(secret, &window, &WIDEST, code.into(), 9).kind != Status::Invalid
}

/// What may be shown of a key.
pub fn key_check(key: &[u8; 16]) -> u32 {
    opaygo::unit::key_check(key)
}

/// The starting code that public servers derive from the key (specification v2.3).
pub fn starting_code(key: &[u8; 16]) -> u32 {
    token::starting_code(key)
}

/// Seconds of credit of an activation value.
pub fn seconds(value: u32, divider: u8) -> i64 {
    credit::grant(value, Config::DEFAULT.credit_per_value, divider).into()
}

/// Seconds to wait after so many wrong tries.
pub fn wait(failures: u8, config: &Config) -> u16 {
    lockout::wait(failures, config.free_tries, config.lock_base, config.lock_cap)
}

/// A status as the header has it.
pub fn status_name(status: Status) -> &'static str {
    match status {
        Status::Ok => "OK",
        Status::AddTime => "ADD_TIME",
        Status::SetTime => "SET_TIME",
        Status::DisablePayg => "DISABLE_PAYG",
        Status::CounterSync => "COUNTER_SYNC",
        Status::Invalid => "INVALID",
        Status::AlreadyUsed => "ALREADY_USED",
        Status::Reserved => "RESERVED",
        Status::Extended => "EXTENDED",
        Status::TestCode => "TEST_CODE",
        Status::NoEffect => "NO_EFFECT",
        Status::Malformed => "MALFORMED",
        Status::Locked => "LOCKED",
        Status::Unprovisioned => "UNPROVISIONED",
        Status::Corrupt => "CORRUPT",
        Status::Provisioned => "PROVISIONED",
        Status::Geometry => "GEOMETRY",
        Status::Storage => "STORAGE",
        Status::OtherGeometry => "OTHER_GEOMETRY",
        Status::LaterFormat => "LATER_FORMAT",
        Status::Config => "CONFIG",
        Status::NotOpen => "NOT_OPEN",
        Status::WeakKey => "WEAK_KEY",
        Status::ExampleKey => "EXAMPLE_KEY",
        Status::TestIsToken => "TEST_IS_TOKEN",
        _ => "REFUSED",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::Key;

    fn example() -> Secret {
        Secret {
            key: Key::parse("a29ab82edc5fbbc41ec9530f6dac86b1").unwrap(),
            starting_code: 123_456_789,
        }
    }

    #[test]
    fn counts_are_found_wherever_they_are() {
        for count in [0u16, 1, 2, 255, 256, 1000, 4001] {
            let number = generate(&example(), count, 7, 9);
            let (value, counts) = counts(&example(), number, 9, 5000);
            assert_eq!((value, counts.contains(&count)), (7, true), "count {count}");
        }
        let number = generate(&example(), 12, 345_678, 12);
        assert_eq!(counts(&example(), number, 12, 300), (345_678, vec![12]));
    }

    #[test]
    fn early_tokens_are_those_of_the_first_1000_counts() {
        for (count, early) in [(1, true), (500, true), (1000, true), (1001, false)] {
            let code = generate(&example(), count, 5, 9) as u32;
            assert_eq!(is_early_token(&example(), code), early, "count {count}");
            let code = generate(&example(), count, SYNC, 9) as u32;
            assert_eq!(is_early_token(&example(), code), early, "sync, count {count}");
        }
    }
}

//! textbook.c for Rust. Knows nothing of the library it is measured against.

// SAFETY: both functions only read what they are given, and write `count`; they keep nothing.
unsafe extern "C" {
    safe fn textbook_step(code: u32, key: &[u8; 16]) -> u32;
    safe fn textbook_decode(
        token: u32,
        starting_code: u32,
        key: &[u8; 16],
        last_count: u16,
        window: u16,
        count: &mut u16,
    ) -> i16;
}

/// One step of the chain.
pub fn step(key: &[u8; 16], code: u32) -> u32 {
    textbook_step(code, key)
}

/// (value, count) of a token that was not used yet.
pub fn decode(key: &[u8; 16], starting_code: u32, token: u32, last_count: u16, window: u16) -> Option<(u16, u16)> {
    let mut count = 0;
    let value = textbook_decode(token, starting_code, key, last_count, window, &mut count);
    u16::try_from(value).ok().map(|value| (value, count))
}

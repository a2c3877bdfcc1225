//! The extended chains of 12 and 15 digits, and arithmetic on their numbers. The standard chain is in `step`.
//! Knows no window and no text.

use crate::siphash::siphash24;

/// The values an extended token of `digits` digits can carry: 10^6 or 10^9.
pub(crate) fn span(digits: u8) -> u32 {
    if digits == 15 {
        1_000_000_000
    } else {
        1_000_000
    }
}

/// One step of the chain for 12 or 15 digits (protocol section 1; 15 digits is this library's reading of the page).
pub(crate) fn step_extended(key: &[u8; 16], c: u64, digits: u8) -> u64 {
    let hash = siphash24(key, &c.to_be_bytes());
    let (r, most, fold) = if digits == 15 {
        (hash >> 14, 999_999_999_999_999, 125_899_906_842_625)
    } else {
        (hash >> 24, 999_999_999_999, 99_511_627_777)
    };
    if r > most {
        r - fold
    } else {
        r
    }
}

/// Quotient and remainder by shift and subtract: the chips' own 64-bit division is far larger.
/// `by` is at most 2^31.
pub(crate) fn divide(mut number: u64, by: u32) -> (u64, u32) {
    let mut rest = 0u32;
    for _ in 0..64 {
        rest = rest << 1 | (number >> 63) as u32;
        number <<= 1;
        if rest >= by {
            rest -= by;
            number |= 1;
        }
    }
    (number, rest)
}

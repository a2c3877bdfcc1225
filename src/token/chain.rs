//! The extended chains of 12 and 15 digits, and arithmetic on their numbers. The standard chain is in `step`.
//! Knows no window and no text.

use super::siphash::siphash24;

/// The values an extended token of `digits` digits can carry: 10^6 or 10^9.
pub(crate) fn span(digits: u8) -> u32 {
    if digits == 15 {
        1_000_000_000
    } else {
        1_000_000
    }
}

/// One step of the chain for 12 or 15 digits (docs/PROTOCOL.md; 15 digits is this library's reading of the page).
// Apart, as `divide` and `first_code`: in line they are 200 bytes more of all functions on a Cortex-M0.
#[cfg_attr(opaygo_step = "armv6m", inline(never))]
pub(crate) fn step_extended(key: &[u8; 16], c: u64, digits: u8) -> u64 {
    fold_to_extended(siphash24(key, &c.to_be_bytes()), digits)
}

/// The top bits of a hash, folded to a code below 10^12 or 10^15.
fn fold_to_extended(hash: u64, digits: u8) -> u64 {
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
#[cfg_attr(opaygo_step = "armv6m", inline(never))]
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

#[cfg(test)]
mod tests {
    use super::*;

    /// No token test comes upon these hashes.
    #[test]
    fn the_highest_code_stays_and_the_next_is_folded() {
        for (digits, shift, codes, fold) in [
            (12, 24, 1_000_000_000_000, 99_511_627_777),
            (15, 14, 1_000_000_000_000_000, 125_899_906_842_625),
        ] {
            assert_eq!(fold_to_extended((codes - 1) << shift, digits), codes - 1);
            assert_eq!(fold_to_extended(codes << shift, digits), codes - fold);
            assert_eq!(fold_to_extended(u64::MAX, digits), codes - 2);
        }
    }

    #[test]
    fn quotient_and_remainder_at_the_ends() {
        for number in [0, 1, 999, 1_000, 999_999_999_999_999, u64::MAX] {
            for by in [1, 2, 10, 1_000_000, 1_000_000_000, 1 << 31] {
                let (quotient, rest) = divide(number, by);
                assert_eq!(
                    (quotient, u64::from(rest)),
                    (number / u64::from(by), number % u64::from(by))
                );
            }
        }
    }
}

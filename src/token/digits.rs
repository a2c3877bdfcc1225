//! Text to numbers and back: decimal and the restricted digit set. Knows no key, no count.

use super::chain::divide;
use super::walk::MAX_CODE;

/// The longest text of any token: 15 digits in the restricted digit set.
pub const MAX_TEXT: usize = 25;

/// The length of a token's text: 9, 12, 15 digits, or 15, 20, 25 in the restricted digit set.
pub fn text_len(digits: u8, restricted: bool) -> u8 {
    if restricted {
        digits + digits / 3 * 2
    } else {
        digits
    }
}

/// How many digits a token with a text of this length has, if any has.
pub fn digits_of(len: usize, restricted: bool) -> Option<u8> {
    [9u8, 12, 15]
        .into_iter()
        .find(|&digits| usize::from(text_len(digits, restricted)) == len)
}

/// What a digit is worth, if the digit set has it.
pub fn digit(byte: u8, restricted: bool) -> Option<u8> {
    if restricted {
        let bits = byte.wrapping_sub(b'1');
        (bits < 4).then_some(bits)
    } else {
        let value = byte.wrapping_sub(b'0');
        (value < 10).then_some(value)
    }
}

/// The number of a standard token: exactly 9 digits, or 15 of the restricted set, below 10^9 (rulings 18, 19).
pub fn parse(text: &[u8], restricted: bool) -> Option<u32> {
    Some(read(text, restricted)).filter(|&number| number <= MAX_CODE)
}

/// As [`parse`]; a number above `MAX_CODE` is no token.
pub(crate) fn read(text: &[u8], restricted: bool) -> u32 {
    let (len, first, digits) = if restricted { (15, b'1', 4) } else { (9, b'0', 10) };
    if text.len() != len {
        return u32::MAX;
    }
    let mut number = 0u32;
    for &byte in text {
        let value = byte.wrapping_sub(first);
        if value >= digits {
            return u32::MAX;
        }
        number = number.wrapping_mul(u32::from(digits)).wrapping_add(u32::from(value));
    }
    number
}

/// The number and the digits of an extended token: exactly 12 or 15 digits, or 20 or 25 of the restricted set.
pub fn parse_extended(text: &[u8], restricted: bool) -> Option<(u64, u8)> {
    let digits = digits_of(text.len(), restricted).filter(|&digits| digits > 9)?;
    let mut number = 0u64;
    for &byte in text {
        let value = u64::from(digit(byte, restricted)?);
        let twice = number + number;
        let four = twice + twice;
        number = value + if restricted { four } else { four + four + twice };
    }
    let most = if digits == 15 {
        999_999_999_999_999
    } else {
        999_999_999_999
    };
    (number <= most).then_some((number, digits))
}

/// Writes a standard token, a number below 10^9, as text; the part of `text` that was filled.
pub fn write_standard(number: u32, restricted: bool, text: &mut [u8; 15]) -> &[u8] {
    let text = if restricted { &mut text[..] } else { &mut text[..9] };
    write_part(number, restricted, text);
    text
}

/// Writes a token of `digits` digits as text; the part of `text` that was filled, or `None` if it is too short.
///
/// `number` must be below 10^`digits`.
pub fn write(number: u64, digits: u8, restricted: bool, text: &mut [u8]) -> Option<&mut [u8]> {
    let text = text.get_mut(..usize::from(text_len(digits, restricted)))?;
    // The last part is what a standard token would be.
    let (high, low, len) = if restricted {
        ((number >> 30) as u32, number as u32, 15)
    } else {
        let (high, low) = divide(number, 1_000_000_000);
        (high as u32 * if digits == 12 { 1_000_000 } else { 1000 }, low, 9)
    };
    let (head, last) = text.split_at_mut_checked(text.len() - len)?;
    write_part(high, restricted, head);
    write_part(low, restricted, last);
    Some(text)
}

/// Writes at most nine digits, the first ones of the nine of a number below 10^9; or the last ones of the restricted set.
///
/// The first digit is what the number holds of 10^8, the next one is the first of ten times the rest: no division, and no
/// table of powers, which would take RAM.
fn write_part(number: u32, restricted: bool, text: &mut [u8]) {
    let mut left = number;
    if restricted {
        for byte in text.iter_mut().rev() {
            *byte = b'1' + (left as u8 & 3);
            left >>= 2;
        }
        return;
    }
    for byte in text {
        *byte = b'0' + first_digit(&mut left);
        left *= 10;
    }
}

/// What a number below 10^9 holds of 10^8; the rest stays.
#[cfg(target_pointer_width = "64")]
fn first_digit(left: &mut u32) -> u8 {
    let digit = *left / 100_000_000;
    *left %= 100_000_000;
    digit as u8
}

/// The same bit by bit, for a loop of subtractions the compiler would make a division again. The 1 that is there first ends
/// it when it has come to the fifth place.
#[cfg(not(target_pointer_width = "64"))]
fn first_digit(left: &mut u32) -> u8 {
    let mut digit = 1;
    let mut part = 800_000_000;
    while digit & 16 == 0 {
        digit <<= 1;
        if *left >= part {
            *left -= part;
            digit += 1;
        }
        part >>= 1;
    }
    digit - 16
}

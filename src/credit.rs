//! Credit arithmetic. Knows no token, no clock, no storage.

/// Credit of one activation value when it is days: seconds.
pub const DAY: u32 = 86_400;

/// The highest credit of one activation value: 995 of them still fit.
pub const MAX_UNIT: u32 = u32::MAX / 995;

/// What `value` (0 to 995) is worth: `value * unit / divider`, rounded down. `divider` 0 counts as 1.
pub fn grant(value: u32, unit: u32, divider: u8) -> u32 {
    let whole = value.wrapping_mul(unit);
    match divider {
        0 | 1 => whole,
        divider => whole / u32::from(divider),
    }
}

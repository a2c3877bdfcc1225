//! Credit arithmetic. Knows no token, no clock, no storage.

/// What `value` (0 to 995) is worth: `value * per_value / divider`, rounded down. `divider` 0 counts as 1.
pub fn grant(value: u32, per_value: u32, divider: u8) -> u32 {
    let whole = value.wrapping_mul(per_value);
    match divider {
        0 | 1 => whole,
        divider => whole / u32::from(divider),
    }
}

//! Tokens made from a key, as a server makes them, and the starting code. Knows no window.

use super::chain::{divide, span, step_extended};
use super::siphash::siphash24;
use super::step::{fold_to_code, hunt};

/// The code at count 0: the starting code with the value in its base.
#[cfg_attr(opaygo_step = "armv6m", inline(never))]
pub(crate) fn first_code(starting_code: u32, value: u32) -> u32 {
    let start_base = starting_code % 1000;
    starting_code - start_base + (start_base + value) % 1000
}

/// The standard token of (`count`, `value`): a number below 10^9. `value` is 0 to 999, `starting_code` below 10^9.
pub fn generate(starting_code: u32, key: &[u8; 16], count: u16, value: u16) -> u32 {
    let mut code = first_code(starting_code, value.into());
    let base = code % 1000;
    let mut left = count.into();
    while left > 0 {
        // The chain has no target here; whatever stops a hunt, it goes on.
        left = hunt(key, &mut code, u32::MAX, left);
    }
    code - code % 1000 + base
}

/// One step of the standard chain.
pub fn chain_step(key: &[u8; 16], code: u32) -> u32 {
    let mut next = code;
    hunt(key, &mut next, u32::MAX, 1);
    next
}

/// The extended token of (`count`, `value`): `digits` 12 carries a value below 10^6, 15 one below 10^9.
pub fn generate_extended(starting_code: u32, key: &[u8; 16], count: u16, value: u32, digits: u8) -> u64 {
    let span = span(digits);
    let start_base = starting_code % span;
    let base = (start_base + value) % span;
    let mut code = u64::from(starting_code - start_base + base);
    for _ in 0..count {
        code = step_extended(key, code, digits);
    }
    let (_, last_base) = divide(code, span);
    code - u64::from(last_base) + u64::from(base)
}

/// The starting code that public servers derive from the key (specification v2.3).
pub fn starting_code(key: &[u8; 16]) -> u32 {
    let hash = siphash24(key, key);
    fold_to_code((hash >> 32) as u32 ^ hash as u32)
}

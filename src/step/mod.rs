//! The hash step, one implementation per architecture behind one interface.
//!
//! Knows SipHash-2-4 and the fold of protocol section 1; knows no count, no window, no text.
//!
//! Each implementation offers
//! * `Schedule::new(key)`: the work that depends on the key alone, done once per walk;
//! * `hunt(schedule, c, t0, steps) -> steps left`: walks the standard chain from `c`, at most `steps`
//!   steps, and stops after the step that makes `c.wrapping_sub(t0) < 1000`;
//! * `double_round(state)`: two SipRounds on the four 64-bit words, low half first.

pub mod portable;

#[cfg(opaygo_step = "armv6m")]
mod armv6m;
#[cfg(opaygo_step = "avr")]
mod avr;
#[cfg(opaygo_step = "wide")]
mod wide;

#[cfg(opaygo_step = "armv6m")]
pub use armv6m::{double_round, hunt, Schedule};
#[cfg(opaygo_step = "avr")]
pub use avr::{double_round, hunt, Schedule};
#[cfg(opaygo_step = "portable")]
pub use portable::{double_round, hunt, Schedule};
#[cfg(opaygo_step = "wide")]
pub use wide::{double_round, hunt, Schedule};

/// The state of SipHash before any message: the key words beside the four constants.
pub(crate) fn initial_state(key: &[u8; 16]) -> [u32; 8] {
    const CONSTANTS: [u32; 8] = [
        0x7073_6575,
        0x736f_6d65,
        0x6e64_6f6d,
        0x646f_7261,
        0x6e65_7261,
        0x6c79_6765,
        0x7974_6573,
        0x7465_6462,
    ];
    let mut v = CONSTANTS;
    for (i, word) in v.iter_mut().enumerate() {
        let at = (i & 3) * 4;
        *word ^= u32::from_le_bytes([key[at], key[at + 1], key[at + 2], key[at + 3]]);
    }
    v
}

/// The end of a standard step: the 32-bit fold of the hash to a code below 10^9.
///
/// Two LOW bits are dropped (protocol section 1: the page's own token needs it).
#[allow(dead_code)] // the assembly rooms hold it inside their loop
pub(crate) fn fold_to_code(fold: u32) -> u32 {
    let r = fold >> 2;
    if r > 999_999_999 {
        r - 73_741_825
    } else {
        r
    }
}

//! The hash step, one implementation per architecture behind one interface.
//!
//! Knows SipHash-2-4 and the fold of docs/PROTOCOL.md; knows no count, no window, no text.
//!
//! Each implementation offers
//! * `hunt(key, c, t0, steps) -> steps left`: walks the standard chain from `c`, at most `steps` steps, and stops
//!   after the step that makes `c.wrapping_sub(t0) < 1024`: no division, and a little more than the 1000 codes of
//!   a token, for bits are tested in fewer bytes; the caller looks closer;
//! * `initial_state(key)`: the four 64-bit words of SipHash before any message, low half first;
//! * `double_round(state)`: two SipRounds on such words.
//!
//! The assembly rooms are checked, and their cycles counted, on their own chips by tests/chip_step/run.sh.

pub mod portable;

#[cfg(opaygo_step = "armv6m")]
mod armv6m;
#[cfg(opaygo_step = "avr")]
mod avr;
#[cfg(opaygo_step = "wide")]
mod wide;

#[cfg(opaygo_step = "armv6m")]
pub(crate) use armv6m::initial_state;
#[cfg(opaygo_step = "armv6m")]
pub use armv6m::{double_round, hunt};
#[cfg(opaygo_step = "avr")]
pub(crate) use avr::initial_state;
#[cfg(opaygo_step = "avr")]
pub use avr::{double_round, hunt};
#[cfg(opaygo_step = "portable")]
pub(crate) use portable::initial_state;
#[cfg(opaygo_step = "portable")]
pub use portable::{double_round, hunt};
#[cfg(opaygo_step = "wide")]
pub(crate) use wide::initial_state;
#[cfg(all(opaygo_step = "wide", not(opaygo_archive)))]
pub use wide::STEPS;
#[cfg(opaygo_step = "wide")]
pub use wide::{double_round, hunt};

/// The end of a standard step: the 32-bit fold of the hash to a code below 10^9.
///
/// Two LOW bits are dropped (the published page's own token needs it).
#[allow(dead_code)] // the assembly rooms hold it inside their loop
pub(crate) fn fold_to_code(fold: u32) -> u32 {
    let r = fold >> 2;
    if r > 999_999_999 {
        r - 73_741_825
    } else {
        r
    }
}

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
//! Assembly is checked, and cycles are counted, on its own chips by tests/chip_step/run.sh.

pub mod portable;

#[cfg(any(opaygo_step = "armv6m", opaygo_step = "armv7m", opaygo_step = "rv32"))]
mod assembly;
#[cfg(opaygo_step = "avr")]
mod avr;
#[cfg(opaygo_step = "wide")]
mod wide;

#[cfg(any(opaygo_step = "armv6m", opaygo_step = "armv7m", opaygo_step = "rv32"))]
use assembly as chosen;
#[cfg(opaygo_step = "avr")]
use avr as chosen;
#[cfg(opaygo_step = "portable")]
use portable as chosen;
#[cfg(opaygo_step = "wide")]
use wide as chosen;

pub(crate) use chosen::initial_state;
pub use chosen::{double_round, hunt};
#[cfg(all(opaygo_step = "wide", not(opaygo_archive)))]
pub use wide::STEPS;

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

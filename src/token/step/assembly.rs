//! The hash step in assembly that the compiler takes as a file: armv6m.s, armv7m.s, rv32.s.
//!
//! Knows what `portable.rs` knows, in the same algebra; knows no count, no window, no text. Each file tells its
//! registers and its stack. A step is two rounds four times; the last pass ends after the first mix of round 8. With the
//! fold f1 of v1 there, and of that round's v2 + v3 and v3 the folds s23 and f3, the fold of the hash is, by rotations to
//! the left, `rotl17(f1 ^ rotl4(s23 ^ rotl16(f3)))`.
#![allow(unsafe_code)] // the calls into the assembly

use core::arch::global_asm;
use core::mem::MaybeUninit;

extern "C" {
    fn opaygo_step_hunt(key: &[u8; 16], c: &mut u32, t0: u32, steps: usize) -> usize;
    fn opaygo_step_double_round(state: &mut [u32; 8]);
    fn opaygo_step_initial_state(key: &[u8; 16], state: *mut [u32; 8]);
}

/// The state of SipHash before any message.
pub(crate) fn initial_state(key: &[u8; 16]) -> [u32; 8] {
    let mut state = MaybeUninit::uninit();
    // SAFETY: the assembly reads the key and writes all eight words.
    unsafe {
        opaygo_step_initial_state(key, state.as_mut_ptr());
        state.assume_init()
    }
}

/// Walks at most `steps` steps from `c`; stops after one that lands within 1024 above `t0`.
/// Returns the steps not taken.
pub fn hunt(key: &[u8; 16], c: &mut u32, t0: u32, steps: usize) -> usize {
    // SAFETY: the assembly reads the key, reads and writes `c`, and keeps the procedure call standard.
    unsafe { opaygo_step_hunt(key, c, t0, steps) }
}

/// Two SipRounds on a state of four words, low half first.
pub fn double_round(v: &mut [u32; 8]) {
    // SAFETY: the assembly reads and writes the eight words, and keeps the procedure call standard.
    unsafe { opaygo_step_double_round(v) }
}

#[cfg(opaygo_step = "armv6m")]
global_asm!(include_str!("thumb.s"), include_str!("armv6m.s"), options(raw));
#[cfg(opaygo_step = "armv7m")]
global_asm!(include_str!("thumb.s"), include_str!("armv7m.s"), options(raw));
#[cfg(opaygo_step = "rv32")]
global_asm!(include_str!("rv32.s"), options(raw));

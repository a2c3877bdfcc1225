//! The hash step in Thumb-1 assembly, for Cortex-M0, M0+ and M1.
//!
//! Knows what `portable.rs` knows, in the same algebra; knows no count, no window, no text.
//!
//! The body is two rounds. A round never wants v1 and v3 together, so one pair of registers serves both and the
//! idle one waits in high registers, where Thumb-1 can only move; so no state goes through memory:
//!
//! | registers | hold |
//! |---|---|
//! | r0 r1 | v0; the halves change names each round, which is the rotation by 32 |
//! | r2 r3 | v1 or v3, low half first |
//! | r4 r5 | v2, halves as in v0 |
//! | r6 r7 | scratch |
//! | r8 r9, r10 r11 | v1 and v3 while they wait |
//! | r12 | the message word of the step |
//! | lr | the way out of the body; `sp`, which no return address equals, on the pass that ends early |
//!
//! A step is the body four times; the last pass ends after the first mix of round 8. With the fold f1 of v1 there,
//! and of that round's v2 + v3 and v3 the folds s23 and f3, the fold of the hash is, by rotations to the left,
//! `rotl17(f1 ^ rotl4(s23 ^ rotl16(f3)))`.
//!
//! Stack: 80 bytes in `hunt`, 36 in `double_round`.
#![allow(unsafe_code)] // the calls into the assembly of this file

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

global_asm!(include_str!("armv6m.s"), options(raw));

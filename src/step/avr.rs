//! The hash step in AVR assembly, for every AVR with 32 registers (no `mul`, no `call` or `jmp` wanted).
//!
//! Knows what `portable.rs` knows, in the same algebra; knows no count, no window, no text.
//!
//! All 32 registers hold the state; rotations by whole bytes are changes of names. At the top of the body:
//!
//! | | bytes 0 to 7 in |
//! |---|---|
//! | v0 | r0 - r7 |
//! | v1 | r16 - r21, r30, r31 |
//! | v2 | r8 - r15 |
//! | v3 | r22 - r29 |
//!
//! The body is two rounds, after which v0, v1 and v2 have their names back; v3 is two bytes off and is moved
//! between passes (`turn_v3`), while its last word waits on the stack and r28, r29 are free. Rotations by bits:
//! 13 = 16 - 3, 16, 21 = 24 - 3, 17 = 16 + 1. v1 and v3 live in the upper registers for `ori`, so that no rotation
//! needs the T flag, which is the mode: set where the body ends after one round, and without steps until the
//! state is loaded.
//!
//! A step is the body three times, for rounds 1 and 2 (1 from its middle, see `Schedule`), 3 and 4, 5 and 6,
//! and half of it for round 7. Of round 8 the fold leaves this much, where s01, s23 are the folds of v0 + v1
//! and v2 + v3, and f1 and f3 those of v1 and v3:
//! `fold >> 2 = rotl3(f3 ^ rotl16(s23) ^ rotl25(f1)) ^ rotl15(s01)`, its upper two bits cleared.
//!
//! What does not fit the registers is in a frame made by `push`; the stack pointer is never written.
//! Stack: 36 bytes below the call.
#![allow(unsafe_code)] // the calls into the assembly of this file

use core::arch::asm;
use core::mem::MaybeUninit;

/// v0 and v1 after their half of the first round, under the names the body has for them there; v2 and v3 before it.
pub struct Schedule {
    words: [u32; 8],
}

impl Schedule {
    /// Prepares a key for any number of steps.
    pub fn new(key: &[u8; 16]) -> Self {
        let mut words = initial_state(key);
        // SAFETY: the words are ours to write; without steps `c` is not looked at.
        unsafe { run(words.as_mut_ptr(), core::ptr::null_mut(), 1, 0) };
        Self { words }
    }
}

/// SipHash's constants, in flash where `lpm` reaches them: any other constant of an AVR program is a copy in RAM.
#[link_section = ".progmem.data.opaygo_step"]
static CONSTANTS: [u8; 32] = *b"uespemosmodnarodarenegylsetybdet";

/// The state of SipHash before any message.
pub(crate) fn initial_state(key: &[u8; 16]) -> [u32; 8] {
    let mut state = MaybeUninit::<[u32; 8]>::uninit();
    // SAFETY: it reads the constants and twice the key, and writes all 32 bytes; r28 and r29 are given back.
    unsafe {
        asm!(
            "   push  r28",
            "   push  r29",
            "   movw  r28, r24",
            "   ldi   r22, 32",
            "2: lpm   r23, Z+",
            "   ld    r0, Y+",
            "   eor   r23, r0",
            "   st    X+, r23",
            "   dec   r22",
            "   breq  3f",
            "   cpi   r22, 16",
            "   brne  2b",
            "   sbiw  r28, 16",
            "   rjmp  2b",
            "3: pop   r29",
            "   pop   r28",
            in("r25r24") key,
            inout("X") state.as_mut_ptr() => _,
            inout("Z") &CONSTANTS => _,
            out("r22") _,
            out("r23") _,
        );
        state.assume_init()
    }
}

/// Walks at most `steps` steps from `c`; stops after one that lands within 1000 above `t0`.
/// Returns the steps not taken.
pub fn hunt(schedule: &Schedule, c: &mut u32, t0: u32, steps: u16) -> u16 {
    if steps == 0 {
        return 0;
    }
    // SAFETY: the words are the schedule, which a walk only reads; `c` is ours to write.
    unsafe { run(schedule.words.as_ptr().cast_mut(), c, t0, steps) }
}

/// Two SipRounds on a state of four words, low half first.
pub fn double_round(v: &mut [u32; 8]) {
    // SAFETY: the words are ours to write; without steps `c` is not looked at.
    unsafe { run(v.as_mut_ptr(), core::ptr::null_mut(), 0, 0) };
}

/// A walk of one or more steps; with none a double round on the words themselves, or their preparation if `t0` is 1.
///
/// One function, so that all three use one copy of the rounds; inside `asm!`, because an AVR compiler reads
/// `global_asm!` without the features of the target's core.
///
/// # Safety
/// `words` points to eight, which are written only if `steps` is 0; `c` may be read and written if it is not.
#[inline(never)]
#[allow(named_asm_labels)] // there is one copy
unsafe fn run(words: *mut u32, c: *mut u32, t0: u32, steps: u16) -> u16 {
    let left;
    // SAFETY: it writes what the caller allows and keeps every register but the ones given as outputs;
    // it needs no more of the stack than `push` and `rcall` take.
    unsafe {
        asm!(
            include_str!("avr.s"),
            inlateout("r25r24") words => left,
            inout("r23r22") c => _,
            inout("r21r20") (t0 >> 16) as u16 => _,
            inout("r19r18") t0 as u16 => _,
            in("r17r16") steps,
            out("r27r26") _,
            out("r31r30") _,
            options(raw),
        );
    }
    left
}

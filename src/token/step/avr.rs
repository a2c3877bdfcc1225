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
//! needs the T flag: it is set on the pass that ends in its second round.
//!
//! A step is the body four times. The half of round 1 that depends on the key alone is in the words that a step
//! begins from. The last pass ends in the middle of round 8, where the fold of v0 and v2 has no part in the fold of
//! the hash any more; with the folds f1 and f3 of v1 and v3 there it is `rotl17(f1 ^ rotl4(f3))`.
//!
//! What does not fit the registers is in a frame made by `push`; the assembly never writes the stack pointer. It saves Y
//! alone: the registers of the state are given as used up, and so are saved by code that other functions share, 60 bytes
//! less (packaging/avr). Stack: 68 bytes below the call.
#![allow(unsafe_code)] // the calls into the assembly of this file

use core::arch::asm;
use core::mem::MaybeUninit;

/// SipHash's constants, the last byte first, in flash where `lpm` reaches them: any other constant of an AVR program is a copy in RAM.
#[link_section = ".progmem.data.opaygo_step"]
static CONSTANTS: [u8; 32] = *b"tedbyteslygeneradorandomsomepseu";

/// The state of SipHash before any message.
pub(crate) fn initial_state(key: &[u8; 16]) -> [u32; 8] {
    let mut state = MaybeUninit::<[u32; 8]>::uninit();
    // SAFETY: it reads the constants and twice the key, and writes all 32 bytes; r28 and r29 are given back.
    unsafe {
        asm!(
            "   push  r28",
            "   push  r29",
            "   movw  r28, r24",
            "   adiw  r28, 16",
            "   ldi   r22, 32",
            "2: lpm   r23, Z+",
            "   ld    r0, -Y",
            "   eor   r23, r0",
            "   st    -X, r23",
            "   dec   r22",
            "   breq  3f",
            "   cpi   r22, 16",
            "   brne  2b",
            "   adiw  r28, 16",
            "   rjmp  2b",
            "3: pop   r29",
            "   pop   r28",
            in("r25r24") key,
            inout("X") state.as_mut_ptr().wrapping_add(1) => _,
            inout("Z") &CONSTANTS => _,
            out("r22") _,
            out("r23") _,
        );
        state.assume_init()
    }
}

/// Walks at most `steps` steps from `c`; stops after one that lands within 1024 above `t0`.
/// Returns the steps not taken.
///
/// Inside `asm!`, because an AVR compiler reads `global_asm!` without the features of the target's core.
#[inline(never)]
#[allow(named_asm_labels)] // there is one copy
pub fn hunt(key: &[u8; 16], c: &mut u32, t0: u32, steps: usize) -> usize {
    let left;
    // SAFETY: it reads the key and the constants, reads and writes `c`, and keeps every register but the ones given
    // as outputs; it needs no more of the stack than `push` and `rcall` take.
    unsafe {
        asm!(
            include_str!("avr.s"),
            inlateout("r25r24") key => left,
            inout("r23r22") c => _,
            inout("r21r20") (t0 >> 16) as u16 => _,
            inout("r19r18") t0 as u16 => _,
            inout("r17r16") steps => _,
            out("r15r14") _,
            out("r13r12") _,
            out("r11r10") _,
            out("r9r8") _,
            out("r7r6") _,
            out("r5r4") _,
            out("r3r2") _,
            out("r27r26") _,
            inout("r31r30") &CONSTANTS => _,
            options(raw),
        );
    }
    left
}

/// Two SipRounds on a state of four words, low half first: the rounds inside `hunt`, within a short call's reach
/// (packaging/avr/arrange.py sees to that).
#[inline(never)]
pub fn double_round(v: &mut [u32; 8]) {
    // SAFETY: it reads and writes the eight words and keeps every register but the ones given as outputs; it needs no
    // more of the stack than `push` and `rcall` take.
    unsafe {
        asm!(
            include_str!("avr_double.s"),
            inout("r25r24") v => _,
            out("r23r22") _,
            out("r21r20") _,
            out("r19r18") _,
            out("r17r16") _,
            out("r15r14") _,
            out("r13r12") _,
            out("r11r10") _,
            out("r9r8") _,
            out("r7r6") _,
            out("r5r4") _,
            out("r3r2") _,
            out("r27r26") _,
            out("r31r30") _,
            options(raw),
        );
    }
}

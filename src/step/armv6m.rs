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
//! | lr | the way out of the body; `sp`, which no return address equals, on the pass that ends halfway |
//!
//! A step is the body three times, for rounds 1 and 2 (1 from its middle, see `Schedule`), 3 and 4, 5 and 6,
//! and half of it for round 7. Of round 8 the fold leaves this much, where s01, s23 are the folds of v0 + v1
//! and v2 + v3, f1 and f3 those of v1 and v3, and `ror` is what turns 13, 16, 17 and 21 to the left:
//! `fold = ror2(f1 ^ ror9(s23 ^ ror16(f3) ^ ror4(s01)))`.
//!
//! Stack: 52 bytes in `hunt`, 40 in `double_round`.
#![allow(unsafe_code)] // the calls into the assembly of this file

use super::initial_state;
use core::arch::global_asm;

/// v1 after its half of the first round, v0 after it but for the rotation by 32; v3 and v2 before it.
#[repr(C)]
pub struct Schedule {
    words: [u32; 8],
}

extern "C" {
    fn opaygo_step_hunt(schedule: &Schedule, c: &mut u32, t0: u32, steps: u32) -> u32;
    fn opaygo_step_double_round(state: &mut [u32; 8]);
}

impl Schedule {
    /// Prepares a key for any number of steps.
    pub fn new(key: &[u8; 16]) -> Self {
        let v = initial_state(key);
        let v1 = u64::from(v[3]) << 32 | u64::from(v[2]);
        let v0 = (u64::from(v[1]) << 32 | u64::from(v[0])).wrapping_add(v1);
        let v1 = v1.rotate_left(13) ^ v0;
        let (l0, h0, l1, h1) = (v0 as u32, (v0 >> 32) as u32, v1 as u32, (v1 >> 32) as u32);
        Self {
            words: [l1, h1, l0, h0, v[6], v[7], v[4], v[5]],
        }
    }
}

/// Walks at most `steps` steps from `c`; stops after one that lands within 1000 above `t0`.
/// Returns the steps not taken.
pub fn hunt(schedule: &Schedule, c: &mut u32, t0: u32, steps: u16) -> u16 {
    // SAFETY: the assembly reads the schedule, reads and writes `c`, and keeps the procedure call standard.
    unsafe { opaygo_step_hunt(schedule, c, t0, u32::from(steps)) as u16 }
}

/// Two SipRounds on a state of four words, low half first.
pub fn double_round(v: &mut [u32; 8]) {
    // SAFETY: the assembly reads and writes the eight words, and keeps the procedure call standard.
    unsafe { opaygo_step_double_round(v) }
}

global_asm!(
    r#"
    .syntax unified

    @ a += b; b = rotl(b, by) ^ a, each a pair of registers, low half first, b in r2 r3.
    .macro mix a0, a1, by
    adds  \a0, r2
    adcs  \a1, r3
    lsrs  r6, r3, #(32 - \by)
    lsls  r3, r3, #\by
    lsrs  r7, r2, #(32 - \by)
    lsls  r2, r2, #\by
    orrs  r2, r6
    orrs  r3, r7
    eors  r2, \a0
    eors  r3, \a1
    .endm

    @ Puts v1 (or v3) from r2 r3 to its waiting place and fetches the other.
    .macro change out0, out1, in0, in1
    mov   \out0, r2
    mov   \out1, r3
    mov   r2, \in0
    mov   r3, \in1
    .endm

    @ A round from its second mix on; p0 p1 is v0 before its rotation by 32, q0 q1 is v2.
    .macro rest_from_v3 p0, p1, q0, q1
    mix   \q0, \q1, 16
    mix   \p1, \p0, 21
    change r10, r11, r8, r9
    mix   \q0, \q1, 17
    .endm

    @ ---- hunt(r0 schedule, r1 c, r2 t0, r3 steps) -> steps left
    @ frame: schedule, c, t0, steps left, the caller's r8-r11
    .section .text.opaygo_step_hunt,"ax",%progbits
    .balign 4
    .global opaygo_step_hunt
    .type opaygo_step_hunt, %function
    .thumb_func
opaygo_step_hunt:
    push  {{r4-r7, lr}}
    mov   r4, r8
    mov   r5, r9
    mov   r6, r10
    mov   r7, r11
    push  {{r0-r7}}
    ldr   r0, [r1]
    cmp   r3, #0
    bne   3f

1:  @ done: c in r0
    ldr   r1, [sp, #4]
    str   r0, [r1]
    pop   {{r0-r7}}
    mov   r8, r4
    mov   r9, r5
    mov   r10, r6
    mov   r11, r7
    movs  r0, r3
    pop   {{r4-r7, pc}}

    @ Of 10^9 and more, 2^30 - 10^9 + 1 is taken away; the 2^30 goes with the bits cleared at 5.
4:  adds  r0, r1
    subs  r0, #1
    b     5f

2:  @ what is left of round 8; v0 is r1 r0, v2 is r5 r4
    adds  r1, r2
    adcs  r0, r3
    eors  r0, r1          @ s01
    eors  r2, r3          @ f1
    mov   r6, r10
    mov   r7, r11
    adds  r5, r6
    adcs  r4, r7
    eors  r4, r5          @ s23
    eors  r6, r7          @ f3
    movs  r3, #4
    rors  r0, r3
    movs  r7, #16
    rors  r6, r7
    eors  r0, r6
    eors  r0, r4
    movs  r7, #9
    rors  r0, r7
    eors  r0, r2
    rors  r0, r3          @ by 2 for the fold, by 2 to drop its low bits
5:  lsls  r0, #2
    lsrs  r0, #2
    ldr   r1, 6f
    cmp   r0, r1
    bhs   4b
    ldr   r1, [sp, #12]
    subs  r1, #1
    str   r1, [sp, #12]
    beq   1b
    ldr   r1, [sp, #8]
    subs  r1, r0, r1
    movs  r2, #125
    lsls  r2, #3
    cmp   r1, r2
    blo   1b

3:  @ one step: c in r0
    ldr   r7, [sp]
    rev   r6, r0
    mov   r12, r6
    ldmia r7!, {{r0, r1}}
    mov   r8, r0
    mov   r9, r1
    ldmia r7!, {{r0-r5}}
    eors  r2, r6
    eors  r3, r6
    bl    opaygo_step_body_from_v3
    mov   r6, r12
    eors  r0, r6
    eors  r1, r6
    @ The second block holds no message byte, only the length, 8, in its top byte.
    movs  r7, #8
    lsls  r7, #24
    mov   r6, r11
    eors  r6, r7
    mov   r11, r6
    bl    opaygo_step_body
    movs  r7, #8
    lsls  r7, #24
    eors  r1, r7
    movs  r7, #0xff
    eors  r4, r7
    bl    opaygo_step_body
    mov   lr, sp

    .type opaygo_step_body, %function
    .thumb_func
opaygo_step_body:
    mix   r0, r1, 13
    change r8, r9, r10, r11
    .type opaygo_step_body_from_v3, %function
    .thumb_func
opaygo_step_body_from_v3:
    rest_from_v3 r0, r1, r4, r5
    cmp   lr, sp
    beq   2b
    mix   r1, r0, 13
    change r8, r9, r10, r11
    rest_from_v3 r1, r0, r5, r4
    bx    lr
    .balign 4
6:  .word 1000000000

    @ ---- double_round(r0 state)
    .section .text.opaygo_step_double_round,"ax",%progbits
    .balign 2
    .global opaygo_step_double_round
    .type opaygo_step_double_round, %function
    .thumb_func
opaygo_step_double_round:
    push  {{r4-r7, lr}}
    mov   r4, r8
    mov   r5, r9
    mov   r6, r10
    mov   r7, r11
    push  {{r4-r7}}
    mov   r12, r0
    ldr   r6, [r0, #24]
    ldr   r7, [r0, #28]
    mov   r10, r6
    mov   r11, r7
    ldmia r0, {{r0-r5}}
    bl    opaygo_step_body
    mov   r6, r12
    stmia r6!, {{r0-r5}}
    mov   r0, r10
    mov   r1, r11
    stmia r6!, {{r0, r1}}
    pop   {{r4-r7}}
    mov   r8, r4
    mov   r9, r5
    mov   r10, r6
    mov   r11, r7
    pop   {{r4-r7, pc}}

    .text
"#
);

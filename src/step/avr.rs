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
//! needs the T flag, which is the mode: set where the body ends after one round, and for `double_round` until it
//! has its state.
//!
//! A step is the body three times, for rounds 1 and 2 (1 from its middle, see `Schedule`), 3 and 4, 5 and 6,
//! and half of it for round 7. Of round 8 the fold leaves this much, where s01, s23 are the folds of v0 + v1
//! and v2 + v3, and f1 and f3 those of v1 and v3:
//! `fold >> 2 = rotl3(f3 ^ rotl16(s23) ^ rotl25(f1)) ^ rotl15(s01)`, its upper two bits cleared.
//!
//! What does not fit the registers is in a frame made by `push`; the stack pointer is never written.
//! Stack: 35 bytes and the return addresses.
#![allow(unsafe_code)] // the calls into the assembly of this file

use super::initial_state;
use core::arch::asm;

/// v0 and v1 after their half of the first round, under the names the body has for them there; v2 and v3 before it.
#[repr(C)]
pub struct Schedule {
    words: [u32; 8],
}

impl Schedule {
    /// Prepares a key for any number of steps.
    pub fn new(key: &[u8; 16]) -> Self {
        let mut v = initial_state(key);
        let v1 = u64::from(v[3]) << 32 | u64::from(v[2]);
        let v0 = (u64::from(v[1]) << 32 | u64::from(v[0])).wrapping_add(v1);
        let v1 = v1.rotate_right(3) ^ v0.rotate_right(16);
        v[0] = v0 as u32;
        v[1] = (v0 >> 32) as u32;
        v[2] = v1 as u32;
        v[3] = (v1 >> 32) as u32;
        Self { words: v }
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

/// A walk of one or more steps, or with none a double round on the words themselves.
///
/// One function, so that both use one copy of the rounds; inside `asm!`, because an AVR compiler reads
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
            r#"
    ; Arguments of the macros are register numbers, byte 0 first.

    .macro add64 a0,a1,a2,a3,a4,a5,a6,a7, b0,b1,b2,b3,b4,b5,b6,b7
    add   r\a0, r\b0
    adc   r\a1, r\b1
    adc   r\a2, r\b2
    adc   r\a3, r\b3
    adc   r\a4, r\b4
    adc   r\a5, r\b5
    adc   r\a6, r\b6
    adc   r\a7, r\b7
    .endm

    .macro eor32 a0,a1,a2,a3, b0,b1,b2,b3
    eor   r\a0, r\b0
    eor   r\a1, r\b1
    eor   r\a2, r\b2
    eor   r\a3, r\b3
    .endm

    .macro right1 b0,b1,b2,b3,b4,b5,b6,b7
    lsr   r\b7
    ror   r\b6
    ror   r\b5
    ror   r\b4
    ror   r\b3
    ror   r\b2
    ror   r\b1
    ror   r\b0
    brcc  .+2
    ori   r\b7, 0x80
    .endm

    .macro right3 b0,b1,b2,b3,b4,b5,b6,b7
    right1 \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    right1 \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    right1 \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    .endm

    .macro left1 b0,b1,b2,b3,b4,b5,b6,b7
    lsl   r\b0
    rol   r\b1
    rol   r\b2
    rol   r\b3
    rol   r\b4
    rol   r\b5
    rol   r\b6
    rol   r\b7
    brcc  .+2
    inc   r\b0
    .endm

    ; a += b; b = rotl(b, n) ^ a. Afterwards byte 0 of b is in b6 (mix13, 16, 17) or in b5 (mix21).
    .macro mix13 a0,a1,a2,a3,a4,a5,a6,a7, b0,b1,b2,b3,b4,b5,b6,b7
    add64 \a0,\a1,\a2,\a3,\a4,\a5,\a6,\a7, \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    right3 \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    eor32 \b6,\b7,\b0,\b1, \a0,\a1,\a2,\a3
    eor32 \b2,\b3,\b4,\b5, \a4,\a5,\a6,\a7
    .endm

    .macro mix16 a0,a1,a2,a3,a4,a5,a6,a7, b0,b1,b2,b3,b4,b5,b6,b7
    add64 \a0,\a1,\a2,\a3,\a4,\a5,\a6,\a7, \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    eor32 \b6,\b7,\b0,\b1, \a0,\a1,\a2,\a3
    eor32 \b2,\b3,\b4,\b5, \a4,\a5,\a6,\a7
    .endm

    .macro mix17 a0,a1,a2,a3,a4,a5,a6,a7, b0,b1,b2,b3,b4,b5,b6,b7
    add64 \a0,\a1,\a2,\a3,\a4,\a5,\a6,\a7, \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    left1 \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    eor32 \b6,\b7,\b0,\b1, \a0,\a1,\a2,\a3
    eor32 \b2,\b3,\b4,\b5, \a4,\a5,\a6,\a7
    .endm

    .macro mix21 a0,a1,a2,a3,a4,a5,a6,a7, b0,b1,b2,b3,b4,b5,b6,b7
    add64 \a0,\a1,\a2,\a3,\a4,\a5,\a6,\a7, \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    right3 \b0,\b1,\b2,\b3,\b4,\b5,\b6,\b7
    eor32 \b5,\b6,\b7,\b0, \a0,\a1,\a2,\a3
    eor32 \b1,\b2,\b3,\b4, \a4,\a5,\a6,\a7
    .endm

    ; v3 from where the body leaves it to where the body wants it, but for r28 and r29, free until turned_v3.
    .macro turn_v3
    push  r26
    push  r27
    movw  r26, r24
    movw  r24, r22
    movw  r22, r28
    .endm

    .macro turned_v3
    pop   r29
    pop   r28
    .endm

    .macro frame_in_y
    in    r28, 0x3d
    in    r29, 0x3e
    .endm

    push  r2
    push  r3
    push  r4
    push  r5
    push  r6
    push  r7
    push  r8
    push  r9
    push  r10
    push  r11
    push  r12
    push  r13
    push  r14
    push  r15
    push  r16
    push  r17
    push  r28
    push  r29
    movw  r30, r24
    clt
    subi  r16, 1
    sbci  r17, 0
    brcc  1f

    ; Frame of a double round: 1 the byte for r31, 2 the address of the words. Its message is zero.
    set
    push  r31
    push  r30
    ldd   r16, Z+15
    push  r16
    clr   r16
    clr   r17
    movw  r18, r16
    rjmp  .Lload

    ; Frame of a walk, from the stack pointer up: 1 the byte for r31, 2 c, 6 the schedule's address, 8 the steps
    ; left less one, 10 t0 + 999, 14 the address of c.
1:  push  r23
    push  r22
    subi  r18, 0x19         ; -999
    sbci  r19, 0xfc
    sbci  r20, 0xff
    sbci  r21, 0xff
    push  r21
    push  r20
    push  r19
    push  r18
    push  r17
    push  r16
    push  r31
    push  r30
    push  r0
    push  r0
    push  r0
    push  r0
    ldd   r0, Z+15
    push  r0
    movw  r26, r22
    ld    r17, X+
    ld    r18, X+
    ld    r19, X+
    ld    r16, X
    frame_in_y
    rjmp  .Lstep

    ; The code may be 10^9 or more: then 2^30 - 10^9 + 1 is taken away.
.Lhigh:
    cpi   r18, 0xca
    ldi   r20, 0x9a
    cpc   r19, r20
    ldi   r20, 0x3b
    cpc   r16, r20
    brlo  .Lcode
    subi  r17, 0x01
    sbci  r18, 0x36
    sbci  r19, 0x65
    sbci  r16, 0x04
    rjmp  .Lcode

    ; The code may be near: it is if t0 + 999 - c < 1000.
.Lnear:
    ldd   r20, Y+10
    ldd   r21, Y+11
    ldd   r22, Y+12
    ldd   r23, Y+13
    sub   r20, r17
    sbc   r21, r18
    sbc   r22, r19
    sbc   r23, r16
    subi  r20, 0xe8
    sbci  r21, 0x03
    sbci  r22, 0
    sbci  r23, 0
    brcc  .Lfar
    ldd   r24, Y+8
    ldd   r25, Y+9
    rjmp  .Ldone

.Lborrow:
    ldd   r20, Y+9
    subi  r20, 1
    std   Y+9, r20
    brcc  .Lstep
    clr   r24
    clr   r25
    rjmp  .Ldone

    ; The rest of the fold.
.Lfold:
    .rept 3
    lsl   r17
    rol   r18
    rol   r19
    rol   r16
    adc   r17, r0
    .endr
    lsr   r5
    ror   r4
    ror   r7
    ror   r6
    eor32 17,18,19,16, 6,7,4,5
    andi  r16, 0x3f
    cpi   r16, 0x3b
    brsh  .Lhigh
.Lcode:
    frame_in_y
    ; Byte 2 alone tells all but one code in 128 from those near t0.
    ldd   r20, Y+12
    sub   r20, r19
    cpi   r20, 2
    brlo  .Lnear
.Lfar:
    ldd   r20, Y+8
    subi  r20, 1
    std   Y+8, r20
    brcs  .Lborrow

    ; One step: Y the frame, c in r17 r18 r19 r16. The message is c with its highest byte first, twice.
.Lstep:
    std   Y+2, r17
    std   Y+3, r18
    std   Y+4, r19
    std   Y+5, r16
    ldd   r30, Y+6
    ldd   r31, Y+7
.Lload:
    ldd   r0, Z+0
    ldd   r1, Z+1
    ldd   r2, Z+2
    ldd   r3, Z+3
    ldd   r4, Z+4
    ldd   r5, Z+5
    ldd   r6, Z+6
    ldd   r7, Z+7
    ldd   r8, Z+16
    ldd   r9, Z+17
    ldd   r10, Z+18
    ldd   r11, Z+19
    ldd   r12, Z+20
    ldd   r13, Z+21
    ldd   r14, Z+22
    ldd   r15, Z+23
    ldd   r22, Z+24
    ldd   r23, Z+25
    ldd   r24, Z+26
    ldd   r25, Z+27
    ldd   r26, Z+28
    ldd   r27, Z+29
    ldd   r28, Z+30
    ldd   r29, Z+31
    eor32 22,23,24,25, 16,19,18,17
    eor32 26,27,28,29, 16,19,18,17
    ldd   r16, Z+8
    ldd   r17, Z+9
    ldd   r18, Z+10
    ldd   r19, Z+11
    ldd   r20, Z+12
    ldd   r21, Z+13
    ldd   r30, Z+14
    pop   r31
    push  r31
    brtc  1f
    rjmp  .Ldouble
1:  rcall .Lfrom_v3

    ; Between the blocks. The second holds no message byte, only the length, 8, in its top byte.
    push  r21
    ldi   r21, 8
    eor   r27, r21
    turn_v3
    frame_in_y
    ldd   r21, Y+8
    eor   r0, r21
    eor   r4, r21
    ldd   r21, Y+7
    eor   r1, r21
    eor   r5, r21
    ldd   r21, Y+6
    eor   r2, r21
    eor   r6, r21
    ldd   r21, Y+5
    eor   r3, r21
    eor   r7, r21
    turned_v3
    pop   r21
    rcall .Lbody

    ; Between the second block and the end.
    turn_v3
    ldi   r28, 8
    eor   r7, r28
    com   r8
    turned_v3
    rcall .Lbody

    turn_v3
    turned_v3
    set

.Lbody:
    mix13 0,1,2,3,4,5,6,7, 16,17,18,19,20,21,30,31
.Lfrom_v3:
    mix16 8,9,10,11,12,13,14,15, 22,23,24,25,26,27,28,29
    mix21 4,5,6,7,0,1,2,3, 28,29,22,23,24,25,26,27
    mix17 8,9,10,11,12,13,14,15, 30,31,16,17,18,19,20,21
    brtc  1f
    ; What is left of round 8.
    clt
    add64 4,5,6,7,0,1,2,3, 20,21,30,31,16,17,18,19
    add64 12,13,14,15,8,9,10,11, 25,26,27,28,29,22,23,24
    eor32 4,5,6,7, 0,1,2,3              ; s01
    eor32 12,13,14,15, 8,9,10,11        ; s23
    eor32 16,17,18,19, 20,21,30,31      ; f1
    eor32 25,26,27,28, 29,22,23,24      ; f3
    clr   r0
    lsl   r16
    rol   r17
    rol   r18
    rol   r19
    adc   r16, r0
    eor32 17,18,19,16, 25,26,27,28
    eor32 17,18,19,16, 14,15,12,13
    rjmp  .Lfold
1:  mix13 4,5,6,7,0,1,2,3, 20,21,30,31,16,17,18,19
    mix16 12,13,14,15,8,9,10,11, 25,26,27,28,29,22,23,24
    mix21 0,1,2,3,4,5,6,7, 23,24,25,26,27,28,29,22
    mix17 12,13,14,15,8,9,10,11, 18,19,20,21,30,31,16,17
    ret

.Ldouble:
    clt
    rcall .Lbody
    push  r30
    push  r31
    push  r28
    push  r29
    frame_in_y
    ldd   r30, Y+6
    ldd   r31, Y+7
    std   Z+0, r0
    std   Z+1, r1
    std   Z+2, r2
    std   Z+3, r3
    std   Z+4, r4
    std   Z+5, r5
    std   Z+6, r6
    std   Z+7, r7
    std   Z+8, r16
    std   Z+9, r17
    std   Z+10, r18
    std   Z+11, r19
    std   Z+12, r20
    std   Z+13, r21
    std   Z+16, r8
    std   Z+17, r9
    std   Z+18, r10
    std   Z+19, r11
    std   Z+20, r12
    std   Z+21, r13
    std   Z+22, r14
    std   Z+23, r15
    std   Z+26, r22
    std   Z+27, r23
    std   Z+28, r24
    std   Z+29, r25
    std   Z+30, r26
    std   Z+31, r27
    pop   r0
    std   Z+25, r0
    pop   r0
    std   Z+24, r0
    pop   r0
    std   Z+15, r0
    pop   r0
    std   Z+14, r0
    ldi   r26, 3
    rjmp  .Ldrop

.Ldone:
    ldd   r26, Y+14
    ldd   r27, Y+15
    st    X+, r17
    st    X+, r18
    st    X+, r19
    st    X, r16
    ldi   r26, 15
.Ldrop:
    pop   r0
    dec   r26
    brne  .Ldrop
    pop   r29
    pop   r28
    pop   r17
    pop   r16
    pop   r15
    pop   r14
    pop   r13
    pop   r12
    pop   r11
    pop   r10
    pop   r9
    pop   r8
    pop   r7
    pop   r6
    pop   r5
    pop   r4
    pop   r3
    pop   r2
    clr   r1
    "#,
            inlateout("r25r24") words => left,
            inout("r23r22") c => _,
            inout("r21r20") (t0 >> 16) as u16 => _,
            inout("r19r18") t0 as u16 => _,
            in("r17r16") steps,
            out("r27r26") _,
            out("r31r30") _,
        );
    }
    left
}

@ The hash step in Thumb-1, for Cortex-M0, M0+ and M1; its algebra is in assembly.rs.
@
@ The body is two rounds. A round never wants v1 and v3 together, so one pair of registers serves both and the
@ idle one waits in high registers, where Thumb-1 can only move; so no state goes through memory:
@
@ | registers | hold |
@ |---|---|
@ | r0 r1 | v0; the halves change names each round, which is the rotation by 32 |
@ | r2 r3 | v1 or v3, low half first |
@ | r4 r5 | v2, halves as in v0 |
@ | r6 r7 | scratch |
@ | r8 r9, r10 r11 | v1 and v3 while they wait |
@ | r12 | the message word of the step |
@ | lr | the way out of the body; `sp`, which no return address equals, on the pass that ends early |
@
@ Stack: 80 bytes in `hunt`, 36 in `double_round`.

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

@ A round after its first mix; p0 p1 is v0 before its rotation by 32, q0 q1 is v2.
.macro rest p0, p1, q0, q1
    change r8, r9, r10, r11
    mix   \q0, \q1, 16
    mix   \p1, \p0, 21
    change r10, r11, r8, r9
    mix   \q0, \q1, 17
.endm

.macro save_high
    mov   r4, r8
    mov   r5, r9
    mov   r6, r10
    mov   r7, r11
.endm

.macro restore_high
    mov   r8, r4
    mov   r9, r5
    mov   r10, r6
    mov   r11, r7
.endm

@ hunt(r0 key, r1 c, r2 t0, r3 steps) -> steps left
@ Frame: the state before any message, c, t0, steps left, the caller's r8-r11.
    function opaygo_step_hunt
    push  {r4-r7, lr}
    save_high
    push  {r1-r7}
    ldr   r6, [r1]
    sub   sp, #32
    mov   r1, sp
    make_state
    movs  r0, r6
    b     3f

5:  @ Done: c in r0.
    add   sp, #32
    pop   {r1-r7}
    str   r0, [r1]
    restore_high
    movs  r0, r3
    pop   {r4-r7, pc}

@ From 10^9 on, 2^30 - (10^9 - 1) is taken away; the 2^30 goes with the bits cleared at 4.
2:  adds  r0, r1
    b     4f

1:  @ What is left of round 8 after its first mix; v2 is r5 r4.
    eors  r2, r3          @ f1
    mov   r0, r10
    mov   r1, r11
    adds  r5, r0
    adcs  r4, r1
    eors  r4, r5          @ s23
    eors  r0, r1          @ f3
    movs  r3, #16
    rors  r0, r3
    eors  r0, r4
    movs  r3, #28
    rors  r0, r3
    eors  r0, r2
    movs  r3, #17
    rors  r0, r3          @ by 15 for the fold, by 2 to drop its low bits
4:  lsls  r0, #2
    lsrs  r0, #2
    ldr   r1, 8f
    cmp   r0, r1
    bhi   2b
    ldr   r1, [sp, #36]
    subs  r1, r0, r1
    lsrs  r1, #10
    beq   5b

3:  @ One step, if one is left: c in r0.
    ldr   r1, [sp, #40]
    subs  r1, #1
    blo   5b
    str   r1, [sp, #40]
    rev   r6, r0
    mov   r12, r6
    ldr   r4, [sp, #24]
    ldr   r5, [sp, #28]
    eors  r4, r6
    eors  r5, r6
    mov   r10, r4
    mov   r11, r5
    mov   r6, sp
    ldmia r6!, {r0-r5}
    bl    opaygo_step_body
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
    rest  r0, r1, r4, r5
    mix   r1, r0, 13
    cmp   lr, sp
    beq   1b
    rest  r1, r0, r5, r4
    bx    lr
    .balign 4
8:  .word 999999999
    constants
    .size opaygo_step_hunt, . - opaygo_step_hunt

@ double_round(r0 state)
    function opaygo_step_double_round
    push  {r4-r7, lr}
    save_high
    push  {r4-r7}
    mov   r12, r0
    ldr   r6, [r0, #24]
    ldr   r7, [r0, #28]
    mov   r10, r6
    mov   r11, r7
    ldmia r0, {r0-r5}
    bl    opaygo_step_body
    mov   r6, r12
    stmia r6!, {r0-r5}
    mov   r0, r10
    mov   r1, r11
    stmia r6!, {r0, r1}
    pop   {r4-r7}
    restore_high
    pop   {r4-r7, pc}
    .size opaygo_step_double_round, . - opaygo_step_double_round

    .text

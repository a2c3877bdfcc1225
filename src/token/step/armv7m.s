@ The hash step in Thumb-2, for Cortex-M3 and up; its algebra is in assembly.rs.
@
@ The body is two rounds. All of the state is in registers, and a rotation costs nothing, for it is done in combining:
@
@ | registers | hold |
@ |---|---|
@ | r0 r1 | v0; the halves change names each round, which is the rotation by 32 |
@ | r2 r3 | v1, low half first |
@ | r4 r5 | v2, halves as in v0 |
@ | r6 r7 | v3, low half first |
@ | r8 r9 | scratch |
@ | r10 | the message word of the step |
@ | r11 r12 | what is looked for; the steps left |
@ | lr | the way out of the body; `sp`, which no return address equals, on the pass that ends early |
@
@ The first pass begins after the first mix, which depends on the key alone.
@
@ Stack: 72 bytes in `hunt`, 32 in `double_round`.

@ a += b; b = rotl(b, by) ^ a, each a pair of registers, low half first.
.macro mix a0, a1, b0, b1, by
    adds  \a0, \b0
    adcs  \a1, \b1
    eor   r8, \a0, \b0, lsl #\by
    eor   r9, \a1, \b0, lsr #(32 - \by)
    eor   \b0, r8, \b1, lsr #(32 - \by)
    eor   \b1, r9, \b1, lsl #\by
.endm

@ A round after its first mix; p0 p1 is v0 before its rotation by 32, q0 q1 is v2.
.macro rest p0, p1, q0, q1
    mix   \q0, \q1, r6, r7, 16
    mix   \p1, \p0, r6, r7, 21
    mix   \q0, \q1, r2, r3, 17
.endm

@ hunt(r0 key, r1 c, r2 t0, r3 steps) -> steps left
@ Frame: the state before any message, its first half mixed; c; the caller's r4-r11.
    function opaygo_step_hunt
    push  {r1, r4-r11, lr}
    mov   r11, r2
    mov   r12, r3
    sub   sp, #32
    mov   r1, sp
    make_state
    ldm   r1, {r0-r3}
    mix   r0, r1, r2, r3, 13
    stm   sp, {r0-r3}
    ldr   r0, [sp, #32]
    ldr   r0, [r0]
    b     3f

4:  @ None was left.
    mov   r12, #0
5:  @ Done: c in r0.
    add   sp, #32
    pop   {r1}
    str   r0, [r1]
    mov   r0, r12
    pop   {r4-r11, pc}

@ From 10^9 on, 2^30 - (10^9 - 1) is taken away; the 2^30 goes with the bits cleared at 7.
2:  adds  r0, r1
    b     7f

1:  @ What is left of round 8 after its first mix; v2 is r5 r4.
    eors  r2, r3          @ f1
    adds  r5, r6
    adcs  r4, r7
    eors  r4, r5          @ s23
    eors  r6, r7          @ f3
    eor   r4, r4, r6, ror #16
    eor   r2, r2, r4, ror #28
    mov   r0, r2, ror #17 @ by 15 for the fold, by 2 to drop its low bits
7:  bic   r0, #0xC0000000
    ldr   r1, 8f
    cmp   r0, r1
    bhi   2b
    sub   r1, r0, r11
    lsrs  r1, #10
    beq   5b

3:  @ One step, if one is left: c in r0.
    subs  r12, #1
    blo   4b
    rev   r10, r0
    ldm   sp, {r0-r7}
    eor   r6, r10
    eor   r7, r10
    bl    6f
    eor   r0, r10
    eor   r1, r10
@ The second block holds no message byte, only the length, 8, in its top byte.
    eor   r7, #0x08000000
    bl    opaygo_step_body
    eor   r1, #0x08000000
    eor   r4, #0xff
    bl    opaygo_step_body
    mov   lr, sp

    .type opaygo_step_body, %function
    .thumb_func
opaygo_step_body:
    mix   r0, r1, r2, r3, 13
6:  rest  r0, r1, r4, r5
    mix   r1, r0, r2, r3, 13
    cmp   sp, lr
    beq   1b
    rest  r1, r0, r5, r4
    bx    lr
    .balign 4
8:  .word 999999999
    constants
    .size opaygo_step_hunt, . - opaygo_step_hunt

@ double_round(r0 state)
    function opaygo_step_double_round
    push  {r0, r4-r9, lr}
    ldm   r0, {r0-r7}
    bl    opaygo_step_body
    pop   {r8}
    stm   r8, {r0-r7}
    pop   {r4-r9, pc}
    .size opaygo_step_double_round, . - opaygo_step_double_round

    .text

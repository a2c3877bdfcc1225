@ The hash step; its registers and its algebra are in armv6m.rs.
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

@ Each function in a section of its own, so that the linker drops what is not called.
.macro function name
    .section .text.\name,"ax",%progbits
    .balign 4
    .global \name
    .type \name, %function
    .thumb_func
\name:
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

@ hunt(r0 schedule, r1 c, r2 t0, r3 steps) -> steps left
@ Frame: schedule, c, t0, steps left, the caller's r8-r11.
    function opaygo_step_hunt
    push  {r4-r7, lr}
    save_high
    push  {r0-r7}
    ldr   r0, [r1]
    cmp   r3, #0
    bne   3f

1:  @ Done: c in r0.
    ldr   r1, [sp, #4]
    str   r0, [r1]
    pop   {r0-r7}
    restore_high
    movs  r0, r3
    pop   {r4-r7, pc}

@ Of 10^9 and more, 2^30 - 10^9 + 1 is taken away; the 2^30 goes with the bits cleared at 5.
4:  adds  r0, r1
    subs  r0, #1
    b     5f

2:  @ What is left of round 8; v0 is r1 r0, v2 is r5 r4.
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

3:  @ One step: c in r0.
    ldr   r7, [sp]
    rev   r6, r0
    mov   r12, r6
    ldmia r7!, {r0-r5}
    mov   r8, r2
    mov   r9, r3
    ldmia r7!, {r2, r3}
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

@ initial_state(r0 key, r1 state); byte by byte, for a key may lie anywhere. Keeps r6 and r7.
    function opaygo_step_initial_state
    push  {r4, r5, lr}
    adr   r2, 2f
    movs  r3, #31
1:  lsls  r4, r3, #28
    lsrs  r4, r4, #28
    ldrb  r4, [r0, r4]
    ldrb  r5, [r2, r3]
    eors  r4, r5
    strb  r4, [r1, r3]
    subs  r3, #1
    bpl   1b
    pop   {r4, r5, pc}
    .balign 4
2:  .ascii "uespemosmodnarodarenegylsetybdet"
    .size opaygo_step_initial_state, . - opaygo_step_initial_state

@ prepare(r0 key, r1 schedule)
    function opaygo_step_prepare
    push  {r4-r7, lr}
    movs  r4, r1
    bl    opaygo_step_initial_state
    ldmia r4!, {r0-r3}
    mix   r0, r1, 13
    subs  r4, #16
    stmia r4!, {r0-r3}
    pop   {r4-r7, pc}
    .size opaygo_step_prepare, . - opaygo_step_prepare

    .text

# The hash step for RV32, in the sixteen registers that RV32E has too; its algebra is in assembly.rs.
#
# The body is two rounds. The state is in the eight registers that short instructions reach:
#
# | registers | hold |
# |---|---|
# | a0 a1 | v0; the halves change names each round, which is the rotation by 32 |
# | a2 a3 | v1, low half first |
# | a4 a5 | v2, halves as in v0 |
# | s0 s1 | v3, low half first |
# | t0 t1 | scratch |
# | t2 | the message word of the step |
# | ra | the way out of the body; 0 on the pass that ends early |
#
# The first pass begins after the first mix, which depends on the key alone. Words without a bit in common are added where
# others are ORed: that is short for every register.
#
# Stack: 64 bytes in `hunt`, 16 in `double_round`.

# a += b; b = rotl(b, by) ^ a, each a pair of registers, low half first.
.macro mix a0, a1, b0, b1, by
    add   \a0, \a0, \b0
    sltu  t0, \a0, \b0
    add   \a1, \a1, \b1
    add   \a1, \a1, t0
    srli  t0, \b1, 32 - \by
    srli  t1, \b0, 32 - \by
    slli  \b0, \b0, \by
    slli  \b1, \b1, \by
    add   \b0, \b0, t0
    add   \b1, \b1, t1
    xor   \b0, \b0, \a0
    xor   \b1, \b1, \a1
.endm

# A round after its first mix; p0 p1 is v0 before its rotation by 32, q0 q1 is v2.
.macro rest p0, p1, q0, q1
    mix   \q0, \q1, s0, s1, 16
    mix   \p1, \p0, s0, s1, 21
    mix   \q0, \q1, a2, a3, 17
.endm

# Each function in a section of its own, so that the linker drops what is not called.
.macro function name
    .section .text.\name,"ax",@progbits
    .globl \name
    .type \name, @function
\name:
.endm

# The state before any message, a0 the key, which may lie anywhere, a1 the state. Overwrites a2-a5; the constants follow
# where the function ends.
.macro make_state
    lla   a2, 9f
    li    a3, 31
1:  andi  a4, a3, 15
    add   a4, a4, a0
    lbu   a4, 0(a4)
    add   a5, a2, a3
    lbu   a5, 0(a5)
    xor   a4, a4, a5
    add   a5, a1, a3
    sb    a4, 0(a5)
    addi  a3, a3, -1
    bgez  a3, 1b
.endm

.macro constants
9:  .ascii "uespemosmodnarodarenegylsetybdet"
.endm

# hunt(a0 key, a1 c, a2 t0, a3 steps) -> steps left
# Frame: the state before any message, its first half mixed; room for a word; c, t0, steps left; the caller's registers.
    function opaygo_step_hunt
    addi  sp, sp, -64
    sw    ra, 60(sp)
    sw    s0, 56(sp)
    sw    s1, 52(sp)
    sw    a3, 48(sp)
    sw    a2, 44(sp)
    sw    a1, 40(sp)
    mv    a1, sp
    make_state
    lw    a0, 0(sp)
    lw    a1, 4(sp)
    lw    a2, 8(sp)
    lw    a3, 12(sp)
    mix   a0, a1, a2, a3, 13
    sw    a0, 0(sp)
    sw    a1, 4(sp)
    sw    a2, 8(sp)
    sw    a3, 12(sp)
    lw    a0, 40(sp)
    lw    a0, 0(a0)
    j     3f

1:  # What is left of round 8 after its first mix; v2 is a5 a4.
    xor   a2, a2, a3       # f1
    add   a5, a5, s0
    sltu  t0, a5, s0
    add   a4, a4, s1
    add   a4, a4, t0
    xor   a4, a4, a5       # s23
    xor   s0, s0, s1       # f3
    slli  a0, s0, 16
    srli  s0, s0, 16
    add   s0, s0, a0
    xor   a4, a4, s0
    slli  a0, a4, 4
    srli  a4, a4, 28
    add   a4, a4, a0
    xor   a2, a2, a4
    slli  a0, a2, 17       # by 17 for the fold, and its two low bits dropped
    srli  a0, a0, 2
    srli  a2, a2, 17
    add   a0, a0, a2
    li    a1, 999999999
    bgeu  a1, a0, 2f
# From 10^9 on, 2^30 - (10^9 - 1) is taken away.
    add   a0, a0, a1
    slli  a0, a0, 2
    srli  a0, a0, 2
2:  lw    a1, 44(sp)
    sub   a1, a0, a1
    srli  a1, a1, 10
    beqz  a1, 5f

3:  # One step, if one is left: c in a0.
    lw    a1, 48(sp)
    beqz  a1, 5f
    addi  a1, a1, -1
    sw    a1, 48(sp)
    sb    a0, 39(sp)
    srli  a0, a0, 8
    sb    a0, 38(sp)
    srli  a0, a0, 8
    sb    a0, 37(sp)
    srli  a0, a0, 8
    sb    a0, 36(sp)
    lw    t2, 36(sp)
    lw    a0, 0(sp)
    lw    a1, 4(sp)
    lw    a2, 8(sp)
    lw    a3, 12(sp)
    lw    a4, 16(sp)
    lw    a5, 20(sp)
    lw    s0, 24(sp)
    lw    s1, 28(sp)
    xor   s0, s0, t2
    xor   s1, s1, t2
    jal   6f
    xor   a0, a0, t2
    xor   a1, a1, t2
# The second block holds no message byte, only the length, 8, in its top byte.
    lui   t0, 0x8000
    xor   s1, s1, t0
    jal   opaygo_step_body
    lui   t0, 0x8000
    xor   a1, a1, t0
    xori  a4, a4, 0xff
    jal   opaygo_step_body
    li    ra, 0

    .type opaygo_step_body, @function
opaygo_step_body:
    mix   a0, a1, a2, a3, 13
6:  rest  a0, a1, a4, a5
    mix   a1, a0, a2, a3, 13
    beqz  ra, 1b
    rest  a1, a0, a5, a4
    ret

5:  # Done: c in a0.
    lw    a1, 40(sp)
    sw    a0, 0(a1)
    lw    a0, 48(sp)
    lw    s1, 52(sp)
    lw    s0, 56(sp)
    lw    ra, 60(sp)
    addi  sp, sp, 64
    ret
    constants
    .size opaygo_step_hunt, . - opaygo_step_hunt

# double_round(a0 state)
    function opaygo_step_double_round
    addi  sp, sp, -16
    sw    ra, 12(sp)
    sw    s0, 8(sp)
    sw    s1, 4(sp)
    sw    a0, 0(sp)
    lw    s1, 28(a0)
    lw    s0, 24(a0)
    lw    a5, 20(a0)
    lw    a4, 16(a0)
    lw    a3, 12(a0)
    lw    a2, 8(a0)
    lw    a1, 4(a0)
    lw    a0, 0(a0)
    call  opaygo_step_body
    lw    t0, 0(sp)
    sw    a0, 0(t0)
    sw    a1, 4(t0)
    sw    a2, 8(t0)
    sw    a3, 12(t0)
    sw    a4, 16(t0)
    sw    a5, 20(t0)
    sw    s0, 24(t0)
    sw    s1, 28(t0)
    lw    s1, 4(sp)
    lw    s0, 8(sp)
    lw    ra, 12(sp)
    addi  sp, sp, 16
    ret
    .size opaygo_step_double_round, . - opaygo_step_double_round

# initial_state(a0 key, a1 state)
    function opaygo_step_initial_state
    make_state
    ret
    constants
    .size opaygo_step_initial_state, . - opaygo_step_initial_state

    .text

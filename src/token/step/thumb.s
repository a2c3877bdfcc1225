@ What armv6m.s and armv7m.s share: how a function begins, and the state of SipHash before any message.
    .syntax unified

@ Each function in a section of its own, so that the linker drops what is not called.
.macro function name
    .section .text.\name,"ax",%progbits
    .balign 4
    .global \name
    .type \name, %function
    .thumb_func
\name:
.endm

@ The state before any message, r0 the key, which may lie anywhere, r1 the state. Overwrites r2-r5; the constants
@ follow where the function ends.
.macro make_state
    adr   r2, 9f
    movs  r3, #31
1:  lsls  r4, r3, #28
    lsrs  r4, r4, #28
    ldrb  r4, [r0, r4]
    ldrb  r5, [r2, r3]
    eors  r4, r5
    strb  r4, [r1, r3]
    subs  r3, #1
    bpl   1b
.endm

.macro constants
    .balign 4
9:  .ascii "uespemosmodnarodarenegylsetybdet"
.endm

@ initial_state(r0 key, r1 state)
    function opaygo_step_initial_state
    push  {r4, r5, lr}
    make_state
    pop   {r4, r5, pc}
    constants
    .size opaygo_step_initial_state, . - opaygo_step_initial_state


//! What the compiler calls on ARMv6-M to copy, clear, compare and divide. The C library's and libgcc's are tuned for
//! speed and take 700 bytes; these take 90, and stay inside the archive, so that a program keeps its own.

use core::arch::global_asm;

global_asm!(
    r#"
    .syntax unified

    .macro block name
    .global \name
    .type \name, %function
    .thumb_func
\name:
    .endm

    @ (r0 to, r1 from, r2 bytes), from the last to the first
    .section .text.opaygo_copy,"ax",%progbits
    .balign 2
    block memcpy
    block __aeabi_memcpy
    block __aeabi_memcpy4
    block __aeabi_memcpy8
    b     2f
1:  ldrb  r3, [r1, r2]
    strb  r3, [r0, r2]
2:  subs  r2, #1
    bpl   1b
    bx    lr

    @ (r0 to, r1 bytes)
    .section .text.opaygo_fill,"ax",%progbits
    .balign 2
    block __aeabi_memclr
    block __aeabi_memclr4
    block __aeabi_memclr8
    movs  r2, #0
    @ (r0 to, r1 bytes, r2 byte)
    block __aeabi_memset
    block __aeabi_memset4
    block __aeabi_memset8
    b     2f
1:  strb  r2, [r0, r1]
2:  subs  r1, #1
    bpl   1b
    bx    lr

    @ (r0, r1, r2 bytes) -> r0: 0 when they are the same, which is all that is asked
    .section .text.opaygo_compare,"ax",%progbits
    .balign 2
    block memcmp
    block bcmp
    push  {{r4, lr}}
    movs  r3, #0
    b     2f
1:  ldrb  r3, [r0, r2]
    ldrb  r4, [r1, r2]
    subs  r3, r4
    bne   3f
2:  subs  r2, #1
    bpl   1b
3:  movs  r0, r3
    pop   {{r4, pc}}

    @ (r0, r1 at most 2^31) -> r0 quotient, r1 remainder
    .section .text.opaygo_divide,"ax",%progbits
    .balign 2
    block __aeabi_uidiv
    block __aeabi_uidivmod
    movs  r2, #0
    movs  r3, #32
1:  adds  r0, r0
    adcs  r2, r2
    cmp   r2, r1
    blo   2f
    subs  r2, r1
    adds  r0, #1
2:  subs  r3, #1
    bne   1b
    movs  r1, r2
    bx    lr

    .purgem block
    .text
"#
);

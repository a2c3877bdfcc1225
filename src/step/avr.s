; The hash step; its registers and its algebra are in avr.rs.
; Entered with r25:r24 words, r23:r22 c, r21:r18 t0, r17:r16 steps; left with the steps left in r25:r24.
; Without steps: a double round on the words, or for t0 = 1 their preparation.

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

    .irp k, 2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,28,29
    push  r\k
    .endr
    movw  r30, r24
    clt
    subi  r16, 1
    sbci  r17, 0
    brcc  1f

    ; Frame without steps: 1 the byte for r31, 2 the address of the words. The message is zero.
    set
    push  r31
    push  r30
    ldd   r16, Z+15
    push  r16
    lsr   r18               ; nothing touches the carry until .Lwords
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
    .irp k, 0,1,2,3,4,5,6,7
    ldd   r\k, Z+\k
    .endr
    .irp k, 8,9,10,11,12,13,14,15
    ldd   r\k, Z+\k+8
    .endr
    .irp k, 22,23,24,25,26,27,28,29
    ldd   r\k, Z+\k+2
    .endr
    eor32 22,23,24,25, 16,19,18,17
    eor32 26,27,28,29, 16,19,18,17
    .irp k, 16,17,18,19,20,21
    ldd   r\k, Z+\k-8
    .endr
    ldd   r30, Z+14
    pop   r31
    push  r31
    brtc  1f
    rjmp  .Lwords
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

    ; The state is loaded, for no step.
.Lwords:
    brcs  .Lprepare
    clt
    rcall .Lbody

    ; Back to the words, where the names of v3 are two bytes off; without v2 and v3 if T is set.
.Lstore:
    push  r30
    push  r31
    push  r28
    push  r29
    frame_in_y
    ldd   r30, Y+6
    ldd   r31, Y+7
    .irp k, 0,1,2,3,4,5,6,7
    std   Z+\k, r\k
    .endr
    .irp k, 16,17,18,19,20,21
    std   Z+\k-8, r\k
    .endr
    ldd   r0, Y+4
    std   Z+14, r0
    ldd   r0, Y+3
    std   Z+15, r0
    brts  1f
    .irp k, 8,9,10,11,12,13,14,15
    std   Z+\k+8, r\k
    .endr
    ldd   r0, Y+2
    std   Z+24, r0
    ldd   r0, Y+1
    std   Z+25, r0
    .irp k, 22,23,24,25,26,27
    std   Z+\k+4, r\k
    .endr
1:  ldi   r26, 7
    rjmp  .Ldrop

    ; The half of round 1 that depends on the key alone: the first mix13 of the body, small.
.Lprepare:
    add64 0,1,2,3,4,5,6,7, 16,17,18,19,20,21,30,31
    ldi   r22, 3
1:  right1 16,17,18,19,20,21,30,31
    dec   r22
    brne  1b
    eor32 30,31,16,17, 0,1,2,3
    eor32 18,19,20,21, 4,5,6,7
    rjmp  .Lstore

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
    .irp k, 29,28,17,16,15,14,13,12,11,10,9,8,7,6,5,4,3,2
    pop   r\k
    .endr
    clr   r1

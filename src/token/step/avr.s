; The hash step; its registers and its algebra are in avr.rs.
; Entered with r25:r24 key, r23:r22 c, r21:r18 t0, r17:r16 steps, r31:r30 the constants; left with the steps left in
; r25:r24.

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

    push  r28
    push  r29

    ; Frame, from the stack pointer up: 1 the byte for r31, 2 the words v0 to v3, 34 the steps left, 36 t0, 40 c,
    ; 44 the address of c.
    .irp k, 23,22, 0,0,0,0, 21,20,19,18, 17,16
    push  r\k
    .endr
    movw  r28, r24
    adiw  r28, 16
    ldi   r26, 32
1:  lpm   r0, Z+
    ld    r27, -Y
    eor   r0, r27
    push  r0
    dec   r26
    breq  2f
    cpi   r26, 16
    brne  1b
    adiw  r28, 16
    rjmp  1b

    ; The half of round 1 that depends on the key alone: v0 += v1, v1 = rotl(v1, 13) ^ v0.
2:  in    r30, 0x3d
    in    r31, 0x3e
    adiw  r30, 1            ; and no carry
    ldi   r26, 8
1:  ld    r0, Z
    ldd   r27, Z+8
    adc   r0, r27
    st    Z+, r0
    dec   r26
    brne  1b
    ldi   r27, 13
2:  ldd   r0, Z+7
    lsl   r0
    ldi   r26, 8
1:  ld    r0, Z
    rol   r0
    st    Z+, r0
    dec   r26
    brne  1b
    sbiw  r30, 8
    dec   r27
    brne  2b
    sbiw  r30, 8
    ldi   r26, 8
1:  ld    r0, Z+
    ldd   r27, Z+7
    eor   r27, r0
    std   Z+7, r27
    dec   r26
    brne  1b
    ldd   r0, Z+1
    push  r0

    movw  r26, r22
    ld    r16, X+
    ld    r17, X+
    ld    r18, X+
    ld    r19, X
    frame_in_y
    rjmp  .Lnext

    ; One step: Y the frame, c in r16 to r19. The message is c with its highest byte first, twice.
.Lstep:
    std   Y+40, r16
    std   Y+41, r17
    std   Y+42, r18
    std   Y+43, r19
    movw  r30, r28
    clt
    .irp k, 0,1,2,3,4,5,6,7
    ldd   r\k, Z+\k+2
    .endr
    .irp k, 8,9,10,11,12,13,14,15
    ldd   r\k, Z+\k+10
    .endr
    .irp k, 22,23,24,25,26,27,28,29
    ldd   r\k, Z+\k+4
    .endr
    eor32 22,23,24,25, 19,18,17,16
    eor32 26,27,28,29, 19,18,17,16
    .irp k, 16,17,18,19,20,21
    ldd   r\k, Z+\k-4
    .endr
    ldd   r30, Z+10
    pop   r31
    push  r31
    rcall .Lfrom_v3

    ; Between the blocks. The second holds no message byte, only the length, 8, in its top byte.
    push  r21
    ldi   r21, 8
    eor   r27, r21
    turn_v3
    frame_in_y
    ldd   r21, Y+46
    eor   r0, r21
    eor   r4, r21
    ldd   r21, Y+45
    eor   r1, r21
    eor   r5, r21
    ldd   r21, Y+44
    eor   r2, r21
    eor   r6, r21
    ldd   r21, Y+43
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

    ; Two rounds; afterwards the names of v3 are two bytes off.
    .global opaygo_step_body
opaygo_step_body:
.Lbody:
    mix13 0,1,2,3,4,5,6,7, 16,17,18,19,20,21,30,31
.Lfrom_v3:
    mix16 8,9,10,11,12,13,14,15, 22,23,24,25,26,27,28,29
    mix21 4,5,6,7,0,1,2,3, 28,29,22,23,24,25,26,27
    mix17 8,9,10,11,12,13,14,15, 30,31,16,17,18,19,20,21
    mix13 4,5,6,7,0,1,2,3, 20,21,30,31,16,17,18,19
    mix16 12,13,14,15,8,9,10,11, 25,26,27,28,29,22,23,24
    brtc  1f
    rjmp  .Lfold
1:  mix21 0,1,2,3,4,5,6,7, 23,24,25,26,27,28,29,22
    mix17 12,13,14,15,8,9,10,11, 18,19,20,21,30,31,16,17
    ret

    ; Of round 8 v1 and v3 in its middle are left. The code is the fold without its two low bits.
.Lfold:
    eor32 18,19,16,17, 30,31,20,21      ; f1
    eor32 23,24,25,26, 27,28,29,22      ; f3
    clr   r0
    .rept 4
    lsl   r23
    rol   r24
    rol   r25
    rol   r26
    adc   r23, r0
    .endr
    eor32 18,19,16,17, 23,24,25,26
    lsr   r19
    ror   r18
    ror   r17
    ror   r16
    andi  r19, 0x3f

    ; Of 10^9 and more, 2^30 - 10^9 + 1 is taken away.
    cpi   r19, 0x3b
    brlo  1f
    cpi   r17, 0xca
    ldi   r20, 0x9a
    cpc   r18, r20
    ldi   r20, 0x3b
    cpc   r19, r20
    brlo  1f
    subi  r16, 0x01
    sbci  r17, 0x36
    sbci  r18, 0x65
    sbci  r19, 0x04

    ; Byte 2 alone tells all but one code in 128 from those near t0.
1:  frame_in_y
    mov   r20, r18
    ldd   r21, Y+38
    sub   r20, r21
    cpi   r20, 2
    brlo  .Lnear

    ; Is a step left?
.Lnext:
    ldd   r24, Y+34
    subi  r24, 1
    brcs  2f
1:  std   Y+34, r24
    rjmp  .Lstep
2:  ldd   r25, Y+35
    subi  r25, 1
    brcs  .Ldone
    std   Y+35, r25
    rjmp  1b

    ; The code may be near: it is if c - t0 < 1024.
.Lnear:
    movw  r20, r16
    movw  r22, r18
    ldd   r24, Y+36
    sub   r20, r24
    ldd   r24, Y+37
    sbc   r21, r24
    ldd   r24, Y+38
    sbc   r22, r24
    ldd   r24, Y+39
    sbc   r23, r24
    subi  r21, 4
    sbci  r22, 0
    sbci  r23, 0
    brcc  .Lnext

    ; Done: c in r16 to r19, Y the frame.
.Ldone:
    ldd   r24, Y+34
    ldd   r25, Y+35
    ldd   r26, Y+44
    ldd   r27, Y+45
    st    X+, r16
    st    X+, r17
    st    X+, r18
    st    X, r19
    ldi   r26, 45
1:  pop   r0
    dec   r26
    brne  1b
    pop   r29
    pop   r28
    clr   r1


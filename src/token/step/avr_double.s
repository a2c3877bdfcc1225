; Two rounds on the state that r25:r24 points to, in avr.s's registers.

    .irp k, 28,29, 25,24
    push  r\k
    .endr
    movw  r30, r24
    ldd   r31, Z+15
    push  r31
    movw  r30, r24
    .irp k, 0,1,2,3,4,5,6,7
    ldd   r\k, Z+\k
    .endr
    .irp k, 8,9,10,11,12,13,14,15
    ldd   r\k, Z+\k+8
    .endr
    .irp k, 22,23,24,25,26,27,28,29
    ldd   r\k, Z+\k+2
    .endr
    .irp k, 16,17,18,19,20,21
    ldd   r\k, Z+\k-8
    .endr
    ldd   r30, Z+14
    pop   r31
    clt
    rcall opaygo_step_body
    push  r30
    push  r31
    push  r28
    push  r29
    in    r28, 0x3d
    in    r29, 0x3e
    ldd   r30, Y+5
    ldd   r31, Y+6
    .irp k, 0,1,2,3,4,5,6,7
    std   Z+\k, r\k
    .endr
    .irp k, 16,17,18,19,20,21
    std   Z+\k-8, r\k
    .endr
    .irp k, 8,9,10,11,12,13,14,15
    std   Z+\k+8, r\k
    .endr
    .irp k, 22,23,24,25,26,27
    std   Z+\k+4, r\k
    .endr
    .irp k, 25,24,15,14
    pop   r0
    std   Z+\k, r0
    .endr
    pop   r0
    pop   r0
    pop   r29
    pop   r28
    clr   r1

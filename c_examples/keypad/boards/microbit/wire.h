/*
 * wire.h: what the micro:bit says to the bench over its one UART besides text. The bench reads it too.
 * QEMU emulates neither a real-time clock nor pins that one could press or watch, so both go by wire: every byte
 * below 0x80 is the factory UART's, the others are these.
 */
#ifndef WIRE_H
#define WIRE_H

/* Bench to board. */
#define WIRE_TICK 0x80   /* the next second has begun; how many since start-up: 4 bytes, low byte first */
#define WIRE_SECOND 0x81 /* what the real-time clock reads: likewise */
#define WIRE_SILENT 0x82 /* the clock does not answer */
#define WIRE_KEY 0xA0    /* and above: a key, 0x80 + its ASCII code */

/* Board to bench. */
/* Nothing to do: 5 bytes follow, how many seconds, low byte first, and how many bytes came in since start-up, modulo 256. */
#define WIRE_IDLE 0x80
#define WIRE_CLOCK 0x81     /* asks for WIRE_SECOND or WIRE_SILENT, before which no other byte comes */
#define WIRE_SET_CLOCK 0x82 /* 4 bytes follow, low byte first */
#define WIRE_PINS 0x90      /* to 0x97: what the pins read now */
#define WIRE_PIN_OUTPUT 1
#define WIRE_PIN_RED 2
#define WIRE_PIN_GREEN 4

#endif

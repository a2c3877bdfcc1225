/*
 * wiring.h: what hangs on which pin of the ATmega328P, and how fast things go. The bench reads it too.
 *
 *   PB0-PB3  rows of the key matrix, driven low one at a time  PD5  green LED
 *   PC0-PC2  its columns, with the chip's pull-ups             PD6  red LED
 *   PC4 PC5  SDA and SCL of a DS3231 real-time clock, with     PD7  output switch
 *            pull-ups of 4.7 kilohm                            PD0 PD1  factory UART
 *
 * With BENCH the scan and the blinks run faster than a finger or an eye could follow, so that an emulated run is short.
 * A scan costs as many emulated instructions at any rate, and sleep costs none: so the scan is not made faster still.
 */
#ifndef WIRING_H
#define WIRING_H

#define CPU_HZ 16000000UL
#define F_CPU CPU_HZ /* the name that avr-libc wants */

#define ROW_PINS 0x0F
#define COLUMN_PINS 0x07
#define ROWS 4
#define COLUMNS 3
#define KEYS "123456789*0#" /* row by row */
#define NO_KEY '!'          /* what a chord reads as */

#define SDA_PIN 4
#define SCL_PIN 5
#define GREEN_PIN 5
#define RED_PIN 6
#define OUTPUT_PIN 7

#define DEBOUNCE_SCANS 4
#ifdef BENCH
#define SCAN_HZ 2000UL
#define SCAN_CLOCK (_BV(CS01) | _BV(CS00))
#define SCAN_PRESCALER 64u
#define SCANS_A_HALF_BLINK 0
#define SECOND_CLOCK 0 /* Timer1 stands: the bench makes the seconds */
#define BAUD 1000000UL
#else
#define SCAN_HZ 200UL /* a key is taken after 20 ms */
#define SCAN_CLOCK (_BV(CS02) | _BV(CS00))
#define SCAN_PRESCALER 1024u
#define SCANS_A_HALF_BLINK 50 /* 0.25 s lit, 0.25 s dark */
#define SECOND_CLOCK (_BV(CS12) | _BV(CS10)) /* 1,024 cycles a step */
#define BAUD 115200UL
#endif

/*
 * Bench marks: GPIOR1 takes the seconds that the product may sleep, high byte first; GPIOR0 is 1 while it sleeps; GPIOR2 is
 * written where a read of the EEPROM begins.
 */
#define MARK_IDLE GPIOR0
#define MARK_SECONDS GPIOR1
#define MARK_READ GPIOR2

#endif

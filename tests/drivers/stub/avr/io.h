/* io.h: the registers of the bus's pins and of Timer1, for drivers that run on this computer. */
#include <stdint.h>

#define _BV(bit) (1u << (bit))

extern uint8_t DDRC, PINC;
extern uint8_t TCCR1B, TIMSK1;
extern uint16_t OCR1A;

enum { CS10, CS11, CS12, WGM12, OCIE1A = 1 };

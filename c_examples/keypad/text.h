/*
 * text.h: words and numbers on the UART without printf. On AVR the words stay in flash.
 * Knows nothing of what it says.
 */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>

#ifdef __AVR__
#include <avr/pgmspace.h>
#define TEXT(words) PSTR(words)
#define TEXT_AT(at) ((char)pgm_read_byte(at))
#else
#define TEXT(words) (words)
#define TEXT_AT(at) (*(at))
#endif

/* `words` comes from TEXT(). Returns its last character. */
char text_say(const char *words);
void text_number(uint32_t number);
void text_hex(uint32_t number); /* 8 digits */
void text_end(void);            /* ends the line */

/* A whole line, `number` behind its words if they end with = or -. */
void text_line(const char *words, uint32_t number);

#endif

/* said.h: what a unit says, in words for a person. Knows the product by its lines only, and no terminal but its colours. */
#ifndef SAID_H
#define SAID_H

/* Of the last token: nothing was said; taken; used; neither; not looked at. */
typedef enum { SAID_NOTHING, SAID_TAKEN, SAID_USED, SAID_REFUSED, SAID_LOCKED } said_kind;

extern int said_colours, said_keys; /* colours; key events too */

void said_line(const char *line); /* a line of the product: for output_line */
void said_begin(void);            /* forgets the last token's answer */
said_kind said_what(void);

/* Each prints the rest of a line. The unit is asked for what they show. */
void said_entry(const char *digits); /* the token, what it was, the LED, the credit left */
void said_led(void);
void said_unit(void);   /* its state */
void said_status(void); /* that, its serial number, its count and its clock */

/* A line for what was not done, and what to do. */
void said_wrong(const char *why);

/* Digits in groups of three. */
void said_digits(const char *digits);

#endif

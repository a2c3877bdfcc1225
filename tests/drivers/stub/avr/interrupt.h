/* interrupt.h: an interrupt is a function that the test calls. */
void TIMER1_COMPA_vect(void);

#define ISR(vector) void vector(void)

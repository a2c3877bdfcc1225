/* delay.h: the driver waits after each change of a line: here the lines follow (bus.c). */
void bus_follows(void);

#define _delay_us(time) bus_follows()

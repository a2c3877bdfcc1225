/* What a chip gives a test: somewhere to write, and an end. Knows nothing of what is tested. */
#ifndef CHIP_H
#define CHIP_H

/* Writes one line; the text must not be in flash only. */
void chip_say(const char *line);

/* Ends the run; 0 = passed. */
void chip_end(int failed);

#endif

/* entry.h: tokens at the simulator's prompt: typed by a person, made by the server. Knows no file. */
#ifndef ENTRY_H
#define ENTRY_H

#include "play.h"

extern unsigned entry_entered; /* how many of server_made the unit has been given */

/* Digits as people group them, `*` in front or not; or `#`. Returns whether it was such a line. */
int entry_typed(const char *line);

/* The server makes what `it` asks for; the first not entered yet, or the last, once more. `typed`: types them too. */
void entry_make(const command *it, int typed);
void entry_reshow(int last, int typed);

#endif

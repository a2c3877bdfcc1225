/*
 * server.h: who sells time for the unit on the bench: what a server keeps of a unit, and the tokens it makes. Each token comes
 * from the library's own generator. Knows no board and no terminal.
 */
#ifndef SERVER_H
#define SERVER_H

#include <stdint.h>

#define SERVER_TOKEN 26   /* the longest token as text, with its NUL */
#define SERVER_WHAT 40
#define SERVER_MOST 16u   /* tokens for one request */
#define SERVER_SERIAL 29u

typedef struct {
    uint8_t key[16];
    char serial[SERVER_SERIAL];
    uint32_t starting_code, test_code;
    uint32_t count; /* the last issued */
    uint8_t known, divider, restricted, unlocked;
    uint64_t expiry, furthest; /* in the unit's time; the furthest ever granted */
} server_unit;

extern server_unit server;

/* The tokens of the last request. */
typedef struct {
    char digits[SERVER_TOKEN];
    char what[SERVER_WHAT]; /* it does, in words */
} server_token;

extern server_token server_made[SERVER_MOST];
extern unsigned server_made_count;

typedef enum { SERVER_ADD, SERVER_SET, SERVER_UNLOCK, SERVER_SYNC, SERVER_EXTENDED } server_kind;

/* The unit has taken this factory line. */
void server_meets(const char *line);

/*
 * Makes the next tokens: for `value` days more, or set to `value` days, or an extended one of that value. `count` is the
 * unit's own last count: a server learns of tokens that others have made. Returns what is wrong, or NULL.
 */
const char *server_makes(server_kind kind, uint32_t value, uint32_t now, uint32_t count);

#endif

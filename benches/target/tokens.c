/* The token level over the ages of a unit up to OLDEST, in one go and in steps. Knows no unit and no storage. */
#include "opaygo.h"
#include "said.h"

static uint8_t key[16] = EXAMPLE_KEY;

static void decode(const char *which, uint32_t token, uint16_t count, uint8_t forward)
{
    opaygo_limits limits;
    opaygo_window window;
    opaygo_token found;
    opaygo_status status;
    uint32_t hashes = (uint32_t)count + forward;
    (void)opaygo_limits_default(&limits);
    (void)opaygo_window_init(&window, count);
    limits.forward = forward;
    status = opaygo_token_decode(&window, &limits, key, STARTING_CODE, token, &found);
    said("opaygo_token_decode", which, status == OPAYGO_ADD_TIME ? found.count : hashes, status);
}

/* From a walk's begin to its end in calls of `max_hashes`. */
static void step(const char *which, uint32_t token, uint16_t count, uint16_t max_hashes)
{
    opaygo_limits limits;
    opaygo_window window;
    opaygo_walk walk;
    opaygo_token found;
    opaygo_status status;
    uint16_t end, taken = 0;
    (void)opaygo_limits_default(&limits);
    (void)opaygo_window_init(&window, count);
    end = (uint16_t)(count + limits.forward);
    status = opaygo_token_begin(&walk, &window, &limits, STARTING_CODE, token);
    said("opaygo_token_begin", which, 0, status);
    do {
        uint16_t upto = end - taken < max_hashes ? end : (uint16_t)(taken + max_hashes);
        status = opaygo_token_step(&walk, &window, &limits, key, max_hashes, &found);
        if (status == OPAYGO_ADD_TIME) {
            upto = found.count;
        }
        said("opaygo_token_step", which, (uint32_t)upto - taken, status);
        taken = upto;
    } while (status == OPAYGO_DECODING);
}

/* What writing a text takes is told by its digits: 9 take longest, 0 shortest. */
static void write(const char *which, uint32_t token, uint8_t restricted)
{
    char text[16];
    said("opaygo_token_write", which, 0, opaygo_token_write(token, restricted, text, sizeof text));
}

int main(void)
{
    decode("valid", VALID_TOKEN, 0, 64);
    decode("invalid", INVALID_TOKEN, 0, 30);
    decode("invalid", INVALID_TOKEN, 0, 64);
    decode("invalid", INVALID_TOKEN, 0, 100);
#if OLDEST >= 1000
    decode("invalid", INVALID_TOKEN, 100, 64);
    decode("invalid", INVALID_TOKEN, 1000, 64);
#endif
#if OLDEST >= 10000
    decode("invalid", INVALID_TOKEN, 10000, 64);
#endif
    step("invalid", INVALID_TOKEN, 0, 1);
    step("invalid", INVALID_TOKEN, 0, 16);
    step("invalid", INVALID_TOKEN, 0, 1000);
    step("used", VALID_TOKEN, 2, 1000);
    step("valid", VALID_TOKEN, 0, 1000);
    write("valid", VALID_TOKEN, 0);
    write("least", 0, 0);
    write("most", 999999999u, 0);
    write("restricted", 999999999u, 1);
    chip_end(0);
    return 0;
}

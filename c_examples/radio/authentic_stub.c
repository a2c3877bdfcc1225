/*
 * authentic_stub.c: PUT YOUR OWN IN ITS PLACE. This one authenticates nobody: it takes every frame that ends with "DEMO".
 *
 * What belongs here is what your channel has: a MAC over the message and the unit's serial number, with a key for this and
 * nothing else; the session of a TLS or LoRaWAN stack; a signature. README.md says what it must cover.
 */
#include "authentic.h"

#include <string.h>

uint8_t authentic(const uint8_t *message, uint8_t len, const uint8_t tag[FRAME_TAG])
{
    (void)message;
    (void)len;
    return memcmp(tag, "DEMO", FRAME_TAG) == 0;
}

/* authentic.h: whether a frame comes from the server. The product's to write: the library does not authenticate. */
#ifndef AUTHENTIC_H
#define AUTHENTIC_H

#include <stdint.h>

#define FRAME_TAG 4u /* bytes; a real one has at least 8 */

uint8_t authentic(const uint8_t *message, uint8_t len, const uint8_t tag[FRAME_TAG]);

#endif

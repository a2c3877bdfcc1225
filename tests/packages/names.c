#include <opaygo_decoder.h>

TokenData entered(uint64_t token, uint16_t *count, uint16_t *used, uint32_t code, unsigned char key[16]);

TokenData entered(uint64_t token, uint16_t *count, uint16_t *used, uint32_t code, unsigned char key[16])
{
    return GetDataFromToken(token, count, used, code, key);
}

// sketch.cpp: the published names as C++ firmware takes them: inside extern "C", and the published sources included.
#ifdef INCLUDES_SOURCES
extern "C" {
#include "opaygo_core.c"
#include "opaygo_decoder.c"
#include "opaygo_value_utils.c"
#include "restricted_digit_set_mode.c"
#include "siphash.c"
}
#endif
extern "C" {
#include <opaygo_decoder.h>
#include "siphash.h"
}
extern "C" {
#include "extended/opaygo_decoder_extended.h"
}
#include <math.h>
#include <stdlib.h>
#include <string.h>

uint32_t startingCode = 123456789;
unsigned char secretKey[16] = {0};
uint16_t lastCount = 0;
uint16_t usedTokens = 0;
bool paygDisabled = false;
TokenData Output;

int tokenReceived(uint32_t receivedToken)
{
    Output = GetDataFromToken((uint64_t)receivedToken, &lastCount, &usedTokens, startingCode, secretKey);
    if (Output.Value == PAYG_DISABLE_VALUE)
        paygDisabled = true;
    return Output.Value;
}

int older(uint32_t receivedToken)
{
    static char key[16]; // as the oldest firmware has it

    return GetActivationValueFromToken(receivedToken, &lastCount, startingCode, key) +
           GetActivationValueFromToken(receivedToken, &lastCount, &usedTokens, startingCode, secretKey) +
           (int)GetActivationValueFromExtendedToken(receivedToken, &lastCount, startingCode, secretKey);
}

int main(void)
{
    return tokenReceived(1) == -1 && older(1) == -3 ? 0 : 1;
}

/* main.c: a product as it was written against the published C code: it includes the published names and nothing else. */
#include <stdio.h>
#include <stdbool.h>
#include <opaygo_decoder.h>
#include "logic.h"

static uint16_t TokenCount = 1;
static uint16_t UsedTokens = 0;
static uint32_t StartingCode = 123456789;
static unsigned char SECRET_KEY[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4,
                                       0x1e, 0xc9, 0x53, 0xf, 0x6d, 0xac, 0x86, 0xb1};

static TokenData entered(uint64_t InputToken)
{
    TokenData Output;

    Output = GetDataFromToken(InputToken, &TokenCount, &UsedTokens, StartingCode, SECRET_KEY);
    update(Output.Value, Output.Count, 1000);
    return Output;
}

/* The server's side, from the published parts. */
static uint32_t generate(int Count, int Value)
{
    int Base = (GetTokenBase(StartingCode) + Value) % 1000;
    uint32_t Token = PutBaseInToken(StartingCode, Base);

    for (int i = 0; i < Count; i++)
        Token = GenerateOPAYGOToken(Token, SECRET_KEY);
    return PutBaseInToken(Token, Base);
}

int main(void)
{
    struct TokenDataStruct first = entered(662486790);
    bool good = first.Value == 1 && first.Count == 2 && active_until == 1000 + 86400u;

    good = good && entered(662486790).Value == -2 && entered(662486791).Value == -1;
    good = good && entered(generate(3, 30)).Value == 30 && active_until == 1000 + 30 * 86400u;
    good = good && entered(generate(4, 996)).Value == -2 && entered(generate(5, 997)).Value == -2;
    good = good && active_until == 1000 + 30 * 86400u && TokenCount == 5;
    good = good && entered(generate(7, 998)).Value == PAYG_DISABLE_VALUE && !payg && TokenCount == 7;
    good = good && MAX_TOKEN_JUMP == 64 && MAX_TOKEN_JUMP_COUNTER_SYNC == 100 && MAX_UNUSED_OLDER_TOKENS == 16;
    puts(good ? "compat product: 1 passed, 0 failed" : "FAILED compat: the product");
    return good ? 0 : 1;
}

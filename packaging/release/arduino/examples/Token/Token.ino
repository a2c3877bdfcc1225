// Token: takes the published page's first token twice, at the token level, and says on Serial what it was.
#include <opaygo.h>

static const uint8_t key[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4,
                                0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1}; // the published example, not for a product
static opaygo_window unit; // in a product: stored before anything is granted
static opaygo_limits limits;

static opaygo_status entered(uint32_t token)
{
    opaygo_token found;
    opaygo_status kind = opaygo_token_decode(&unit, &limits, key, 123456789, token, &found);

    if (kind < OPAYGO_INVALID)
        opaygo_token_accept(&unit, kind, found.count);
    return kind;
}

void setup()
{
    Serial.begin(9600);
    opaygo_limits_default(&limits);
    opaygo_window_init(&unit, 1);
    Serial.println(entered(662486790) == OPAYGO_ADD_TIME ? F("added") : F("refused"));
    Serial.println(entered(662486790) == OPAYGO_ALREADY_USED ? F("already used") : F("taken again"));
}

void loop()
{
}

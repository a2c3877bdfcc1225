// old_sketch: firmware in the manner of the published sketch: its header's name, inside extern "C", and nothing of ours.
extern "C" {
  #include <opaygo_decoder.h>
}
#include <math.h>
#include <stdlib.h>
#include <stdio.h>
#include <EEPROM.h>
#include <string.h>

#define LAST_COUNT_ADDRESS 25
#define USED_TOKENS_ADDRESS 33

uint32_t startingCode = 123456789;
unsigned char secretKey[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4, 0x1e, 0xc9, 0x53, 0xf, 0x6d, 0xac, 0x86, 0xb1};
uint16_t lastCount = 1;
uint16_t usedTokens = 0;

void handleToken(uint32_t inputToken) {
  TokenData Output;
  Output = GetDataFromToken((uint64_t)inputToken, &lastCount, &usedTokens, startingCode, secretKey);
  if (Output.Value == -1) {
    Serial.println("invalid");
  } else if (Output.Value == -2) {
    Serial.println("already used");
  } else {
    EEPROM.put(LAST_COUNT_ADDRESS, lastCount);
    EEPROM.put(USED_TOKENS_ADDRESS, usedTokens);
    Serial.println(Output.Count % 2 ? "set" : "added");
  }
}

void setup() {
  Serial.begin(9600);
  handleToken(662486790);
  handleToken(662486790);
}

void loop() {
}

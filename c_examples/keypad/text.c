/* text.c: see text.h. */
#include "text.h"

#include "board.h"

char text_say(const char *words)
{
    char c, last = '\0';

    for (; (c = TEXT_AT(words)) != '\0'; words++) {
        board_send((uint8_t)c);
        last = c;
    }
    return last;
}

void text_number(uint32_t number)
{
    char digits[10];
    uint8_t n = 0;

    do {
        digits[n++] = (char)('0' + (uint8_t)(number % 10u));
        number /= 10u;
    } while (number != 0);
    while (n != 0)
        board_send((uint8_t)digits[--n]);
}

void text_hex(uint32_t number)
{
    uint8_t n;

    for (n = 0; n < 8; n++) {
        uint8_t digit = (uint8_t)(number >> 28);
        board_send((uint8_t)(digit < 10 ? '0' + digit : 'a' - 10 + digit));
        number <<= 4;
    }
}

void text_end(void)
{
    board_send('\n');
}

void text_line(const char *words, uint32_t number)
{
    char last = text_say(words);

    if (last == '=' || last == '-')
        text_number(number);
    text_end();
}

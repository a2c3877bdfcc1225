/* The textbook decoder over the ages of a unit up to OLDEST. Knows no library. */
#include "said.h"
#include "textbook.h"

/* Read at run time, so that no compiler folds them into the decoder. */
static volatile uint32_t starting_code = STARTING_CODE;
static volatile uint16_t oldest = OLDEST;

int main(void)
{
    static const struct {
        uint16_t count, window;
    } ages[] = {{0, 30}, {0, 64}, {0, 100}, {100, 64}, {1000, 64}, {10000, 64}};
    const uint8_t example[16] = EXAMPLE_KEY;
    uint8_t key[16];
    uint16_t count = 0;
    uint8_t i;
    int16_t value;
    for (i = 0; i < sizeof key; i++) {
        ((volatile uint8_t *)key)[i] = example[i];
    }
    value = textbook_decode(VALID_TOKEN, starting_code, key, 0, 64, &count);
    said("textbook_decode", "valid", count, value);
    for (i = 0; i < sizeof ages / sizeof *ages; i++) {
        if (ages[i].count <= oldest) {
            value = textbook_decode(INVALID_TOKEN, starting_code, key, ages[i].count, ages[i].window, &count);
            said("textbook_decode", "invalid", (uint32_t)ages[i].count + ages[i].window, value);
        }
    }
    chip_end(0);
    return 0;
}

/*
 * port_check.c: not a product, but what is put on a new board once: it lets the library check the board's port, and says
 * what it found. Knows no chip: its port is the product's own (board.h).
 */
#include "board.h"
#include "opaygo_names.h"
#include "product.h"
#include "text.h"

#ifdef __AVR__
#define PART_NAME opaygo_port_part_name_P
#define FAULT_NAME opaygo_port_fault_name_P
#else
#define PART_NAME opaygo_port_part_name
#define FAULT_NAME opaygo_port_fault_name
#endif

#define CALLS_A_SECOND 10u
#define OVERWRITE '*' /* on the UART or the keypad: even where a unit is stored */

opaygo_config product_config;

static opaygo_check check;
static opaygo_status status;
static uint8_t calls;
static volatile uint8_t overwrite;

/* The library counts on it: between two calls pass 100 ms or so. A bench has no time to wait, and makes the seconds. */
#if defined(BENCH) || !(defined(__AVR__) || defined(__arm__))
static void wait_a_tenth(void)
{
}
#elif defined(__AVR__)
#define F_CPU 16000000UL
#include <util/delay.h>

static void wait_a_tenth(void)
{
    _delay_ms(100); /* and reset a watchdog here */
}
#else
static void wait_a_tenth(void)
{
    volatile uint32_t turns; /* of some ten cycles, at 16 MHz */

    for (turns = 0; turns < 160000u; turns++)
        ;
}
#endif

void product_config_default(void)
{
    (void)opaygo_config_default(&product_config);
}

static void begin(uint8_t anyway)
{
    overwrite = 0;
    (void)opaygo_check_init(&check, anyway);
    status = OPAYGO_CHECKING;
    (void)text_say(TEXT("port check: the storage will be blank"));
    text_end();
}

void product_start(void)
{
    board_start();
    begin(0);
}

void product_pressed(char key)
{
    if (key == OVERWRITE)
        overwrite = 1;
}

static void tell(const opaygo_port_finding *found)
{
    if (status == OPAYGO_OK) {
        (void)text_say(TEXT("port ok"));
        text_end();
        return;
    }
    if (status == OPAYGO_PROVISIONED) {
        (void)text_say(TEXT("port not checked: a unit is stored here; * overwrites it"));
        text_end();
        return;
    }
    (void)text_say(TEXT("port wrong: "));
    (void)text_say(PART_NAME(found->part));
    (void)text_say(TEXT(" "));
    (void)text_say(FAULT_NAME(found->fault));
    (void)text_say(TEXT(" at="));
    text_number(found->at);
    (void)text_say(TEXT(" expected="));
    text_number(found->expected);
    text_line(TEXT(" read="), found->read);
}

uint32_t product_pass(void)
{
    opaygo_port_finding found;

    if (board_byte() == OVERWRITE)
        overwrite = 1;
    if (overwrite)
        begin(1);
    if (status != OPAYGO_CHECKING)
        return 60;
    wait_a_tenth();
    status = opaygo_port_check(&check, board_port(), &found);
    if (status != OPAYGO_CHECKING)
        tell(&found);
    calls = (uint8_t)((calls + 1u) % CALLS_A_SECOND);
    return calls == 0; /* until the next second begins */
}

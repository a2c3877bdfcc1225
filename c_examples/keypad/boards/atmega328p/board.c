/* board.c: the ATmega328P's pins, UART and sleep (wiring.h). Knows no key, no EEPROM, no clock. */
#include "../../board.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#include "../../product.h"
#include "atmega328p.h"
#include "wiring.h"

#define RECEIVED_SIZE 16u /* a power of two */

volatile uint8_t board_woken;

static volatile uint8_t received[RECEIVED_SIZE];
static volatile uint8_t received_in;
static uint8_t received_out;

static const opaygo_port port = {
    .read = eeprom_read,
    .write = eeprom_write,
    .rtc = clock_read,
    .uptime = uptime_read,
    .timer = opaygo_with_uptime,
    .test_code = opaygo_with_test_code,
    .geometry = {.size = STORAGE_SIZE, .page = 0, .write_size = 1},
    .config = &product_config,
};

const opaygo_port *board_port(void)
{
    return &port;
}

ISR(USART_RX_vect)
{
    uint8_t byte = UDR0;
    uint8_t next = (uint8_t)((received_in + 1u) % RECEIVED_SIZE);

    if (next != received_out) {
        received[received_in] = byte;
        received_in = next;
    }
    board_woken = 1;
}

void board_start(void)
{
    DDRD |= (uint8_t)(_BV(GREEN_PIN) | _BV(RED_PIN) | _BV(OUTPUT_PIN));
    UCSR0A = _BV(U2X0);
    UBRR0 = (uint16_t)(CPU_HZ / 8u / BAUD - 1u);
    UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
    keys_start();
    clock_start();
    sei();
}

int16_t board_byte(void)
{
    uint8_t byte;

    if (received_out == received_in)
        return -1;
    byte = received[received_out];
    received_out = (uint8_t)((received_out + 1u) % RECEIVED_SIZE);
    return byte;
}

void board_send(uint8_t byte)
{
    while (!(UCSR0A & _BV(UDRE0)))
        ;
    UDR0 = byte;
}

static void drive(uint8_t pin, uint8_t on)
{
    uint8_t bit = (uint8_t)(1u << pin);

    PORTD = (uint8_t)(on ? PORTD | bit : PORTD & ~bit);
}

void board_led(uint8_t led, uint8_t lit)
{
    drive(led == BOARD_GREEN ? GREEN_PIN : RED_PIN, lit);
}

void board_output(uint8_t on)
{
    drive(OUTPUT_PIN, on);
}

static void mark_idle(uint32_t seconds)
{
    uint8_t i;

    for (i = 0; i < 4; i++, seconds <<= 8)
        MARK_SECONDS = (uint8_t)(seconds >> 24);
    MARK_IDLE = 1;
}

void board_idle(uint32_t seconds)
{
    cli();
    if (!board_woken)
        mark_idle(seconds);
    while (!board_woken) {
        SMCR = _BV(SE); /* idle mode: the timers and the UART go on and wake it */
        sei();
        sleep_cpu(); /* the instruction after sei still runs: no wake-up is lost */
        SMCR = 0;
        cli();
    }
    board_woken = 0;
    MARK_IDLE = 0;
    sei();
}

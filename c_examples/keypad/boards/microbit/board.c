/* board.c: the micro:bit's UART, pins and sleep. Knows no key and no token; what comes by wire is in wire.h. */
#include "../../board.h"

#include "../../product.h"
#include "nrf51.h"
#include "wire.h"

static uint32_t copy; /* of the real-time clock, as long as its second has not ended */
static uint8_t stale;
static uint32_t uptime;
static uint8_t bytes_taken;

void board_send(uint8_t byte)
{
    UART_TXDRDY = 0;
    UART_TXD = byte;
    while (UART_TXDRDY == 0)
        ;
}

static uint8_t receive(void)
{
    while (UART_RXDRDY == 0)
        ;
    UART_RXDRDY = 0;
    bytes_taken++;
    return (uint8_t)UART_RXD;
}

static void send_number(uint32_t number)
{
    uint8_t i;

    for (i = 0; i < 4; i++)
        board_send((uint8_t)(number >> (8 * i)));
}

static uint32_t receive_number(void)
{
    uint32_t number = 0;
    uint8_t i;

    for (i = 0; i < 4; i++)
        number |= (uint32_t)receive() << (8 * i);
    return number;
}

static int8_t clock_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    if (stale) {
        board_send(WIRE_CLOCK);
        if (receive() != WIRE_SECOND)
            return -1;
        copy = receive_number();
        stale = 0;
    }
    *seconds = copy;
    return 0;
}

static int8_t uptime_read(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    *seconds = uptime;
    return 0;
}

int8_t board_set_clock(uint32_t seconds)
{
    board_send(WIRE_SET_CLOCK);
    send_number(seconds);
    stale = 1;
    return 0;
}

/* The bench's clock has no battery to lose. */
uint8_t board_clock_stopped(void)
{
    return 0;
}

void board_clock_trust(void)
{
}

static const opaygo_port port = {
    .read = flash_read,
    .write = flash_write,
    .erase = flash_erase,
    .pages = opaygo_with_pages,
    .test_code = opaygo_with_test_code,
    .rtc = clock_read,
    .uptime = uptime_read,
    .timer = opaygo_with_uptime,
    .geometry = {.size = STORAGE_SIZE, .page = STORAGE_PAGE, .write_size = 4},
    .config = &product_config,
};

const opaygo_port *board_port(void)
{
    return &port;
}

/* The bytes that are not the factory UART's are taken out here. */
int16_t board_byte(void)
{
    uint8_t byte;

    if (UART_RXDRDY == 0)
        return -1;
    byte = receive();
    if (byte < 0x80)
        return byte;
    if (byte == WIRE_TICK) {
        uptime = receive_number();
        stale = 1;
    } else {
        product_pressed((char)(byte & 0x7F));
    }
    return -1;
}

/* Drives the pin, then tells what the pins read if that has changed. */
static void drive(uint32_t pin, uint8_t on)
{
    uint32_t before = GPIO_OUT;

    if (on)
        GPIO_OUTSET = 1u << pin;
    else
        GPIO_OUTCLR = 1u << pin;
    if (GPIO_OUT != before)
        board_send((uint8_t)(WIRE_PINS | (GPIO_OUT >> PIN_OUTPUT & 7u)));
}

void board_led(uint8_t led, uint8_t lit)
{
    drive(led == BOARD_GREEN ? PIN_GREEN : PIN_RED, lit);
}

void board_output(uint8_t on)
{
    drive(PIN_OUTPUT, on);
}

/* The emulator has no time to show a blink; on the chip, TIMER0 would pace this to 250 ms. */
uint8_t board_blink_due(void)
{
    return 1;
}

void board_start(void)
{
    GPIO_OUTCLR = 7u << PIN_OUTPUT;
    GPIO_DIRSET = 7u << PIN_OUTPUT | 1u << PIN_TXD;
    UART_PSELTXD = PIN_TXD;
    UART_PSELRXD = PIN_RXD;
    UART_BAUDRATE = UART_115200;
    UART_ENABLE = UART_ENABLED;
    UART_STARTTX = 1;
    UART_STARTRX = 1;
    UART_INTENSET = UART_RXDRDY_BIT;
    /* The interrupt only ends the sleep: masked, it is never taken. */
    __asm__ volatile("cpsid i");
    NVIC_ENABLE = 1u << UART_IRQ;
    stale = 1;
}

void board_idle(uint32_t seconds)
{
    board_send(WIRE_IDLE);
    send_number(seconds);
    board_send(bytes_taken);
    while (UART_RXDRDY == 0) {
        __asm__ volatile("wfi");
        NVIC_CLEAR_PENDING = 1u << UART_IRQ;
    }
}

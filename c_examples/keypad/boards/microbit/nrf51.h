/* nrf51.h: the few registers of the nRF51822 that this board uses, and the micro:bit's pins. */
#ifndef NRF51_H
#define NRF51_H

#include <stdint.h>

#define REGISTER(address) (*(volatile uint32_t *)(address))

#define UART_STARTRX REGISTER(0x40002000u)
#define UART_STARTTX REGISTER(0x40002008u)
#define UART_RXDRDY REGISTER(0x40002108u)
#define UART_TXDRDY REGISTER(0x4000211Cu)
#define UART_INTENSET REGISTER(0x40002304u)
#define UART_ENABLE REGISTER(0x40002500u)
#define UART_PSELTXD REGISTER(0x4000250Cu)
#define UART_PSELRXD REGISTER(0x40002514u)
#define UART_RXD REGISTER(0x40002518u)
#define UART_TXD REGISTER(0x4000251Cu)
#define UART_BAUDRATE REGISTER(0x40002524u)
#define UART_ENABLED 4u
#define UART_RXDRDY_BIT (1u << 2)
#define UART_115200 0x01D7E000u
#define UART_IRQ 2u

#define NVMC_READY REGISTER(0x4001E400u)
#define NVMC_CONFIG REGISTER(0x4001E504u)
#define NVMC_ERASEPAGE REGISTER(0x4001E508u)
#define NVMC_READ 0u
#define NVMC_WRITE 1u
#define NVMC_ERASE 2u

#define GPIO_OUT REGISTER(0x50000504u)
#define GPIO_OUTSET REGISTER(0x50000508u)
#define GPIO_OUTCLR REGISTER(0x5000050Cu)
#define GPIO_DIRSET REGISTER(0x50000518u)

#define NVIC_ENABLE REGISTER(0xE000E100u)
#define NVIC_CLEAR_PENDING REGISTER(0xE000E280u)

/* Edge connector and interface chip of the micro:bit. */
#define PIN_GREEN 3u  /* P0 */
#define PIN_RED 2u    /* P1 */
#define PIN_OUTPUT 1u /* P2; the first of the three */
#define PIN_TXD 24u
#define PIN_RXD 25u

/* The last two pages are the unit's records; link.ld keeps the program out of them. */
#define STORAGE_START 0x3F800u
#define STORAGE_PAGE 1024u
#define STORAGE_SIZE 2048u

int8_t flash_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len);
int8_t flash_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len);
int8_t flash_erase(void *ctx, uint16_t at);

#endif

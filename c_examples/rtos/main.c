/*
 * main.c: the tasks on a computer: payments are typed, and while each of them is, another comes by radio. Every callback looks
 * whether the lock is held. Plays the board; a product has another.
 */
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os.h"
#include "tasks.h"

#define PAYMENTS 50u /* each way, two at a time; of one day */
#define LINE "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;count=0"
#define STARTING_CODE 123456789u

static const uint8_t key[16] = {0xa2, 0x9a, 0xb8, 0x2e, 0xdc, 0x5f, 0xbb, 0xc4, 0x1e, 0xc9, 0x53, 0x0f, 0x6d, 0xac, 0x86, 0xb1};

static uint8_t memory[512];
static sem_t key_taken, token_answered, typing, applied, all_done, never;
static uint32_t highest; /* what the display has shown */

static void fail(const char *what, int status)
{
    printf("%s: %d\n", what, status);
    exit(1);
}

static void must_be_locked(void)
{
    if (!os_locked())
        fail("a callback without the lock", 0);
}

int8_t storage_read(void *ctx, uint16_t at, uint8_t *into, uint8_t len)
{
    (void)ctx;
    must_be_locked();
    memcpy(into, memory + at, len);
    return 0;
}

int8_t storage_write(void *ctx, uint16_t at, const uint8_t *from, uint8_t len)
{
    (void)ctx;
    must_be_locked();
    memcpy(memory + at, from, len);
    return 0;
}

int8_t clock_seconds(void *ctx, uint32_t *seconds)
{
    (void)ctx;
    must_be_locked();
    *seconds = 1000;
    return 0;
}

/* A finger that waits for the click of the key before, and at a token's end for its answer and the radio's. */
char board_key(void)
{
    static char token[11];
    static unsigned at = 10, typed;
    uint32_t number;

    if (at < 10) {
        sem_wait(&key_taken);
        return token[at++];
    }
    if (typed != 0) {
        sem_wait(&key_taken);
        sem_wait(&token_answered);
        sem_wait(&applied);
    }
    if (typed == PAYMENTS) {
        sem_post(&all_done);
        sem_wait(&never);
    }
    typed++;
    (void)opaygo_token_generate(key, STARTING_CODE, (uint16_t)(4u * typed - 2u), 1, &number);
    token[0] = '*';
    (void)opaygo_token_write(number, 0, token + 1, 10);
    sem_post(&typing);
    at = 1;
    return token[0];
}

void board_frame(uint16_t *count, uint16_t *value)
{
    static unsigned sent;

    sem_wait(&typing);
    sent++;
    *count = (uint16_t)(4u * sent);
    *value = 1;
}

void board_answered(opaygo_status status)
{
    if (status != OPAYGO_ADD_TIME)
        fail("by radio", status);
    sem_post(&applied);
}

void board_show(opaygo_status status, const opaygo_report *report)
{
    (void)report;
    if (status == OPAYGO_KEY_ACCEPTED)
        sem_post(&key_taken);
    else if (status == OPAYGO_ADD_TIME)
        sem_post(&token_answered);
    else if (status != OPAYGO_OK && status != OPAYGO_DECODING)
        fail("at the keypad", status);
}

void board_display(uint32_t credit)
{
    if (credit < highest)
        fail("the display shows less than before", 0);
    highest = credit;
}

void board_output(uint8_t on)
{
    (void)on;
}

int main(void)
{
    sem_t *const semaphores[] = {&key_taken, &token_answered, &typing, &applied, &all_done, &never};
    opaygo_report report;
    uint32_t check;
    unsigned i;

    memset(memory, 0xFF, sizeof memory);
    for (i = 0; i < sizeof semaphores / sizeof *semaphores; i++)
        sem_init(semaphores[i], 0, 0);
    tasks_open();
    os_lock();
    (void)opaygo_factory_line(&device, &port, LINE, strlen(LINE), &check);
    os_unlock();
    tasks_start();
    sem_wait(&all_done);
    os_lock();
    (void)opaygo_query(&device, &port, &report);
    printf("%u payments typed, %u by radio: %lu days of credit\n", PAYMENTS, PAYMENTS, (unsigned long)(report.credit / OPAYGO_DAY));
    exit(report.credit == 2u * PAYMENTS * OPAYGO_DAY ? 0 : 1); /* with the lock held: nobody else goes on */
}

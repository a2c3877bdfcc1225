/* tasks.c: who calls what: one task pushes keys, one polls, one applies payments, one looks. The last three hold the lock. */
#include "tasks.h"

#include "os.h"

#define HASHES_A_PASS 16u /* with the records of a call the longest that the others wait for the lock */

opaygo_device device;
opaygo_config config;
static opaygo_keypad pad;

const opaygo_port port = {
    .read = storage_read,
    .write = storage_write,
    .rtc = clock_seconds,
    .config = &config,
    .geometry = {.size = 512, .write_size = 1},
};

void tasks_open(void)
{
    (void)opaygo_config_default(&config);
    config.example_key = 1; /* for trying things out: not in a product */
    (void)opaygo_keypad_init(&pad);
    os_begin();
    os_lock();
    (void)opaygo_open(&device, &port);
    os_unlock();
}

/* The unit's own: all that is due is done here, and the output is driven by nobody else. */
static void unit_task(void)
{
    for (;;) {
        opaygo_report report;
        opaygo_status status;

        os_lock();
        status = opaygo_keypad_poll(&pad, &device, &port, HASHES_A_PASS, &report);
        if (status == OPAYGO_NOT_OPEN)
            (void)opaygo_open(&device, &port);
        os_unlock();
        board_output(report.active);
        board_show(status, &report);
        if (status <= 0)
            os_wait(status == OPAYGO_NOT_OPEN ? 1 : report.sleep);
    }
}

/* No lock: a key never waits for a record. An interrupt could do the same. */
static void keypad_task(void)
{
    for (;;) {
        (void)opaygo_keypad_push(&pad, board_key());
        os_wake();
    }
}

/* While a token from the keypad is being decoded the answer is OPAYGO_BUSY, and the unit's task must have the lock to go on. */
static void radio_task(void)
{
    for (;;) {
        uint16_t count, value;
        opaygo_status status;

        board_frame(&count, &value);
        for (;;) {
            os_lock();
            status = opaygo_apply(&device, &port, count, value, NULL);
            os_unlock();
            if (status != OPAYGO_BUSY)
                break;
            os_rest();
        }
        board_answered(status);
        os_wake(); /* the output follows at the next poll */
    }
}

static void display_task(void)
{
    for (;;) {
        opaygo_report report;

        os_lock();
        (void)opaygo_query(&device, &port, &report);
        os_unlock();
        board_display(report.credit);
        os_rest();
    }
}

void tasks_start(void)
{
    os_task(unit_task);
    os_task(keypad_task);
    os_task(radio_task);
    os_task(display_task);
}

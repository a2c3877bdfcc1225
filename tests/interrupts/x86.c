/* A PC: the trap flag stops it behind every instruction, and a signal is the interrupt. */
#define _GNU_SOURCE
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <ucontext.h>

#include "interrupt.h"

#define TRAP 0x100

const uint16_t interrupt_all = 600;

static volatile uint32_t left;

static void trapped(int signal, siginfo_t *info, void *where)
{
    (void)signal;
    (void)info;
    if (left == 0 || --left != 0)
        return;
    ((ucontext_t *)where)->uc_mcontext.gregs[REG_EFL] &= ~(greg_t)TRAP;
    interrupted();
}

void interrupt_start(void)
{
    struct sigaction action;

    memset(&action, 0, sizeof action);
    action.sa_sigaction = trapped;
    action.sa_flags = SA_SIGINFO;
    if (sigaction(SIGTRAP, &action, NULL) != 0)
        exit(1);
}

void interrupt_after(uint16_t points)
{
    left = points;
    __asm__ volatile("pushfq\n orq $0x100, (%%rsp)\n popfq" ::: "memory", "cc");
}

uint8_t interrupt_off(void)
{
    uint32_t unfinished = left;

    left = 0;
    __asm__ volatile("pushfq\n andq $~0x100, (%%rsp)\n popfq" ::: "memory", "cc");
    return unfinished == 0;
}

void interrupt_say(const char *what, uint16_t number)
{
    printf("%s: %u\n", what, number);
    fflush(stdout);
}

/*
 * Runs an AVR program in simavr, prints what it says, and on standard error a line for every call of a watched
 * function that is not made by another:
 *     <function> <cycles> <bytes of stack>
 * Both are exact, from the function's first instruction to the one after its return. The product's callbacks,
 * functions named port_..., are left out; the two bytes of a return address count as stack of who is called.
 * Usage: avr-nm <program> | avr_calls <program> <beginning of the watched functions' names>...
 */
#include "../../tests/chip_step/simulated.h"

/* The opcode of `out SPH, r`, and of `out SPL, r`, without the register. */
enum { OUT = 0xFE0F, OUT_SPH = 0xBE0E, OUT_SPL = 0xBE0D };

struct function {
    char name[60];
    unsigned address;
};

static struct function functions[200];
/* By word of flash: 0, or the number of the function that begins there. */
static unsigned char at[0x4000];
static unsigned char is_callback[200];

static void read_functions(int count, char **beginnings)
{
    struct function *f = functions + 1;
    char type;
    while (scanf("%x %c %59s%*[^\n]", &f->address, &type, f->name) == 3) {
        int i = 0, callback = strncmp(f->name, "port_", 5) == 0;
        while (i < count && strncmp(f->name, beginnings[i], strlen(beginnings[i])) != 0) {
            i++;
        }
        if ((type == 'T' || type == 't') && f->address < 0x8000 && (callback || i < count) && f < functions + 199) {
            at[f->address / 2] = (unsigned char)(f - functions);
            is_callback[f - functions] = (unsigned char)callback;
            f++;
        }
    }
}

int main(int count, char **arguments)
{
    avr_t *avr = count > 2 ? load(arguments[1]) : NULL;
    if (avr == NULL) {
        fprintf(stderr, "usage: avr_calls <program> <beginning of a name>...\n");
        return 2;
    }
    read_functions(count - 2, arguments + 2);

    /* A call that runs, and a callback that it made: 0 or the function, where it returns, and its stack pointer. */
    struct running {
        unsigned function, after, entry;
        avr_cycle_count_t began;
    } call = {0}, callback = {0};
    avr_cycle_count_t left_out = 0;
    unsigned lowest = 0;
    int between_halves = 0; /* a new stack pointer is half written, with interrupts off: no stack is there */
    int state = cpu_Running;
    while (state != cpu_Done && state != cpu_Crashed) {
        unsigned sp = stack_pointer(avr);
        if (callback.function != 0 && avr->pc == callback.after && sp == callback.entry + 2) {
            left_out += avr->cycle - callback.began;
            callback.function = 0;
        }
        if (call.function != 0 && avr->pc == call.after && sp == call.entry + 2) {
            fprintf(stderr, "%s %lu %u\n", functions[call.function].name,
                    (unsigned long)(avr->cycle - call.began - left_out), call.entry + 2 - lowest);
            call.function = 0;
        }
        unsigned begins = at[avr->pc / 2];
        if (begins != 0 && call.function == 0 && !is_callback[begins]) {
            call = (struct running){begins, way_back(avr), sp, avr->cycle};
            lowest = sp;
            left_out = 0;
        } else if (begins != 0 && call.function != 0 && callback.function == 0 && is_callback[begins]) {
            callback = (struct running){begins, way_back(avr), sp, avr->cycle};
        }
        if (call.function != 0 && callback.function == 0 && !between_halves && sp < lowest) {
            lowest = sp;
        }
        unsigned opcode = (avr->flash[avr->pc] | (unsigned)avr->flash[avr->pc + 1] << 8) & OUT;
        between_halves = opcode == OUT_SPH || (between_halves && opcode != OUT_SPL);
        state = avr_run(avr);
        if (avr->pc == 0) {
            fprintf(stderr, "the program began anew\n");
            return 1;
        }
    }
    return state == cpu_Crashed;
}

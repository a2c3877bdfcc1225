/* atomic.h: nothing interrupts here. */
#define ATOMIC_BLOCK(how)

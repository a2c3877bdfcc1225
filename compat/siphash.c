/* Nothing: siphash.h has it all. Here for builds that list or include the published file. */
#include "siphash.h"

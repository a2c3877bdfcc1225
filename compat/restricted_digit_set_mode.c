/* Nothing: restricted_digit_set_mode.h has it all. Here for builds that list or include the published file. */
#include "restricted_digit_set_mode.h"

/* Nothing: opaygo_core_extended.h has it all. Here for builds that list or include the published file. */
#include "opaygo_core_extended.h"

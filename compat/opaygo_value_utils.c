/* Nothing: opaygo_value_utils.h has it all. Here for builds that list or include the published file. */
#include "opaygo_value_utils.h"

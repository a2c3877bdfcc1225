/* Nothing: opaygo_decoder.h has it all. Here for builds that list or include the published file. */
#include "opaygo_decoder.h"

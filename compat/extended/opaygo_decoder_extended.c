/* Nothing: opaygo_decoder_extended.h has it all. Here for builds that list or include the published file. */
#include "opaygo_decoder_extended.h"

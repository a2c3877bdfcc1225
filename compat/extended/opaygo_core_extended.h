/* A published header's name (GenerateOPAYGOTokenExtended, DecodeBaseExtended and its like); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

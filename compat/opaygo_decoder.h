/* A published header's name (GetDataFromToken); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

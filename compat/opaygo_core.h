/* A published header's name (GenerateOPAYGOToken); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

/* A published header's name (siphash24); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

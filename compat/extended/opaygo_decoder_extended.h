/* A published header's name (GetActivationValueFromExtendedToken); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

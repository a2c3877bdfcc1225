/* A published header's name (DecodeBase, GetTokenBase, PutBaseInToken); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

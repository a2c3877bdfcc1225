/* A published header's name (ConvertFromFourDigitToken); what it declares is in opaygo_compat.h. */
#include "opaygo_compat.h"

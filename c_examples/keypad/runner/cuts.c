#include "cuts.h"
int cuts_run(const command *first) { (void)first; return 2; }

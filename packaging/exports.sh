#!/bin/sh
# Prints the functions that a C header declares, one a line: what an archive must export, no more, no less.
# Usage: packaging/exports.sh <header>
set -eu
# The compiler takes the comments out; a name before "(" is a function, one before "(*" returns through a pointer type.
gcc -E -P "$1" | tr '\n' ' ' | grep -oE '\bopaygo_[a-z0-9_]+ *\( *[^*]' | grep -oE '^opaygo_[a-z0-9_]+' | LC_ALL=C sort -u

#!/bin/sh
# Does the check of the AVR archives (packaging/avr/check.py) see a fault? In every function of the archive, and in all that
# functions share, bits are changed one at a time; avr_check.py tells what must come of it.
# Usage: tests/avr_check.sh <family>...     (after `make archives`, which leaves the compiler's object beside the archive)
# OPAYGO_CHANGES: how many bits of each function, 6 by default, or "all"; OPAYGO_SEED chooses others,
# which 1 does else, so that what passes once passes again.
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/avr-check
rm -rf "$work"
mkdir -p "$work"

for family; do
    choose_family "$family"
    compiled=build/$family/compiled.o signatures="build/$family/signatures build/$family/signatures-made" made=$work/$family.o
    "${TOOLS}ar" p "build/$family/libopaygo.a" opaygo.o >"$made"
    # shellcheck disable=SC2086  # two tables
    python3 -B packaging/avr/check.py "$SHRINK" $signatures "$compiled" "$made"
    # shellcheck disable=SC2086
    python3 -B tests/avr_check.py "$SHRINK" $signatures "$compiled" "$made" "${OPAYGO_CHANGES:-6}" "${OPAYGO_SEED:-1}"
done

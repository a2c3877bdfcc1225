#!/bin/sh
# Does the check of the AVR archives (packaging/avr/check.py) see a fault? In every function of the archive, and in all that
# functions share, bits are changed one at a time; avr_check.py tells what must come of it.
# Usage: tests/avr_check.sh <family>...     (after `make archives`, which leaves the compiler's object beside the archive)
# OPAYGO_CHANGES: how many bits of each function, 6 by default, or "all"; OPAYGO_SEED chooses others,
# which 1 does else, so that what passes once passes again. avr_cases.py has what chance seldom finds.
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/avr-check
rm -rf "$work"
mkdir -p "$work"

python3 -B tests/avr_cases.py
for family; do
    choose_family "$family"
    compiled=build/$family/compiled.o signatures="build/$family/signatures build/$family/signatures-made" made=$work/$family.o
    "${TOOLS}ar" p "build/$family/libopaygo.a" opaygo.o >"$made"
    # shellcheck disable=SC2086  # two tables
    python3 -B packaging/avr/check.py "$SHRINK" $signatures "$compiled" "$made"
    # Others call what is exported, so it takes its arguments where the compiler says; and an argument is nowhere else than told.
    for change in '/^opaygo_poll /s/,25 /,2 /' '/7do_poll/s/,6,7/,8,9/' '/7do_poll/s/ 24,25 / 22,23 /'; do
        sed "$change" "build/$family/signatures-made" >"$work/changed"
        if cmp -s "$work/changed" "build/$family/signatures-made"; then
            echo "FAILED $family: no such row to change: $change" >&2
            exit 1
        fi
        if python3 -B packaging/avr/check.py "$SHRINK" "build/$family/signatures" "$work/changed" "$compiled" "$made" 2>/dev/null; then
            echo "FAILED $family: the check takes a table of which a row is changed: $change" >&2
            exit 1
        fi
    done
    # shellcheck disable=SC2086
    python3 -B tests/avr_check.py "$SHRINK" $signatures "$compiled" "$made" "${OPAYGO_CHANGES:-6}" "${OPAYGO_SEED:-1}"
done

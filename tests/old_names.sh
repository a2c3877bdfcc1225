#!/bin/sh
# The names that 0.1 had and 0.2 has not: each line of the table compiles with the new name and not with the old one.
# Usage: tests/old_names.sh     Knows names, not what they do.
set -eu
cd "$(dirname "$0")/.."
work=build/old_names
rm -rf "$work"
mkdir -p "$work"

# compiles <expression>
compiles() {
    printf '#include "opaygo.h"\nopaygo_port port; opaygo_config config; opaygo_geometry geometry;\nvoid use(void);\nvoid use(void) { (void)(%s); }\n' \
        "$1" >"$work/name.c"
    cc -std=c99 -Wall -Wextra -Werror -Iinclude -c "$work/name.c" -o "$work/name.o" 2>"$work/said"
}

failed=0 names=0
while read -r old new; do
    names=$((names + 1))
    if compiles "$old"; then
        echo "FAILED: $old still compiles" >&2
        failed=1
    fi
    if [ "$new" != - ] && ! compiles "$new"; then
        echo "FAILED: $new does not compile" >&2
        sed 's/^/    /' "$work/said" >&2
        failed=1
    fi
done <<'NAMES'
opaygo_pages opaygo_with_pages
opaygo_test_code opaygo_with_test_code
opaygo_extended opaygo_with_extended
opaygo_cached opaygo_with_cache
port.clock port.rtc
config.uptime_clock port.uptime
config.unit config.credit_per_value
geometry.unit geometry.write_size
OPAYGO_PAYG_STATE_DISABLED OPAYGO_STATE_DISABLED
OPAYGO_PAYG_STATE_ENABLED OPAYGO_STATE_ENABLED
OPAYGO_PAYG_STATE_UNLOCKED OPAYGO_STATE_UNLOCKED
OPAYGO_LINE_STARTING_CODE OPAYGO_BAD_STARTING_CODE
OPAYGO_LINE_KEY OPAYGO_BAD_KEY
OPAYGO_LINE_DIVIDER OPAYGO_BAD_DIVIDER
OPAYGO_LINE_RESTRICTED OPAYGO_BAD_RESTRICTED
OPAYGO_LINE_TEST OPAYGO_BAD_TEST_CODE
OPAYGO_FIELDS -
NAMES
[ "$failed" = 0 ] || exit 1
echo "$names old names are gone"

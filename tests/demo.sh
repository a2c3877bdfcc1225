#!/bin/sh
# What `make demo` prints: one screen when all is well; a failing step first, with the command that replays it.
# Usage: tests/demo.sh         (the archives must be built)
set -eu
cd "$(dirname "$0")/.."
work=build/demo-check
mkdir -p "$work"

fail() {
    cat "$work/said" >&2
    echo "error: the demo $*" >&2
    exit 1
}

# 40 lines of 100 columns; a tick counts as one.
packaging/demo.sh >"$work/said" || fail 'fails'
python3 -c 'import sys; lines = sys.stdin.read().splitlines()
sys.exit(len(lines) > 40 or max(map(len, lines)) > 100)' <"$work/said" || fail 'does not fit on the screen'
[ "$(grep -c ' ✓$' "$work/said")" = "$(grep -c '^// [0-9]* *|' tests/scenarios/demo.txt)" ] || fail 'has not a tick a step'

sed '/^keys \*942433796/,/^status/s/led green 2/led green 3/' tests/scenarios/demo.txt >"$work/wrong.txt"
! packaging/demo.sh "$work/wrong.txt" >"$work/said" || fail 'passes what is wrong'
sed -n 2p "$work/said" | grep -q 'step 6, 942433796: 7 days, green 2. expected "led green 3"' || fail 'does not begin with what failed'
sed -n 3p "$work/said" | grep -q "again with: make run BOARD=atmega328p SCENARIO=$work/wrong.txt" || fail 'says not how to replay it'
grep -q '^6 942433796.*✗$' "$work/said" || fail 'has no cross'
packaging/demo.sh >/dev/null
echo 'demo: one screen; what fails stands first'

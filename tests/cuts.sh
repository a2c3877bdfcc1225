#!/bin/sh
# Power cuts on the boards themselves: the keypad firmware, cut at the storage units it writes in tests/scenarios/cuts.txt.
# Usage: tests/cuts.sh [all]      without "all" the slow boards do a part: at least 1,000 cuts each
# Knows only how the runners are called; what a cut is and what must hold after it stands in tests/boards/cuts.c.
set -eu
cd "$(dirname "$0")/.."
out=build/cuts
mkdir -p "$out"
least=1000

for board in host microbit atmega328p; do
    make -s -C tests/boards BOARD="$board" all
done

campaign() { # <board> <EVERY> <THROUGH>
    [ "$whole" = all ] && set -- "$1" 1 1
    make -s -C tests/boards cuts BOARD="$1" EVERY="$2" THROUGH="$3" SCENARIO=../scenarios/cuts.txt \
        >"$out/$1" 2>&1 || touch "$out/$1.failed"
}

whole=${1:-}
rm -f "$out"/*
campaign host 1 1 &
campaign microbit 1 16 &
campaign atmega328p 7 1 &
wait
cat "$out/host" "$out/microbit" "$out/atmega328p"
for board in host microbit atmega328p; do
    count=$(sed -n 's/^\([0-9]*\) power cuts on .*, 0 lost, 0 mixed$/\1/p' "$out/$board")
    if [ -e "$out/$board.failed" ] || [ "${count:-0}" -lt $least ]; then
        echo "error: $board: not $least power cuts without loss" >&2
        exit 1
    fi
done

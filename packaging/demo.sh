#!/bin/sh
# Runs one scenario on each board, prints what the board says and compares the boards with each other.
# Usage: packaging/demo.sh <scenario file> <board>...
# Knows only that `make run BOARD=… SCENARIO=…` prints the output lines and fails when an expectation does.
set -eu
cd "$(dirname "$0")/.."
scenario=$1
shift
out=build/demo
rm -rf "$out"
mkdir -p "$out"
for board; do
    echo "== $board: $scenario"
    make -s run BOARD="$board" SCENARIO="$scenario" >"$out/$board" || {
        cat "$out/$board"
        echo "error: $board; again with: make run BOARD=$board SCENARIO=$scenario" >&2
        exit 1
    }
    cat "$out/$board"
done
for board; do
    diff -u "$out/$1" "$out/$board" || { echo "error: $1 and $board say different things" >&2; exit 1; }
done
[ -s "$out/$1" ] || { echo "error: $scenario printed nothing" >&2; exit 1; }
echo "== all the same: $* ($(wc -l <"$out/$1") lines)"

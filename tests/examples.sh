#!/bin/sh
# Every example beside the keypad, on each of its boards: it says what its expected.txt holds. And it is built as a product
# would be, at a finger's pace, and stays short. Usage: tests/examples.sh [<example>...]
# OPAYGO_BOARDS="host ..." runs them on these alone; the programs for the chips are built in any case.
# OPAYGO_BLESS=1 writes expected.txt from the first board. Knows only what unit/example.mk promises: `boards` and `run`.
set -eu
cd "$(dirname "$0")/.."
out=build/examples
mkdir -p "$out"
only=${OPAYGO_BOARDS:-host microbit atmega328p}
lines_most=200 # of an example's own code, blank ones not counted

fail() {
    echo "FAILED examples: $*" >&2
    exit 1
}

if [ $# = 0 ]; then
    for folder in c_examples/*/scenario.txt; do
        set -- "$@" "$(basename "$(dirname "$folder")")"
    done
fi
for example; do
    folder=c_examples/$example
    lines=$(find "$folder" \( -name '*.[ch]' -o -name '*.[ch]pp' \) -exec cat {} + | grep -c '[^[:space:]]')
    [ "$lines" -le $lines_most ] || fail "$folder has $lines lines"
    boards=$(make -s -C "$folder" boards)
    bless=${OPAYGO_BLESS:-}
    ran=
    for board in $boards; do
        [ "$board" = host ] || make -s -C "$folder" BOARD="$board" || fail "make -C $folder BOARD=$board"
        case " $only " in *" $board "*) ;; *) continue ;; esac
        if [ "$board" = host ] && [ -n "$(find "$folder" -name '*.cpp')" ] && ! command -v g++ >/dev/null; then
            echo "skipped: $example on the host: no g++ here"
            continue
        fi
        make -s -C "$folder" run BOARD="$board" >"$out/$example.$board" || fail "again with: make -C $folder run BOARD=$board"
        [ -z "$bless" ] || cp "$out/$example.$board" "$folder/expected.txt"
        bless=
        diff -u "$folder/expected.txt" "$out/$example.$board" >&2 || fail "again with: make -C $folder run BOARD=$board"
        ran="$ran $board"
    done
    echo "example $example: $lines lines of code; built for: $boards; says what it must on:${ran:- none}"
done

# No board, but tasks: with threads here, and for FreeRTOS as far as a compiler goes.
make -s -C c_examples/rtos run >"$out/rtos" || fail "make -C c_examples/rtos run says: $(cat "$out/rtos")"
diff -u c_examples/rtos/expected.txt "$out/rtos" >&2 || fail "make -C c_examples/rtos run"
make -s -C c_examples/rtos freertos
echo "example rtos: $(cat "$out/rtos"); compiled for FreeRTOS"

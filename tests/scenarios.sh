#!/bin/sh
# Runs every scenario of tests/scenarios on every board and compares the boards line by line; then what a runner must
# refuse. Usage: tests/scenarios.sh [<scenario file>...]
# Knows only the runners that `make run` builds. config_*.txt are for the host alone: the chips' settings are built in.
set -eu
cd "$(dirname "$0")/.."
boards='host microbit atmega328p'
out=build/scenarios
mkdir -p "$out"

run() { # <board> <scenario>
    case $1 in
        host) build/boards/run-host "$2" ;;
        *) "build/boards/run-$1" --firmware "build/boards/$1.elf" "$2" ;;
    esac
}

fail() {
    echo "error: $*" >&2
    exit 1
}

for board in $boards; do
    make -s -C tests/boards BOARD="$board" all
    [ "$board" = host ] || make -s -C c_examples/keypad BOARD="$board" # at a finger's pace: what a product would be
done

# An example is read: at most 1,200 lines over its three boards, blank ones not counted.
lines=$(find c_examples/keypad -name '*.[ch]' -exec cat {} + | grep -c '[^[:space:]]')
[ "$lines" -le 1200 ] || fail "c_examples/keypad has $lines lines"

[ $# -gt 0 ] || set -- tests/scenarios/*.txt
for scenario; do
    name=$(basename "$scenario" .txt)
    on=$boards
    case $name in config_*) on=host ;; esac
    for board in $on; do
        run "$board" "$scenario" >"$out/$name.$board" ||
            fail "again with: make run BOARD=$board SCENARIO=$scenario"
        diff -u "$out/$name.host" "$out/$name.$board" >&2 || fail "$scenario: host and $board differ"
    done
    echo "scenario $name: $(wc -l <"$out/$name.host") lines, the same on: $on"
done

cd tests/scenarios
refused=0
for scenario in wrong/*.txt; do
    want=$(sed -n '1s|^// fails: ||p' "$scenario")
    status=0
    said=$(../../build/boards/run-host "$scenario" 2>&1 >/dev/null) || status=$?
    case "$status $said" in
        "${want%% *} "*"${want#* }"*) refused=$((refused + 1)) ;;
        *) fail "$scenario: ends with $status and says: $said" ;;
    esac
done
cd ../..
for board in microbit atmega328p; do
    ! said=$(run "$board" tests/scenarios/config_documented.txt 2>&1) || fail "$board takes a config line"
    case $said in *'config is for the host board only'*) ;; *) fail "$board says of a config line: $said" ;; esac
done
echo "refused as they must be: $refused wrong scenarios, config on 2 chips; the example has $lines lines"

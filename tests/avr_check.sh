#!/bin/sh
# Does the check of the AVR archives see a fault? One bit of one instruction is changed at a time, in the code that
# functions share; each must be refused, and the archive as it is taken.
# Usage: tests/avr_check.sh <family>...     (after `make archives`, which leaves the compiler's object beside the archive)
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/avr-check
rm -rf "$work"
mkdir -p "$work"

check() {
    python3 -B packaging/avr/check.py "$SHRINK" "build/$family/compiled.o" "$1" >"$work/said" 2>&1
}

for family; do
    choose_family "$family"
    "${TOOLS}ar" p "build/$family/libopaygo.a" opaygo.o >"$work/made.o"
    check "$work/made.o" || { cat "$work/said" >&2; exit 1; }
    # Where the instructions of those sections are in the file: every 11th is changed.
    "${TOOLS}objdump" -h "$work/made.o" |
        awk '$2 ~ /^[.]text[.]/ && $2 !~ /step3avr(4hunt|12double_round)$/ && $2 ~ /shrink_(save|restore|piece)/ {print $3, $6, $2}' >"$work/sections"
    python3 - "$work" <<'PY' >"$work/changed"
import sys
work = sys.argv[1]
made = open(f'{work}/made.o', 'rb').read()
places = []
for line in open(f'{work}/sections'):
    length, start, section = line.split()
    places += [(int(start, 16) + at, f'{section}+{at:#x}') for at in range(0, int(length, 16), 2)]
# The lowest bit of most instructions' first register; second words of calls are the linker's.
long = {0x940C, 0x940D, 0x940E, 0x940F}
word = lambda at: made[at] | made[at + 1] << 8
places = [(at, name) for at, name in places if word(at) and word(at) not in long and word(at) & 0xF000 not in (0xC000, 0xD000, 0xF000)]
for number, (at, name) in enumerate(places[5::len(places) // 12]):
    changed = bytearray(made)
    changed[at] ^= 0x10
    open(f'{work}/{number}.o', 'wb').write(changed)
    print(f'{number} {name}')
PY
    seen=0
    while read -r number place; do
        if check "$work/$number.o"; then
            echo "FAILED $family: the check takes a changed instruction at $place" >&2
            exit 1
        fi
        seen=$((seen + 1))
    done <"$work/changed"
    echo "$family: the check takes the archive and refuses $seen changed ones"
done

#!/bin/sh
# A key is pushed by an interrupt at every point of a poll (tests/interrupts/cases.c): at every instruction on a PC, at
# every cycle on an ATmega328P in simavr.
# Usage: tests/interrupts.sh     (after `make archives`)
set -eu
cd "$(dirname "$0")/.."
. packaging/emulators.sh
work=build/interrupts
mkdir -p "$work"
flags='-std=gnu99 -Os -Wall -Wextra -Wconversion -Wstrict-prototypes -Wno-missing-field-initializers -Werror
    -ffunction-sections -fdata-sections -Iinclude -Itests/interrupts'

passed() { # <machine>
    grep -q 'passed: ' "$work/$1" || {
        cat "$work/$1" >&2
        echo "FAILED: a key pushed by an interrupt, on $1" >&2
        exit 1
    }
    echo "$1: $(sed -n 's/.*: \([0-9]*\).*/\1/p' "$work/$1" | sed '$d' | awk '{n += $1} END {print n}') points of $(
        grep -c 'wait\|whole\|lost\|decoded' "$work/$1") polls"
}

# shellcheck disable=SC2086
if [ "$(uname -m)" = x86_64 ]; then
    gcc $flags tests/interrupts/cases.c tests/interrupts/x86.c build/host/libopaygo.a -o "$work/x86.elf"
    timeout 600 "$work/x86.elf" >"$work/x86" || true
    passed x86
fi
# shellcheck disable=SC2086
avr-gcc $flags -mmcu=atmega328p -mrelax -idirafter "$(simavr_headers)" tests/interrupts/cases.c tests/interrupts/avr.c \
    tests/chips/avr_print.c build/atmega328p/libopaygo.a -Wl,--gc-sections \
    -Wl,--undefined=_mmcu,--section-start=.mmcu=0x910000 -o "$work/atmega328p.elf"
timeout 600 simavr -m atmega328p -f 8000000 "$work/atmega328p.elf" >"$work/atmega328p" 2>&1 || true
passed atmega328p

#!/bin/sh
# Exact cycles and stack of the library's calls on an ATmega328P (simavr) and a Cortex-M0 (every instruction in QEMU),
# the textbook decoder of benches/textbook by the chip's own compiler beside them.
# Usage: packaging/bench_target.sh write|check     (the archives of both chips must be built)
# `write` makes docs/bench.csv, docs/bench.md and docs/decode_time.svg; `check` fails when they are stale, both when a
# bound does not hold. `check` leaves out the oldest unit on the Cortex-M0, 10 million instructions, and holds its
# numbers against the line through the others. Knows the emulators; what is run is in benches/target.
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
mode=${1:?usage: packaging/bench_target.sh write|check}
here=benches/target
work=build/bench
rm -rf "$work"
mkdir -p "$work"
warnings='-std=c99 -pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Wno-missing-field-initializers -Werror'
oldest_m0=1000
[ "$mode" = check ] || oldest_m0=10000

# build <program> <options> <sources...>: $work/$family-<program>.elf
build() {
    program=$1 options=$2
    shift 2
    # shellcheck disable=SC2086  # the options are lists
    "${TOOLS}gcc" $warnings -ffunction-sections -fdata-sections $CC_FLAGS $options $board -DOLDEST="$oldest" \
        -Iinclude -Itests/chips -Ibenches/textbook "$here/$program.c" "$@" -Wl,--gc-sections -o "$work/$family-$program.elf"
}

# measure <program>: runs it; what it said, and its calls
measure() {
    elf=$work/$family-$1.elf
    if [ "$family" = atmega328p ]; then
        avr-nm "$elf" | "$work/avr_calls" "$elf" opaygo_ textbook_ 2>"${elf%.elf}.calls" >"${elf%.elf}.said"
    else
        timeout 300 qemu-system-arm -M microbit -display none -serial null -monitor none \
            -semihosting-config enable=on,target=native -singlestep -d exec,nochain -D /dev/stdout \
            -kernel "$elf" 2>"${elf%.elf}.said" | python3 "$here/m0_calls.py" "$elf" opaygo_ textbook_ >"${elf%.elf}.calls"
    fi
}

# The textbook decoder at the options that make it fastest.
textbook() {
    best=
    upto=$oldest oldest=0
    for flags in -Os -O2 -O3 '-Os -flto' '-O2 -flto' '-O3 -flto'; do
        build textbook "$flags" benches/textbook/textbook.c
        measure textbook
        took=$(awk '{total += $2} END {print total}' "$work/$family-textbook.calls")
        if [ -z "$best" ] || [ "$took" -lt "$best" ]; then
            best=$took best_flags=$flags
        fi
    done
    oldest=$upto
    build textbook "$best_flags" benches/textbook/textbook.c
    measure textbook
}

chip() {
    family=$1 board=$2 oldest=$3
    choose_family "$family"
    for program in tokens unit; do
        build $program -Os "build/$family/libopaygo.a"
        measure $program
    done
    textbook
    echo "$(cat "build/$family/toolchain"); ${TOOLS}gcc $("${TOOLS}gcc" -dumpfullversion -dumpversion) $best_flags" \
        >"$work/$family-compilers"
}

cc -O2 -Wall -Wextra -Werror "$here/avr_calls.c" -o "$work/avr_calls" -lsimavr -lelf
chip atmega328p '-DMCU=atmega328p -idirafter /usr/include/simavr tests/chips/avr.c' 10000 &
avr=$!
chip cortex-m0 '-nostartfiles --specs=nosys.specs -T tests/chips/chip.ld -Wl,--defsym=CODE=0,--defsym=RAM=0x20000000
    -Wl,--no-warn-execstack tests/chips/arm.c' $oldest_m0
wait $avr

{
    for family in atmega328p cortex-m0; do
        echo "$family,compilers,$(cat "$work/$family-compilers")"
    done
    python3 "$here/measures.py" "$work" atmega328p cortex-m0
} >"$work/bench.csv"
python3 "$here/report.py" "$mode" "$work/bench.csv" docs

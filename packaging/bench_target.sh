#!/bin/sh
# Exact cycles and stack of the library's calls on an ATmega328P (simavr) and a Cortex-M0 (every instruction in QEMU),
# the textbook decoder of benches/textbook by the chip's own compiler beside them; instructions on two other cores.
# Usage: packaging/bench_target.sh write|check     (the archives of those chips must be built)
# `write` makes docs/bench.csv, docs/bench.md and docs/decode_time.svg; `check` fails when they are stale, both when a
# bound does not hold. `check` leaves out the oldest unit on the Cortex-M0, 10 million instructions, and holds its
# numbers against the line through the others. Knows the emulators; what is run is in benches/target.
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
. packaging/emulators.sh
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
        -Iinclude -Itests/chips -Ibenches/textbook "$here/$program.c" "$@" "$work/$family-chip.o" -Wl,--gc-sections \
        -o "$work/$family-$program.elf"
}

# trace <emulator...>: the trace of $elf; what it says goes to $said
trace() {
    # shellcheck disable=SC2046
    timeout 300 "$@" -display none -monitor none $(one_instruction "$1") -d exec,nochain -D /dev/stdout -kernel "$elf"
}
arm_trace() {
    trace qemu-system-arm -M "$1" -serial null -semihosting-config enable=on,target=native 2>"$said"
}

# measure <program>: runs it; what it said, and its calls
measure() {
    elf=$work/$family-$1.elf said=$work/$family-$1.said
    case $family in
        atmega328p) avr-nm "$elf" | "$work/avr_calls" "$elf" opaygo_ textbook_ 2>"${elf%.elf}.calls" >"$said" ;;
        cortex-m0) arm_trace microbit | python3 "$here/m0_calls.py" "$elf" opaygo_ textbook_ >"${elf%.elf}.calls" ;;
        cortex-m3) arm_trace mps2-an385 | instructions ;;
        rv32imc) trace qemu-system-riscv32 -M virt -bios none -serial "file:$said" | instructions ;;
    esac
}
instructions() {
    python3 "$here/instructions.py" "${TOOLS}nm" "$elf" opaygo_token_decode textbook_decode >"${elf%.elf}.calls"
}

# The textbook decoder at the options that make it fastest; `check` takes those that `write` found.
textbook() {
    best=
    upto=$oldest oldest=0
    if [ "$mode" = check ]; then
        best_flags=$(sed -n "s/^$family,compilers,.*gcc [0-9.]* //p" docs/bench.csv)
    else
        for flags in -Os -O2 -O3 '-Os -flto' '-O2 -flto' '-O3 -flto'; do
            build textbook "$flags" benches/textbook/textbook.c
            measure textbook
            took=$(awk '{total += $2} END {print total}' "$work/$family-textbook.calls")
            if [ -z "$best" ] || [ "$took" -lt "$best" ]; then
                best=$took best_flags=$flags
            fi
        done
    fi
    oldest=$upto
    build textbook "$best_flags" benches/textbook/textbook.c
    measure textbook
}

# chip <family> <start-up in tests/chips> <oldest count> <options> <programs...>: all of one chip
chip() {
    family=$1 oldest=$3 board=$4
    choose_family "$family"
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $warnings -Os $CC_FLAGS ${board%%-nostartfiles*} -c "tests/chips/$2.c" -o "$work/$family-chip.o"
    shift 4
    for program; do
        build "$program" -Os "build/$family/libopaygo.a"
        measure "$program"
    done
    textbook
    echo "$(cat "build/$family/toolchain"); ${TOOLS}gcc $("${TOOLS}gcc" -dumpfullversion -dumpversion) $best_flags" \
        >"$work/$family-compilers"
}
bare='-nostartfiles -T tests/chips/chip.ld -Wl,--no-warn-execstack -Wl,--defsym=CODE='

cc -O2 -Wall -Wextra -Werror "$here/avr_calls.c" -o "$work/avr_calls" -lsimavr -lelf
{
    chip atmega328p avr 10000 "-mrelax -DMCU=atmega328p -idirafter $(simavr_headers)" tokens unit
    chip cortex-m3 arm 0 "${bare}0,--defsym=RAM=0x20000000 --specs=nosys.specs" tokens
    chip rv32imc riscv 0 "--specs=picolibc.specs ${bare}0x80000000,--defsym=RAM=0x80100000" tokens
} &
others=$!
chip cortex-m0 arm $oldest_m0 "${bare}0,--defsym=RAM=0x20000000 --specs=nosys.specs" tokens unit
wait $others

{
    for family in atmega328p cortex-m0 cortex-m3 rv32imc; do
        echo "$family,compilers,$(cat "$work/$family-compilers")"
    done
    python3 "$here/measures.py" "$work" atmega328p cortex-m0 -- cortex-m3 rv32imc
} >"$work/bench.csv"
python3 "$here/report.py" "$mode" "$work/bench.csv" docs

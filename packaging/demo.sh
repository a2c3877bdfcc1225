#!/bin/sh
# The published quick test on three boards as one table, power cuts, and the cycles that its wrong token takes.
# Usage: packaging/demo.sh [<scenario>]      V=1 prints the boards' own lines too; they are in build/demo (the archives must be built)
# Knows how things are run; what the table shows is made by packaging/demo.py.
set -eu
# Its own makes: what the one above has to say of its jobs is no answer of a board.
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$(dirname "$0")/.."
. packaging/families.sh
. packaging/emulators.sh
scenario=${1:-tests/scenarios/demo.txt}
out=build/demo
rm -rf "$out"
mkdir -p "$out"
[ -t 2 ] && printf 'running on three boards ...\r' >&2

for board in host microbit atmega328p; do
    make -s -C tests/boards BOARD="$board" all
    make -s run BOARD="$board" SCENARIO="$scenario" >"$out/$board.log" 2>"$out/$board.err" || touch "$out/$board.failed"
done

# The campaign of `make test`, and a part of it on the chips.
cuts() { # <board> <every how many> <of these, how many go on to the scenario's end>
    make -s -C tests/boards cuts BOARD="$1" EVERY="$2" THROUGH="$3" SCENARIO=../scenarios/cuts.txt \
        >"$out/cuts-$1.log" 2>&1 || touch "$out/cuts-$1.failed"
}
cuts microbit 25 16 &
cuts atmega328p 50 16 &
cuts host 1 1

# wrong_token <family> <start-up file> <options>: $elf, which decodes it once
wrong_token() {
    elf=$out/wrong-$1.elf
    choose_family "$1"
    # shellcheck disable=SC2086
    "${TOOLS}gcc" -std=c99 -Os $CC_FLAGS $3 -ffunction-sections -Wl,--gc-sections -Iinclude -Itests/chips \
        benches/target/wrong_token.c "tests/chips/$2.c" "build/$1/libopaygo.a" -o "$elf"
}
wrong_token atmega328p avr '-mrelax -DMCU=atmega328p -idirafter /usr/include/simavr'
cc -O2 benches/target/avr_calls.c -o "$out/avr_calls" -lsimavr -lelf
avr-nm "$elf" | "$out/avr_calls" "$elf" opaygo_token_decode >/dev/null 2>"$out/cycles-atmega328p"
wrong_token cortex-m0 arm \
    '-nostartfiles --specs=nosys.specs -T tests/chips/chip.ld -Wl,--no-warn-execstack,--defsym=CODE=0,--defsym=RAM=0x20000000'
# shellcheck disable=SC2046
timeout 60 qemu-system-arm -M microbit -display none -monitor none -serial null \
    -semihosting-config enable=on,target=native $(one_instruction qemu-system-arm) -d exec,nochain -D /dev/stdout \
    -kernel "$elf" 2>/dev/null | python3 -B benches/target/m0_calls.py "$elf" opaygo_token_decode >"$out/cycles-cortex-m0"
wait

[ -z "${V:-}" ] || tail -n +1 "$out"/*.log
exec python3 -B packaging/demo.py "$scenario" "$out"

#!/bin/sh
# The hash step on its own chips in emulators, every answer compared with the oracle; then its cycles and bytes.
# Usage: tests/chip_step/run.sh [<family>...]      (one for each assembly, and RV32E, when none is named)
# Leaves build/chip_step/<family>.log (what the chip printed). Knows the emulators; what is run is in main.c.
set -eu
cd "$(dirname "$0")/../.."
. packaging/toolchain.sh
. packaging/families.sh
. packaging/emulators.sh
. packaging/rust.sh
here=tests/chip_step
work=build/chip_step
mkdir -p "$work"
warnings='-std=c99 -pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Werror'

# build <program> <board> <options>: $work/<program>-<family>.elf from <program>.c, <board>.c and the crate.
build() {
    build_rust --manifest-path "$here/Cargo.toml"
    cp "$BUILT/$(basename "$TARGET" .json)/release/libchip_step.a" "$work/$family.a"
    # Its weak helpers would replace libgcc's in the C code (packaging/archive.sh).
    "${TOOLS}ar" t "$work/$family.a" | grep '^compiler_builtins' | sort -u | xargs -r "${TOOLS}ar" d "$work/$family.a"
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $warnings -Os -ffunction-sections $CC_FLAGS $3 "$here/$1.c" "$here/$2.c" "$work/$family.a" \
        -Wl,--gc-sections -o "$work/$1-$family.elf"
}

# The size in hex of what the compiler put in .text.<name>.
section() {
    "${TOOLS}objdump" -h "$work/$family.a" | awk -v name="$1" '$2 ~ "^[.]text[.].*" name "$" {print $3}'
}

compare() {
    if ! CHIP_LOG=$PWD/$work/$family.log cargo test --locked --quiet --test chip_log -- --ignored --nocapture \
        >"$work/$family.compared" 2>&1; then
        cat "$work/$family.compared" >&2
        return 1
    fi
    sed -n "s/.*as the oracle$/$family: &/p" "$work/$family.compared"
}

atmega328p() {
    build main atmega328p ''
    cc -O2 -Wall -Wextra -Werror "$here/avr_run.c" -o "$work/avr_run" -lsimavr -lelf
    at=$(avr-nm "$work/main-$family.elf" | awk '$3 ~ /4step3avr4hunt$/ {print $1}')
    timeout 300 "$work/avr_run" "$work/main-$family.elf" "$at" >"$work/$family.out"
    sed -e '/^cycles/d' -e '/^Loaded/d' "$work/$family.out" >"$work/$family.log"
    compare
    # shellcheck disable=SC2046
    set -- $(sed -n 's/^cycles//p' "$work/$family.out") $((0x$(section 4step3avr4hunt)))
    echo "$family: $((($1 - $2) / 999)) cycles a step, $(($2 - ($1 - $2) / 999)) a call; $4 bytes, $3 of stack"
}

# emulate <emulator...>: runs main.c's program on it and compares what it printed, on a UART or where QEMU's warnings go
emulate() {
    "$@" -kernel "$work/main-$family.elf" >"$work/$family.out" 2>&1 || { tail "$work/$family.out" >&2; return 1; }
    sed '/^qemu-system-/d' "$work/$family.out" >"$work/$family.log"
    compare
}

bare='-nostartfiles -T tests/chips/chip.ld -Wl,--no-warn-execstack -Wl,--defsym=CODE='
cortex() { # <machine>
    options="$bare"'0,--defsym=RAM=0x20000000 --specs=nosys.specs'
    build main cortex_m "$options"
    emulate timeout 120 qemu-system-arm -M "$1" -icount shift=6,align=off,sleep=off -display none -serial null \
        -monitor none -semihosting-config enable=on,target=native
}

cortex_m0() {
    cortex microbit
    build timing cortex_m "$options"
    # shellcheck disable=SC2046
    timeout 120 qemu-system-arm -M microbit -display none -serial null -monitor none \
        -semihosting-config enable=on,target=native $(one_instruction qemu-system-arm) -d exec,nochain \
        -D "$work/$family.trace" -kernel "$work/timing-$family.elf" 2>/dev/null
    cycles=$(python3 "$here/m0_cycles.py" "$work/timing-$family.elf" "$work/$family.trace")
    echo "$family: $cycles; $(bytes)"
    rm "$work/$family.trace"
}

cortex_m3() {
    cortex mps2-an385
    echo "$family: $(bytes)"
}

risc_v() { # <cpu>
    build main riscv "--specs=picolibc.specs ${bare}0x80000000,--defsym=RAM=0x80100000"
    emulate timeout 120 qemu-system-riscv32 -M virt -cpu "$1" -bios none -icount shift=6,align=off,sleep=off -display none \
        -serial stdio -monitor none
    echo "$family: $(bytes)"
}
rv32imc() {
    risc_v rv32
}
rv32ec() {
    risc_v "$(rv32e)"
}

bytes() {
    echo "$((0x$(section opaygo_step_hunt))) and $((0x$(section opaygo_step_double_round))) bytes"
}

[ $# -gt 0 ] || set -- cortex-m0 cortex-m3 rv32imc rv32ec atmega328p
for family; do
    choose_family "$family"
    prepare_rust "$family"
    "$(echo "$family" | tr - _)"
done

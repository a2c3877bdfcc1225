#!/bin/sh
# Links tests/chips/smoke.c with an archive by its own C compiler and runs it on every chip an emulator here has.
# Usage: tests/chips.sh <include directory> <directory of <family>/libopaygo.a> <family>...
# `make dist` points it at the unpacked release. Knows the chips; what is tried on them is in smoke.c.
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
. packaging/emulators.sh
include=$1
archives=$2
shift 2
work=build/chips
rm -rf "$work"
mkdir -p "$work"
warnings='-std=c99 -pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Wno-missing-field-initializers -Werror'

# run <family> <chip> <compiler options> -- <emulator...>: builds $elf and runs it.
run() {
    chip=$1 start=$2 options=$3
    shift 3
    elf=$work/$family-$chip.elf
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $options $warnings -Os -ffunction-sections -fdata-sections -I"$include" -Itests/chips \
        tests/chips/smoke.c "tests/chips/$start.c" "$archive" -Wl,--gc-sections -o "$elf" || {
        failed="$failed $family/$chip"
        return
    }
    if ! command -v "$1" >/dev/null; then
        echo "$family: links for $chip; no $1 here to run it"
        return
    fi
    if ! timeout 120 "$@" "$elf" >"$elf.out" 2>&1 || ! grep -q 'smoke passed' "$elf.out"; then
        echo "FAILED $family on $chip: $* $elf" >&2
        tail -20 "$elf.out" >&2
        failed="$failed $family/$chip"
        return
    fi
    echo "$family: runs on $chip ($("${TOOLS}size" "$elf" | awk 'END {print $1}') bytes of code with the test)"
}

cortex() { # <chip> <machine> <code> <ram> <options>
    run "$1" arm "-mthumb $5 -nostartfiles --specs=nosys.specs -T tests/chips/chip.ld -Wl,--defsym=CODE=$3,--defsym=RAM=$4" \
        qemu-system-arm -M "$2" -display none -serial null -monitor none -semihosting-config enable=on,target=native -kernel
}

risc_v() { # <chip> <cpu>
    run "$1" riscv "$CC_FLAGS --specs=picolibc.specs -nostartfiles -T tests/chips/chip.ld
        -Wl,--defsym=CODE=0x80000000,--defsym=RAM=0x80100000" \
        qemu-system-riscv32 -M virt -cpu "$2" -bios none -display none -serial stdio -monitor none -kernel
}

avr_chip() { # <chip> [options]
    run "$1" avr "-mmcu=$1 ${2:-} -DMCU=$1 -idirafter $(simavr_headers)
        -Wl,--undefined=_mmcu,--section-start=.mmcu=0x910000" simavr -m "$1" -f 8000000
}

# No emulator here knows an avrxmega3. Its code differs from an ATmega1284P's by the order in which the two halves of the
# stack pointer are written, and by no instruction: it runs there, under that architecture's number.
as_avr51() {
    archive=$work/$family.o
    "${TOOLS}ar" p "$archives/$family/libopaygo.a" opaygo.o >"$archive"
    # Byte 36 of the file: 51 for 103, and 128 for a linker that may relax.
    printf '\263' | dd of="$archive" bs=1 seek=36 conv=notrunc 2>/dev/null
}

failed=
for family; do
    choose_family "$family"
    archive=$archives/$family/libopaygo.a
    case $family in
        host) run host host '' env ;;
        cortex-m0) cortex nrf51 microbit 0 0x20000000 -mcpu=cortex-m0 ;;
        cortex-m3) cortex m3 mps2-an385 0 0x20000000 "$CC_FLAGS" ;;
        cortex-m4) cortex m4 mps2-an386 0 0x20000000 "$CC_FLAGS" ;;
        cortex-m4f)
            cortex m4 mps2-an386 0 0x20000000 "$CC_FLAGS"
            cortex m7 mps2-an500 0 0x20000000 '-mcpu=cortex-m7 -mfloat-abi=hard -mfpu=fpv4-sp-d16'
            ;;
        cortex-m33 | cortex-m33f) cortex m33 mps2-an505 0x10000000 0x38000000 "$CC_FLAGS" ;;
        rv32imc) risc_v rv32imc rv32 ;;
        rv32ec) risc_v rv32ec "$(rv32e)" ;;
        rv32imafc) risc_v rv32imafc rv32 ;;
        # The avr5 archive on each chip of its kind, once linked without relaxation; then the others.
        atmega328p) avr_chip atmega328p -mrelax; avr_chip atmega168 '-DTOKEN_LEVEL -mrelax'; avr_chip atmega32u4 ;;
        atmega2560) avr_chip atmega2560 -mrelax ;;
        atmega1284p) avr_chip atmega1284p -mrelax ;;
        atmega88) avr_chip atmega88 '-DTOKEN_LEVEL -mrelax'; avr_chip atmega48 '-DTOKEN_LEVEL -mrelax' ;;
        attiny85) avr_chip attiny85 '-DTOKEN_LEVEL -mrelax' ;;
        attiny167) avr_chip at90usb162 '-DTOKEN_LEVEL -mrelax' ;;
        atmega4809) as_avr51; avr_chip atmega1284p '-DOPAYGO_ANY_ARCHIVE -mrelax' ;;
    esac
done
[ -z "$failed" ] || { echo "failed:$failed" >&2; exit 1; }

#!/bin/sh
# A key is pushed by an interrupt at every point of a poll (tests/interrupts/cases.c): at every instruction on a PC and on
# a Cortex-M0 in QEMU, at every cycle on an ATmega328P in simavr. And there, at 1 MHz, a watchdog of a second lets a
# factory line through.
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

# 64 ns an instruction, and no other clock: SysTick's come after each of them.
# shellcheck disable=SC2086,SC2046
{
    arm-none-eabi-gcc $flags -mthumb -mcpu=cortex-m0 -Itests/chips -nostartfiles --specs=nosys.specs -T tests/chips/chip.ld \
        -Wl,--gc-sections -Wl,--defsym=CODE=0,--defsym=RAM=0x20000000 tests/interrupts/cases.c tests/interrupts/m0.c \
        tests/chips/arm.c build/cortex-m0/libopaygo.a -o "$work/cortex-m0.elf"
    timeout 600 qemu-system-arm -M microbit -display none -serial null -monitor none $(one_instruction qemu-system-arm) \
        -icount shift=6,align=off,sleep=off -semihosting-config enable=on,target=native -kernel "$work/cortex-m0.elf" \
        >"$work/cortex-m0" 2>&1 || true
}
passed cortex-m0

on_avr() { # <name> <clock> <source>...
    name=$1 clock=$2
    shift 2
    # shellcheck disable=SC2086
    avr-gcc $flags -DF_CPU="$clock" -mmcu=atmega328p -mrelax -idirafter "$(simavr_headers)" "$@" tests/chips/avr_print.c \
        build/atmega328p/libopaygo.a -Wl,--gc-sections -Wl,--undefined=_mmcu,--section-start=.mmcu=0x910000 \
        -o "$work/$name.elf"
    timeout 600 simavr -m atmega328p -f "$clock" "$work/$name.elf" >"$work/$name" 2>&1 || true
}

on_avr atmega328p 8000000 tests/interrupts/cases.c tests/interrupts/avr.c
passed atmega328p
on_avr watchdog 1000000 tests/interrupts/watchdog.c
said=$(sed -n 's/.*passed: //p' "$work/watchdog")
[ -n "$said" ] || {
    cat "$work/watchdog" >&2
    echo "FAILED: a factory line with a test code, at 1 MHz under a watchdog of a second" >&2
    exit 1
}
echo "a factory line with a test code, at 1 MHz under a watchdog of a second: the longest call takes $said"

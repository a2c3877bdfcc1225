#!/bin/sh
# Firmware written against the published C code, over opaygo_compat.h: compiled by each C compiler, run on the host.
# Usage: tests/compat.sh     (after `make archives`)
set -eu
cd "$(dirname "$0")/.."
work=build/compat
mkdir -p "$work"
strict='-pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Werror -Iinclude'

# shellcheck disable=SC2086
{
    gcc -std=c99 $strict -O1 -fsanitize=undefined,address tests/compat/firmware.c build/host/libopaygo.a -o "$work/firmware"
    gcc -std=c99 $strict -DRESTRICTED_DIGIT_SET_MODE -c tests/compat/firmware.c -o "$work/restricted.o"
    arm-none-eabi-gcc -std=c99 $strict -mcpu=cortex-m0 -mthumb -c tests/compat/firmware.c -o "$work/firmware-m0.o"
    avr-gcc -std=c99 $strict -mmcu=atmega328p -c tests/compat/firmware.c -o "$work/firmware-avr.o"
}
"$work/firmware"

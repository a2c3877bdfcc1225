#!/bin/sh
# The drivers that products copy, compiled from their own source for this computer, on a modelled bus. Usage: tests/drivers.sh
set -eu
cd "$(dirname "$0")/.."
out=build/drivers
mkdir -p "$out"

build() { # <program> <source>...
    program=$1
    shift
    # shellcheck disable=SC2086 # SANITIZE is options
    gcc -O1 -g -std=c99 -pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Werror ${SANITIZE-} \
        -Itests/drivers/stub -Itests/drivers -Itests -Itests/boards -Iinclude \
        -Ic_examples/ds3231 -Ic_examples/keypad -Ic_examples/keypad/boards/atmega328p \
        "$@" tests/drivers/bus.c tests/boards/rtc.c tests/boards/clock.c \
        c_examples/ds3231/i2c.c c_examples/ds3231/ds3231.c -o "$out/$program"
}

build clock tests/drivers/clock.c
build product tests/drivers/product.c c_examples/keypad/keypad.c c_examples/keypad/text.c \
    c_examples/keypad/boards/atmega328p/clock.c build/host/libopaygo.a
"$out/clock"
"$out/product"

# The same on the chip: a reset at every fifth edge of the clock's bus.
make -s -C tests/boards BOARD=atmega328p resets SCENARIO=resets.txt EVERY=5

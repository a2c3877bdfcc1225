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
        "$@" tests/drivers/bus.c tests/boards/lines.c tests/boards/rtc.c tests/boards/memory.c tests/boards/clock.c \
        c_examples/ds3231/i2c.c c_examples/ds3231/ds3231.c -o "$out/$program"
}

build clock tests/drivers/clock.c
build eeprom -Ic_examples/i2c_eeprom tests/drivers/eeprom.c c_examples/i2c_eeprom/at24c02.c
build product tests/drivers/product.c c_examples/keypad/keypad.c c_examples/keypad/text.c \
    c_examples/keypad/boards/atmega328p/clock.c build/host/libopaygo.a
"$out/clock"
"$out/product"
"$out/eeprom"

# The same on the chip: a reset at every fifth edge of the clock's bus, and where the records are on it too, at every 25th; its
# power cut while it stores there.
make -s -C tests/boards BOARD=atmega328p resets SCENARIO=resets.txt EVERY=5
make -s -C tests/boards BOARD=atmega328p EXAMPLE=i2c_eeprom resets SCENARIO=resets.txt EVERY=25
make -s -C tests/boards BOARD=atmega328p EXAMPLE=i2c_eeprom cuts SCENARIO=cuts_short.txt EVERY=5 THROUGH=10

#!/bin/sh
# The wrong archive does not link, the message names the right one, and the question costs nothing.
# Usage: tests/families.sh     (after `make archives`)
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/families
rm -rf "$work"
mkdir -p "$work"
cat >"$work/program.c" <<'C'
#include "opaygo.h"
int main(void) { return opaygo_abi() != OPAYGO_ABI; }
C
cp "$work/program.c" "$work/program.cpp"

# link <archive> <extension> <options>: $work/program.elf
link() {
    case $TRIPLE in
        thumb*) specs='--specs=nosys.specs -nostartfiles -Wl,-e,main' ;;
        riscv*) specs='--specs=picolibc.specs -nostartfiles -Wl,-e,main' ;;
        *) specs= ;;
    esac
    compiler=gcc
    [ "$2" = c ] || compiler='g++ -std=c++11'
    # shellcheck disable=SC2086  # the options are lists
    $TOOLS$compiler $CC_FLAGS $3 -Os -Iinclude -ffunction-sections ${specs%% *} -c "$work/program.$2" -o "$work/program.o" &&
        "${TOOLS}gcc" $CC_FLAGS $3 "$work/program.o" "build/$1/libopaygo.a" $specs -Wl,--gc-sections -o "$work/program.elf"
}
flash() {
    "${TOOLS}objcopy" -O binary "$work/program.elf" "$work/program.bin"
    stat -c %s "$work/program.bin"
}

for family in $FAMILIES; do
    choose_family "$family"
    [ "$family" != host ] || continue
    for options in '' -flto; do
        for language in c cpp; do
            link "$family" $language "$options" || { echo "FAILED $family: its own archive does not link $options" >&2; exit 1; }
            asked=$(flash)
            link "$family" $language "$options -DOPAYGO_ANY_ARCHIVE"
            [ "$asked" = "$(flash)" ] || { echo "FAILED $family: the question costs flash" >&2; exit 1; }
        done
    done
done

# refused <family of the program> <archive> [compiler options instead of the family's]
refused() {
    choose_family "$1"
    [ -z "${3:-}" ] || CC_FLAGS=$3
    for options in '' -flto; do
        if link "$2" c "$options" 2>"$work/said"; then
            echo "FAILED a program for $1 links the archive of $2" >&2
            exit 1
        fi
        grep -q "opaygo_archive_for_$(echo "$1" | tr - _)" "$work/said" || { cat "$work/said" >&2; exit 1; }
    done
}
refused cortex-m0 cortex-m4
refused cortex-m0 cortex-m3
refused cortex-m4 cortex-m4f
refused cortex-m4f cortex-m4
refused cortex-m33 cortex-m33f
refused atmega88 atmega328p
refused atmega88 atmega328p -mmcu=atmega8
refused attiny85 atmega328p
refused attiny167 atmega328p
refused atmega328p atmega2560
refused atmega1284p atmega328p
refused rv32ec rv32imc
refused rv32imafc rv32imc
echo "families: each links its own archive, and no other"

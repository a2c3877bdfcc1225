#!/bin/sh
# From the unpacked release to a running AVR, step by step, with the time each takes: `make steps`.
set -eu
cd "$(dirname "$0")"
log=build/steps
rm -rf "$log"
mkdir -p "$log"
number=0

# step <what> <command...>
step() {
    number=$((number + 1))
    what=$1 began=$(date +%s.%N)
    shift
    "$@" >"$log/$number" 2>&1 || { tail "$log/$number" >&2; echo "FAILED step $number, $what: $*" >&2; exit 1; }
    printf '%d  %6.1f s  %s\n' $number "$(echo "$(date +%s.%N) $began" | awk '{print $1 - $2}')" "$what"
}

# A product begun from the example that is nearest, in a folder of its own, with nothing of the release but include/, lib/
# and the driver of its clock.
project() {
    cp -r c_examples/keypad "$log/product"
    cp -r c_examples/ds3231 "$log/"
    mkdir "$log/sdk"
    cp -r include lib "$log/sdk/"
    make -C "$log/product" BOARD=atmega328p ROOT="$PWD/$log/sdk" ELF="$PWD/$log/product.elf"
    avr-objcopy -O ihex "$log/product.elf" "$log/product.hex"
    avr-size "$log/product.elf"
}

# The archive of another chip is refused, by name.
wrong_archive() {
    if make -C "$log/product" BOARD=atmega328p ROOT="$PWD/$log/sdk" ELF="$PWD/$log/wrong.elf" \
        ARCHIVE="$PWD/lib/atmega2560/libopaygo.a" >"$log/refused" 2>&1; then
        return 1
    fi
    grep opaygo_archive_for_atmega328p "$log/refused"
}

cat >"$log/unit.txt" <<'S'
factory #SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1
expect factory ok
keys *662486790
status
expect status state=enabled seconds=
S

step 'every file is as it was packed' make check
step 'the shortest program, on this computer' make -C c_examples/minimal run
step 'the published quick test on the keypad product, on this computer' make run BOARD=host
step 'the same on an ATmega328P in simavr' make run BOARD=atmega328p
step 'a project of its own from the keypad example, an image for the chip' project
step "the wrong chip's archive does not link" wrong_archive
step 'a unit is provisioned and takes its first token, on the ATmega328P' make run BOARD=atmega328p SCENARIO="$log/unit.txt"
step 'its power is cut while it stores, again and again: nothing is lost' \
    make -C tests/boards BOARD=atmega328p cuts SCENARIO="$PWD/tests/scenarios/cuts.txt" EVERY=50 THROUGH=1

#!/bin/sh
# Flash, static RAM and object size per core family and level, linked with --gc-sections against an empty program.
# Usage: packaging/size.sh write|check     (after `make archives`)
# `write` makes docs/size.md; `check` fails when it is stale, and both fail when a bound does not hold.
# Sizes belong to a compiler: with others than those named in docs/size.md, which are a plain Debian's, only the bounds
# are checked. The host is held to its bounds and has no row: its compiler is whichever the user has.
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
. packaging/levels.sh
mode=${1:?usage: packaging/size.sh write|check}
work=build/size
rm -rf "$work"
mkdir -p "$work"

# The bounds: family, level, bytes of flash.
bounds='cortex-m0 decode 820
atmega328p decode 2250
cortex-m3 token 1340
cortex-m4 token 1336
rv32imc token 2160'
# What is wanted, and the ceiling: that, or what was reached once.
wanted='atmega328p provisioned 8192 8192
cortex-m0 provisioned 4692 6098
cortex-m0 device 4096 7134
cortex-m0 uptime 4096 7666
atmega328p device 8192 9350
atmega328p uptime 8192 10402'

# The columns. "uptime" is no level of levels.sh, for which code is shared on AVR: no other is to grow for it.
columns=$(echo "$LEVELS" | sed 's/test_code/& uptime/')
parts() {
    case $1 in
        uptime) functions device && echo opaygo_with_uptime ;;
        *) functions "$1" ;;
    esac
}

# program <column>: links $work/$family-<column>.elf, an empty program and its functions; the helpers of libgcc and libc
# that these need are counted.
echo 'int main(void) { for (;;) { } }' >"$work/empty.c"
program() {
    case $TRIPLE in
        thumb* | riscv*) options='-nostartfiles -Wl,-e,main' ;;
        avr*) options='-mrelax -Wl,--defsym=__TEXT_REGION_LENGTH__=64K' ;;
        *) options= ;;
    esac
    # shellcheck disable=SC2046,SC2086
    "${TOOLS}gcc" $CC_FLAGS $specs -Os "$work/empty.c" $(parts "$1" | sed 's/^/-Wl,-u,/') "build/$family/libopaygo.a" \
        $options -Wl,--gc-sections -o "$work/$family-$1.elf"
}

# Code, constants and the start values of data; the library's own data is .data and .bss (on AVR .data holds constants too).
flash() {
    "${TOOLS}size" "$work/$family-$1.elf" | awk 'END {print $1 + $2}'
}
ram() {
    "${TOOLS}size" -A "$work/$family-$1.elf" | awk '$1 == ".data" || $1 == ".bss" {n += $2} END {print n + 0}'
}

# The bound for the family and the level in hand, if there is one, in this column of the list.
bound() {
    echo "$1" | awk -v f="$family" -v l="$level" -v column="$2" '$1 == f && $2 == l {print $column}'
}

compilers=$(
    for family in $FAMILIES; do
        choose_family "$family"
        [ "$family" = host ] || echo "$(cat "build/$family/toolchain"); ${TOOLS}gcc $("${TOOLS}gcc" -dumpfullversion -dumpversion)"
    done | sed 's/; /\n/' | awk '!seen[$0]++' | paste -sd';' | sed 's/;/; /g'
)
# A ceiling is of these compilers; another's code may be a little longer.
ceilings=$wanted
[ "$(grep '^Compilers' docs/size.md)" = "Compilers: $compilers." ] || ceilings=

failed=0
rows=
for family in $FAMILIES; do
    choose_family "$family"
    case $TRIPLE in
        thumb*) specs="--specs=nano.specs --specs=nosys.specs" ;;
        riscv*) specs=--specs=picolibc.specs ;;
        *) specs= ;;
    esac
    row="| $family |"
    for level in empty $columns; do
        program "$level"
        bytes=$(($(flash "$level") - $(flash empty)))
        [ "$level" = empty ] || row="$row $bytes |"
        for bound in $(bound "$bounds" 3) $(bound "$ceilings" 4); do
            if [ "$bytes" -gt "$bound" ]; then
                echo "FAILED $family, $level level: $bytes bytes of flash, the bound is $bound" >&2
                failed=1
            fi
        done
        bound=$(bound "$wanted" 3)
        [ "$bytes" -le "${bound:-$bytes}" ] || echo "not yet: $family, $level level: $bytes bytes of flash, the bound is $bound"
    done
    static=$(($(ram every) - $(ram empty)))
    echo '#include "opaygo.h"
char device[sizeof(opaygo_device)];' >"$work/device.c"
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $CC_FLAGS $specs -Iinclude -c "$work/device.c" -o "$work/device.o"
    device=$((0x$("${TOOLS}nm" -S "$work/device.o" | awk '$4 == "device" {print $2}')))
    [ "$static" = 0 ] || { echo "FAILED $family: $static bytes of static RAM" >&2; failed=1; }
    [ "$device" -le 128 ] || { echo "FAILED $family: opaygo_device is $device bytes" >&2; failed=1; }
    [ "$family" = host ] || rows="$rows$row $static | $device |
"
done

family=cortex-m0
choose_family "$family"
rooms=$("${TOOLS}nm" -S "$work/$family-device.elf" |
    python3 -B packaging/rooms.py $(($(flash device) - $(flash empty))))

passes=$(packaging/avr/passes.sh atmega328p)

{
    cat <<'MD'
# Sizes

Written by `make size`; `make test` fails when it is stale or a bound does not hold.

Bytes of flash that a program grows by, linked with `--gc-sections` (on AVR also with `-mrelax`), against an empty one;
the compiler's helper functions that come with it are counted. Static RAM is what the library takes for itself;
`opaygo_device` is the caller's object. The device level is that of a product with an RTC and no uptime; a product with an
uptime, alone or beside an RTC, takes what stands under "with an uptime".

| family | decode | decode and accept | device level, provisioned elsewhere | device level | with flash pages | with a test code | with an uptime | product level | every function | static RAM | `opaygo_device` |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
MD
    printf '%s' "$rows"
    echo
    echo 'The bounds:'
    echo
    echo "$bounds" | sed 's/\(.*\) \(.*\) \(.*\)/- \1, \2 level: at most \3 bytes of flash/'
    echo "$wanted" | awk '{print "- " $1 ", " $2 " level: at most " $4 " bytes of flash" ($4 > $3 ? "; " $3 " are wanted, and not reached" : "")}'
    echo '- every family: no static RAM, `opaygo_device` at most 128 bytes'
    echo
    echo "Compilers: $compilers."
    cat <<MD

## By source file

Where the device level's bytes go on the Cortex-M0; what is short or called once is part of its caller.

| | bytes |
|---|---:|
$rooms

## What the AVR passes earn

The device level on the ATmega328P, with one pass of [packaging/avr](../packaging/avr/README.md) after the other.

| | bytes | less |
|---|---:|---:|
$passes
MD
} >"$work/size.md"

if [ "$mode" = write ]; then
    mkdir -p docs
    cp "$work/size.md" docs/size.md
    cat docs/size.md
elif [ "$(grep '^Compilers' docs/size.md)" != "$(grep '^Compilers' "$work/size.md")" ]; then
    echo "skipped: whether docs/size.md is current; it is of other compilers than those here"
else
    diff -u docs/size.md "$work/size.md" >&2 || { echo 'FAILED docs/size.md is stale: run make size' >&2; failed=1; }
fi
[ "$failed" = 1 ] || echo "sizes: the bounds hold on $(echo "$FAMILIES" | wc -w) families"
exit "$failed"

#!/bin/sh
# What is in build/<family>/libopaygo.a, as nm and objdump see it, and that the family's own C compiler links it.
# Usage: tests/archives.sh <family>...     (after `make archives`)
#
#  1 one object, nothing of compiler_builtins
#  2 it exports exactly the functions of the header, and the name of its family
#  3 it needs nothing but the compiler's helpers
#  4 no name in it speaks of panic, formatting or unwinding
#  5 it takes no static RAM; on AVR that means no constants either
#  6 each function has its own section, so that --gc-sections drops what is not called
#  7 a C program that uses every function links without a warning
# That no panic can be reached is proved when the archive is made (packaging/archive.sh).
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
header=include/opaygo.h
work=build/archive-tests
rm -rf "$work"
mkdir -p "$work"
packaging/exports.sh "$header" >"$work/declared"

# The compiler's helpers, by name: what gcc's own code for these cores may call.
helpers='memcpy memset memmove memcmp'
helpers_arm='__aeabi_memcpy __aeabi_memcpy4 __aeabi_memcpy8 __aeabi_memset __aeabi_memset4 __aeabi_memset8
    __aeabi_memclr __aeabi_memclr4 __aeabi_memclr8 __aeabi_memmove __aeabi_memmove4
    __aeabi_lmul __aeabi_llsl __aeabi_llsr __aeabi_lasr
    __aeabi_uidiv __aeabi_uidivmod __aeabi_idiv __aeabi_idivmod __aeabi_uldivmod __aeabi_ldivmod'
helpers_riscv='__mulsi3 __muldi3 __ashldi3 __lshrdi3 __ashrdi3 __udivsi3 __umodsi3 __divsi3 __modsi3 __udivdi3 __umoddi3'
helpers_avr='__mulhi3 __mulsi3 __muldi3 __umulhisi3 __udivmodqi4 __udivmodhi4 __udivmodsi4 __divmodhi4 __divmodsi4
    __ashldi3 __lshrdi3 __ashrdi3 __ashlsi3 __lshrsi3 __udivdi3 __umoddi3'

failures=0
fail() {
    echo "FAILED $family: $*" >&2
    failures=$((failures + 1))
}

for family; do
    choose_family "$family"
    archive=build/$family/libopaygo.a
    case $TRIPLE in
        thumb*) allowed="$helpers $helpers_arm" ;;
        riscv*) allowed="$helpers $helpers_riscv" ;;
        avr*) allowed="$helpers $helpers_avr" ;;
        *) allowed=$helpers ;;
    esac

    [ "$("${TOOLS}ar" t "$archive")" = opaygo.o ] || fail "members: $("${TOOLS}ar" t "$archive" | tr '\n' ' ')"

    "${TOOLS}nm" -g --defined-only "$archive" | awk 'NF == 3 {print $3}' | LC_ALL=C sort >"$work/exported"
    { cat "$work/declared"; echo "opaygo_archive_for_$(echo "$family" | tr - _)"; } | LC_ALL=C sort >"$work/expected"
    diff "$work/expected" "$work/exported" >"$work/difference" ||
        fail "declared (<) and exported (>) differ: $(tr '\n' ' ' <"$work/difference")"

    needed=$("${TOOLS}nm" -u "$archive" | awk '$1 == "U" {print $2}' | tr '\n' ' ')
    for name in $needed; do
        # shellcheck disable=SC2086
        printf '%s\n' $allowed | grep -qx "$name" || fail "needs $name"
    done

    "${TOOLS}objdump" -ht "$archive" >"$work/names"
    ! grep -iE 'panic|fmt|compiler_builtins|unwind|eh_frame|exidx' "$work/names" >"$work/found" || fail "holds $(head -1 "$work/found")"

    # objdump -h prints a section on one line and its flags on the next.
    "${TOOLS}objdump" -h "$archive" | awk '/^ *[0-9]+ / {name = $2; size = $3; getline; print name, size, $0}' >"$work/sections"
    # A table in .rodata is flash on every core but AVR, where the start-up code copies it to RAM; `.progmem` stays.
    readonly='READONLY'
    case $TRIPLE in avr*) readonly='CODE|[.]progmem' ;; esac
    ram=$(awk -v ok="$readonly" '/ALLOC/ && $0 !~ ok && $2 != "00000000" {print $1 "=0x" $2}' "$work/sections")
    [ -z "$ram" ] || fail "static RAM: $ram"
    shared=$(awk '$1 == ".text" && $2 != "00000000" {print $2}' "$work/sections")
    [ -z "$shared" ] || fail "0x$shared bytes of code in .text itself, which --gc-sections cannot drop"
    functions=$(grep -c '^\.text\.' "$work/sections")

    {
        echo '#include "opaygo.h"'
        echo 'typedef void any(void);'
        echo 'any *volatile taken;'
        echo 'int main(void) {'
        sed 's/.*/    taken = (any *)&;/' "$work/declared"
        echo '    return 0; }'
    } >"$work/all.c"
    case $TRIPLE in
        thumb*) link='--specs=nosys.specs -nostartfiles -Wl,-e,main' ;; # Debian 13's newlib warns in its start-up code
        riscv*) link='--specs=picolibc.specs' ;;
        # All functions at once need not fit the smallest chip; a program calls some of them.
        avr*) link='-mrelax -Wl,--defsym=__TEXT_REGION_LENGTH__=64K' ;;
        *) link= ;;
    esac
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $CC_FLAGS -Os -Iinclude "$work/all.c" "$archive" $link -Wl,--gc-sections -Wl,--fatal-warnings \
        -o "$work/$family.elf" || fail 'does not link'

    code=$("${TOOLS}size" -A "$archive" | awk '/^\.text/ {n += $2} END {print n + 0}')
    echo "$family: $(wc -l <"$work/exported") functions exported, $functions sections, $code bytes of code, needs: ${needed:-nothing}"
done

if [ "$failures" != 0 ]; then
    echo "$failures failures" >&2
    exit 1
fi

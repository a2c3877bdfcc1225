#!/bin/sh
# A `#pragma pack` that a header before opaygo.h left open, and -fpack-struct, are refused by each compiler for each struct
# whose layout they change, with a name that says why; on an AVR they change nothing, and nothing is refused.
# Usage: tests/layout.sh
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/layout
rm -rf "$work"
mkdir -p "$work"

for bytes in 1 2; do
    printf '#pragma pack(%s)\n#include "opaygo.h"\n' $bytes >"$work/pack_leaked_$bytes.c"
    printf '#pragma pack(push, %s)\n#include "opaygo.h"\n#pragma pack(pop)\n' $bytes >"$work/around_$bytes.c"
done
printf '#include "opaygo.h"\n' >"$work/plain.c"
for source in "$work"/*.c; do
    cp "$source" "${source%.c}.cpp"
done

fail() {
    echo "FAILED layout: $*" >&2
    exit 1
}

# said <file> <options>: compiles it, with what the compiler says in $work/said
said() {
    from=$1
    shift
    # shellcheck disable=SC2086
    "$compiler" $CC_FLAGS $specs -std=$std -Iinclude -fsyntax-only "$@" "$work/$from.$end" >"$work/said" 2>&1
}

refused=0
for family in host cortex-m0 cortex-m33 rv32imc rv32ec atmega328p attiny85; do
    choose_family "$family"
    specs=
    case $TRIPLE in riscv*) specs=--specs=picolibc.specs ;; esac
    for std in c99 c11 c++11; do
        case $std in
            c++*) compiler=${TOOLS}g++ end=cpp ;;
            *) compiler=${TOOLS}gcc end=c ;;
        esac
        if ! command -v "$compiler" >/dev/null; then
            echo "skipped: no $compiler here"
            continue
        fi
        said plain || fail "$family $std: the header as it is"
        for how in pack_leaked_1 pack_leaked_2 around_1 around_2 plain; do
            set --
            [ $how != plain ] || set -- -fpack-struct
            if said "$how" "$@"; then
                [ "$TRIPLE" = avr-none ] || fail "$family $std: $how $* compiles"
                continue
            fi
            [ "$TRIPLE" != avr-none ] || fail "$family $std: $how $* is refused"
            # Each struct with a field of more bytes than that.
            shorts='window geometry'
            case $how in *_2) shorts= ;; esac
            for type in $shorts walk token extended_walk config provisioning device cache_entry port report keypad check port_finding; do
                grep -Eq "opaygo_${type}_[a-z_]*_by_pragma_pack" "$work/said" || fail "$family $std: $how: $type passes"
            done
            refused=$((refused + 1))
        done
    done
done
[ "$refused" -gt 0 ]
echo "layout: $refused leaks refused"

#!/bin/sh
# Firmware written against the published C code, over compat/: compiled by each C compiler, run on the host.
# Usage: tests/compat.sh     (after `make archives`)
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/compat
rm -rf "$work"
mkdir -p "$work"
headers='-Icompat -Iinclude'
strict='-pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Werror'
archive=build/host/libopaygo.a

# shellcheck disable=SC2086
{
    gcc -std=c99 $strict $headers -O1 -fsanitize=undefined,address tests/compat/firmware.c $archive -o "$work/firmware"
    # As the published makefile does: all its files at once.
    gcc $headers -Wall -Werror tests/compat/product/*.c compat/*.c compat/extended/*.c $archive -lm -o "$work/product"
    g++ -std=gnu++11 -Wall -Wextra $headers -Werror tests/compat/sketch.cpp $archive -o "$work/sketch"
    g++ -std=gnu++11 -Wall -Wextra $headers -Werror -DINCLUDES_SOURCES tests/compat/sketch.cpp $archive -o "$work/sources"
    for chip in 'arm-none-eabi- -mcpu=cortex-m0 -mthumb' 'arm-none-eabi- -mcpu=cortex-m3 -mthumb' \
        'avr- -mmcu=atmega328p' 'riscv64-unknown-elf- -march=rv32imc -mabi=ilp32 --specs=picolibc.specs'; do
        tools=${chip%% *} options=${chip#* }
        for mode in '' -DRESTRICTED_DIGIT_SET_MODE; do
            ${tools}gcc -std=c99 $strict $headers $options $mode -c tests/compat/firmware.c -o "$work/chip.o"
        done
        ${tools}g++ -std=gnu++11 -Wall -Wextra -Werror $headers $options -c tests/compat/sketch.cpp -o "$work/chip.o"
    done
}
"$work/firmware"
"$work/product"
"$work/sketch"
"$work/sources"

# Each published header alone and twice, in C and C++, with what it brought in.
(cd compat && find . -name '*.h') | while read -r name; do
    printf '#include "%s"\n#include "%s"\nuint8_t byte;\nFILE *file;\n' "$name" "$name" >"$work/alone.c"
    cp "$work/alone.c" "$work/alone.cpp"
    # shellcheck disable=SC2086
    gcc -std=c99 $strict $headers -fsyntax-only "$work/alone.c" && g++ -std=c++11 -Werror $headers -fsyntax-only "$work/alone.cpp"
done

# A limit that the library has no room for is refused, not cut off.
for limit in MAX_TOKEN_JUMP=256 MAX_TOKEN_JUMP=0 MAX_TOKEN_JUMP=-1 MAX_TOKEN_JUMP_COUNTER_SYNC=256 MAX_UNUSED_OLDER_TOKENS=17; do
    # shellcheck disable=SC2086
    if gcc $headers -D$limit -fsyntax-only tests/compat/product/main.c 2>"$work/refused" ||
        ! grep -q "#error .${limit%%=*} is" "$work/refused"; then
        echo "FAILED compat: $limit compiles, or fails with another message" >&2
        exit 1
    fi
done
# shellcheck disable=SC2086
gcc $headers -DMAX_TOKEN_JUMP=255 -fsyntax-only tests/compat/product/main.c

# Flash of a program that calls GetDataFromToken, against one that does not; beside it what the published C code takes for
# that with its best options (-Os -flto).
cat >"$work/size.c" <<'C'
#include "opaygo_decoder.h"
uint64_t token;
uint16_t max_count, used_counts;
uint32_t code;
unsigned char key[16];
volatile int value;
int main(void)
{
    for (;;) {
#ifdef CALLS
        TokenData data = GetDataFromToken(token, &max_count, &used_counts, code, key);
        value = data.Value + data.Count;
#endif
    }
}
C
size() { # <options>
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $CC_FLAGS $link -Os -ffunction-sections -fdata-sections -Wl,--gc-sections $headers $1 "$work/size.c" \
        "build/$family/libopaygo.a" -o "$work/size.elf"
    "${TOOLS}size" "$work/size.elf" | awk 'END {print $1 + $2}'
}
for bound in cortex-m0=1992 atmega328p=5224 cortex-m3=1340 cortex-m4=1336 rv32imc=2160; do
    family=${bound%=*} bound=${bound#*=}
    choose_family "$family"
    case $TRIPLE in
        thumb*) link='--specs=nano.specs --specs=nosys.specs -nostartfiles -Wl,-e,main' ;;
        riscv*) link='--specs=picolibc.specs -nostartfiles -Wl,-e,main' ;;
        *) link=-mrelax ;;
    esac
    bytes=$(($(size -DCALLS) - $(size '')))
    if [ "$bytes" -gt "$bound" ]; then
        echo "FAILED compat: $bytes bytes of flash on $family, the published code takes $bound" >&2
        exit 1
    fi
    echo "compat on $family: $bytes bytes of flash, the published code $bound"
done

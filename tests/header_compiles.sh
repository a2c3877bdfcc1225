#!/bin/sh
# The headers compile without a warning with every C and C++ compiler here, in every language version, first in the
# file, twice in a row, and with the sizes they promise.
# Usage: tests/header_compiles.sh
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/header-tests
mkdir -p "$work"

# Every header once alone and once more; then the sizes, which hold on every target.
{
    for header in include/*.h; do
        echo "#include \"$(basename "$header")\""
        echo "#include \"$(basename "$header")\""
    done
    cat <<'C'
typedef char device_fits[sizeof(opaygo_device) <= 128u && sizeof(opaygo_device) % 4u == 0u ? 1 : -1];
typedef char device_is_flat[sizeof(struct opaygo_device) == sizeof(((opaygo_device *)0)->opaque) ? 1 : -1];
typedef char status_is_a_byte[sizeof(opaygo_status) == 1u ? 1 : -1];
typedef char ok_is_zero[OPAYGO_OK == 0 ? 1 : -1];
typedef char error_is_negative[(opaygo_status)OPAYGO_NULL < 0 ? 1 : -1];
C
} >"$work/headers.c"
cp "$work/headers.c" "$work/headers.cpp"

warnings='-pedantic -Wall -Wextra -Wconversion -Wsign-conversion -Wshadow -Wundef -Werror -fsyntax-only'
compiled=0
for family in host cortex-m0 cortex-m33 rv32imc rv32ec atmega328p attiny85; do
    choose_family "$family"
    if ! command -v "${TOOLS}gcc" >/dev/null; then
        echo "skipped: no ${TOOLS}gcc here"
        continue
    fi
    # Without an operating system picolibc is the C library of RISC-V.
    specs=
    case $TRIPLE in riscv*) specs=--specs=picolibc.specs ;; esac
    versions=
    for std in c99 c11 c17 c2x c++11 c++17 c++20; do
        case $std in
            c++*) set -- "${TOOLS}g++" "$work/headers.cpp" ;;
            *) set -- "${TOOLS}gcc" "$work/headers.c" -Wstrict-prototypes -Wmissing-prototypes ;;
        esac
        compiler=$1
        shift
        # avr-gcc 5.4 knows nothing later than C11 and C++17.
        if ! echo | "$compiler" -std=$std -x "$(case $std in c++*) echo c++ ;; *) echo c ;; esac)" -fsyntax-only - 2>/dev/null; then
            continue
        fi
        # shellcheck disable=SC2086
        "$compiler" $CC_FLAGS $specs -std=$std $warnings -Iinclude "$@"
        versions="$versions $std"
        compiled=$((compiled + 1))
    done
    echo "$family: clean as$versions"
done
[ "$compiled" -gt 0 ]

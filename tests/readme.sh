#!/bin/sh
# What README.md says to type: its compile lines as they stand there, and what they make is run where an emulator is.
# Usage: tests/readme.sh         (the archives of the three boards must be built)
# The lines are typed in a directory of their own, in which the project's files are found by the same names.
set -eu
cd "$(dirname "$0")/.."
work=build/readme
rm -rf "$work"
mkdir -p "$work"
for name in include c_examples build; do ln -s "../../$name" "$work/$name"; done

# block <language> <number>: the text of that block of code.
block() {
    awk -v fence="\`\`\`$1" -v wanted="$2" '
        $0 == "```" {inside = 0}
        inside && number == wanted {print}
        $0 == fence {inside = 1; number++}' README.md
}

says() { # <program's name> <emulator...>
    name=$1
    shift
    if ! (cd "$work" && command -v "$1" >/dev/null); then
        echo "readme: $name is linked; no $1 here to run it"
        return
    fi
    (cd "$work" && timeout 60 "$@" </dev/null >"$name.out" 2>&1) || true
    grep -q 'status 1, 86400 seconds of credit' "$work/$name.out" || {
        cat "$work/$name.out" >&2
        echo "FAILED README.md: $name does not print what it should: $*" >&2
        exit 1
    }
    echo "readme: $name runs"
}

typed=0
for number in 1 2 3 4 5 6 7 8 9; do
    line=$(block sh "$number")
    [ -n "$line" ] || break
    (cd "$work" && eval "$line") || { echo "FAILED README.md: $line" >&2; exit 1; }
    typed=$((typed + 1))
done
[ "$typed" = 3 ] || { echo "FAILED README.md has $typed compile lines, not one a board" >&2; exit 1; }

says minimal ./minimal
# The line's semihosting prints. The machine has RAM at address 0, where this link without a chip's map puts it.
says minimal-cortex-m0 qemu-system-arm -M mps2-an385 -display none -serial null -monitor none \
    -semihosting-config enable=on,target=native -device loader,file=minimal-cortex-m0.elf,cpu-num=0
# On an AVR printf goes nowhere until a product says where: here to simavr's console, by one more file.
if [ -e /usr/include/simavr/avr/avr_mcu_section.h ]; then
    line=$(block sh 3)
    (cd "$work" && eval "$line ../../tests/chips/avr_print.c -idirafter /usr/include/simavr \
        -Wl,--undefined=_mmcu,--section-start=.mmcu=0x910000")
    says minimal-atmega328p simavr -m atmega328p -f 8000000 minimal-atmega328p.elf
fi

# The port in C++, with any compiler's oldest.
block cpp 1 >"$work/port.cpp"
[ -s "$work/port.cpp" ] || { echo 'FAILED README.md has no C++' >&2; exit 1; }
for compiler in g++ 'arm-none-eabi-g++ -mcpu=cortex-m0 -mthumb' 'avr-g++ -mmcu=atmega328p'; do
    if command -v "${compiler%% *}" >/dev/null; then
        $compiler -std=c++11 -Wall -Wextra -Werror -Iinclude -c "$work/port.cpp" -o "$work/port.o"
    fi
done

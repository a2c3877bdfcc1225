#!/bin/sh
# The C of docs/PORTING.md and docs/MIGRATING.md compiles as it stands there, and what a computer can run is run.
# Usage: tests/snippets.sh     (the archives of the three boards must be built)
# What is in tests/snippets/avr/ is run in simavr.
# A block begins with ```c <file> <word>...; the words are the compilers that take it (host, arm, avr) and the programs of
# tests/snippets/ it is a part of. `steps` is linked for the ATmega328P and compiled alone; a header is part of all.
set -eu
cd "$(dirname "$0")/.."
. packaging/emulators.sh
work=build/snippets
rm -rf "$work"
mkdir -p "$work"

failed=0
fail() {
    echo "FAILED snippets: $1" >&2
    failed=1
}

# Each block in its file; "<file> <word>..." a line in `list`.
awk -v work="$work" '
    /^```(c|cpp) / {
        file = $2
        if (file in seen) { print "two blocks are called " file; exit 1 }
        seen[file] = 1
        line = file
        for (i = 3; i <= NF; i++) line = line " " $i
        print line >(work "/list")
        path = work "/" file
        printf "#line %d \"%s\"\n", FNR + 1, FILENAME >path
        next
    }
    /^```/ { path = ""; next }
    path { print >path }' docs/PORTING.md docs/MIGRATING.md || fail 'see above'
if grep -n '^```\(c\|cpp\)$' docs/PORTING.md docs/MIGRATING.md >&2; then fail 'a block of C has no name'; fi

warnings='-Wall -Wextra -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Werror'
# compile <compiler with its options> <file> <object>
compile() {
    case $2 in
        *.cpp) options='-std=c++11 -Wall -Wextra -Wconversion -Werror' compiler=$(echo "$1" | sed 's/gcc/g++/') ;;
        *) options="-std=gnu99 $warnings" compiler=$1 ;;
    esac
    # shellcheck disable=SC2086
    $compiler $options -Os -ffunction-sections -Iinclude -Icompat -I"$work" -idirafter tests/snippets/rtos -c "$2" -o "$3"
}

host='gcc'
compiler_for() {
    case $1 in
        host) echo "$host" ;;
        arm) echo 'arm-none-eabi-gcc -mcpu=cortex-m0 -mthumb' ;;
        avr) echo 'avr-gcc -mmcu=atmega328p' ;;
    esac
}

compiled=0
while read -r file words; do
    case $file in *.h) continue ;; esac
    for target in host arm avr; do
        case " $words " in *" $target "*) ;; *) continue ;; esac
        compiler=$(compiler_for "$target")
        command -v "${compiler%% *}" >/dev/null || { echo "skipped: no ${compiler%% *} here"; continue; }
        compile "$compiler" "$work/$file" "$work/$target-$file.o" || { fail "$file for $target"; continue; }
        compiled=$((compiled + 1))
    done
done <"$work/list"

# objects <target> <program>: what it is made of
objects() {
    while read -r file words; do
        case $file in *.h) continue ;; esac
        case " $words " in *" $2 "*) ;; *) continue ;; esac
        if [ -e "$work/$1-$file.o" ]; then echo "$work/$1-$file.o"; fi
    done <"$work/list"
}

ran=0
for source in tests/snippets/*.c; do
    program=$(basename "$source" .c)
    compile "$host" "$source" "$work/$program.o" || { fail "$source"; continue; }
    # shellcheck disable=SC2046
    gcc $(objects host "$program") "$work/$program.o" build/host/libopaygo.a -o "$work/$program" || { fail "$program does not link"; continue; }
    timeout 60 "$work/$program" || { fail "$program: rerun $work/$program"; continue; }
    ran=$((ran + 1))
done

# On an ATmega328P in simavr, which says "passed".
for source in tests/snippets/avr/*.c; do
    if ! command -v avr-gcc >/dev/null || ! command -v simavr >/dev/null; then
        echo 'skipped: no avr-gcc or no simavr here'
        break
    fi
    program=$(basename "$source" .c)
    # shellcheck disable=SC2046,SC2086
    avr-gcc -mmcu=atmega328p -std=gnu99 $warnings -Os -mrelax -Iinclude -idirafter "$(simavr_headers)" "$source" \
        $(objects avr "$program") tests/chips/avr_print.c build/atmega328p/libopaygo.a -Wl,--gc-sections \
        -Wl,--undefined=_mmcu,--section-start=.mmcu=0x910000 -o "$work/$program.elf" || { fail "$program does not link"; continue; }
    timeout 60 simavr -m atmega328p -f 8000000 "$work/$program.elf" >"$work/$program.said" 2>&1 || true
    grep -o 'passed: .*[0-9]' "$work/$program.said" || { cat "$work/$program.said" >&2; fail "$program on an ATmega328P"; }
    ran=$((ran + 1))
done

# The eight steps are one program; the driver of the DS3231 is not a part of them.
if command -v avr-gcc >/dev/null; then
    echo '#include <stdint.h>
int8_t ds3231_read(uint32_t *seconds, uint8_t *stopped) { *seconds = 0; *stopped = 0; return -1; }
int8_t ds3231_trust(void) { return -1; }' >"$work/driver.c"
    # shellcheck disable=SC2046
    avr-gcc -mmcu=atmega328p -Os -mrelax -Wl,--gc-sections $(objects avr steps) "$work/driver.c" build/atmega328p/libopaygo.a \
        -o "$work/steps.elf" || fail 'the eight steps do not link for the ATmega328P'
fi

if [ "$compiled" -le 20 ] || [ "$ran" -le 4 ]; then fail "$compiled compiled, $ran run: are they found?"; fi
[ "$failed" = 0 ] || exit 1
echo "snippets: $compiled compiled, $ran programs run"

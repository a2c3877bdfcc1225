#!/bin/sh
# include/opaygo_names.h: the name of every number an answer, a state or a finding can be, on the host; on each chip a program that
# does not call it has nothing of it, and on an AVR one that calls it has no text in RAM.
# Usage: tests/names.sh
set -eu
cd "$(dirname "$0")/.."
. packaging/families.sh
work=build/names
rm -rf "$work"
mkdir -p "$work"

fail() {
    echo "FAILED names: $*" >&2
    exit 1
}

# numbers <enum> <prefix>: a line of C for each of its numbers, as opaygo.h has them
numbers() {
    sed -n "/^enum $1\$/,/^};/s/^ *$2\([A-Z_]*\) = \(-\{0,1\}[0-9]*\),/    [\2 + 128] = \"\1\",/p" include/opaygo.h
}
{
    printf '#include <stdio.h>\n#include <string.h>\n#include "opaygo_names.h"\n'
    printf 'static const char *const statuses[384] = {\n%s\n};\n' "$(numbers opaygo_status OPAYGO_)"
    printf 'static const char *const states[384] = {\n%s\n};\n' "$(numbers opaygo_payg_state OPAYGO_STATE_)"
    printf 'static const char *const parts[384] = {\n%s\n};\n' "$(numbers opaygo_port_part OPAYGO_PORT_PART_)"
    printf 'static const char *const faults[384] = {\n%s\n};\n' "$(numbers opaygo_port_fault OPAYGO_PORT_FAULT_)"
    cat <<'C'
static int check(int number, const char *is, const char *should)
{
    if (strcmp(is, should ? should : "?") == 0)
        return should != NULL;
    printf("%d is \"%s\", not \"%s\"\n", number, is, should ? should : "?");
    return -1000;
}

int main(void)
{
    int named = 0;
    for (int number = INT8_MIN; number <= INT8_MAX; number++)
        named += check(number, opaygo_status_name((opaygo_status)number), statuses[number + 128]);
    for (int number = 0; number <= UINT8_MAX; number++) {
        named += check(number, opaygo_state_name((opaygo_payg_state)number), states[number + 128]);
        named += check(number, opaygo_port_part_name((opaygo_port_part)number), parts[number + 128]);
        named += check(number, opaygo_port_fault_name((opaygo_port_fault)number), faults[number + 128]);
    }
    printf("%d\n", named);
    return named < 0;
}
C
} >"$work/every.c"
gcc -std=c99 -pedantic -Wall -Wextra -Wconversion -Werror -Iinclude "$work/every.c" -o "$work/every"
"$work/every" >"$work/said" || fail "$(cat "$work/said")"
named=$(cat "$work/said")
[ "$named" = "$(grep -c '^    OPAYGO_.* = -\{0,1\}[0-9]*,$' include/opaygo.h)" ] || fail "$named of the header's numbers are named"

echo '#include "opaygo_names.h"' >"$work/unused.c"
cat >"$work/used.c" <<'C'
#include "opaygo_names.h"
const char *text(opaygo_status status, opaygo_payg_state state);
const char *text(opaygo_status status, opaygo_payg_state state)
{
#ifdef __AVR__
    return state ? opaygo_state_name_P(state) : opaygo_status_name_P(status);
#else
    return state ? opaygo_state_name(state) : opaygo_status_name(status);
#endif
}
C
# bytes <program> <kinds of section, a pattern> <option>: how many of them it has; on an AVR what is .rodata takes RAM
bytes() {
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $CC_FLAGS $specs -std=c99 "$3" -DOPAYGO_ANY_ARCHIVE -Iinclude -c "$work/$1.c" -o "$work/$1.o"
    "${TOOLS}size" -A "$work/$1.o" | awk -v kinds="^[.]($2)" '$1 ~ kinds { sum += $2 } END { print sum + 0 }'
}
for family in host cortex-m0 rv32imc atmega328p attiny85; do
    choose_family "$family"
    command -v "${TOOLS}gcc" >/dev/null || { echo "skipped: no ${TOOLS}gcc here"; continue; }
    specs=
    case $TRIPLE in riscv*) specs=--specs=picolibc.specs ;; esac
    [ "$(bytes unused 'text|progmem|rodata|data|bss' -O0)" = 0 ] || fail "$family: unused, it is in the program"
    ram=$(bytes used "data|bss$([ "$TRIPLE" != avr-none ] || echo '|rodata')" -Os)
    [ "$ram" = 0 ] || fail "$family: $ram bytes of RAM"
    echo "$family: $(bytes used 'text|progmem|rodata' -Os) bytes of flash where it is called, 0 where not"
done
echo "names: $named numbers have theirs, and no other has one"

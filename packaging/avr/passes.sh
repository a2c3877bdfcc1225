#!/bin/sh
# What each pass of shrink.py earns: the device level's bytes with ever more of them, as rows of a table.
# Usage: packaging/avr/passes.sh <family>     (after its archive, which leaves the compiler's assembly beside it)
set -eu
cd "$(dirname "$0")/../.."
. packaging/families.sh
. packaging/levels.sh
family=$1
choose_family "$family"
work=build/size/passes
mkdir -p "$work"
programs >"$work/levels"
echo 'int main(void) { for (;;) { } }' >"$work/empty.c"

# linked <object> <function>...: the bytes of a program with them.
linked() {
    object=$1
    shift
    # shellcheck disable=SC2046,SC2086
    "${TOOLS}gcc" $CC_FLAGS -Os "$work/empty.c" $(printf -- '-Wl,-u,%s ' "$@") "$object" -mrelax \
        -Wl,--defsym=__TEXT_REGION_LENGTH__=64K -Wl,--gc-sections -o "$work/program.elf"
    "${TOOLS}size" "$work/program.elf" | awk 'END {print $1 + $2}'
}

passes=0 before=
for name in "the compiler's assembly" 'branches and jumps that need not be' 'values and tests that are there already' \
    'what is handed on stays where it is' 'registers saved and frames made by shared code' 'repeated code once' 'the order of the functions'; do
    python3 -B packaging/avr/shrink.py "$SHRINK" "$work/levels" "build/$family/signatures" "$work/signatures" "$passes" \
        <"build/$family/compiled.s" >"$work/made.s"
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $CC_FLAGS -c -x assembler "$work/made.s" -o "$work/made.o"
    # shellcheck disable=SC2046
    bytes=$(($(linked "$work/made.o" $(functions device)) - $(linked "$work/made.o" main)))
    echo "| $name | $bytes | $([ -z "$before" ] || echo $((before - bytes))) |"
    before=$bytes passes=$((passes + 1))
done

#!/bin/sh
# Builds build/<family>/libopaygo.a: the functions of include/opaygo.h and what they need, and nothing else.
# Usage: packaging/archive.sh <family>          (the families are in packaging/families.sh)
#
# What cargo makes holds compiler_builtins, whose weak memcpy and division helpers would replace libgcc's in the
# user's own code, with another calling convention on AVR. So of its objects only this crate's own is taken (LTO has
# put all else that is used into it), linked with each function still in its own section, and only the header's names
# stay public.
#
# For AVR the compiler also writes assembly, which avr/shrink.py makes smaller, and its IR, which tells what each function
# takes and gives; avr/check.py compares what comes of it with the compiler's own object.
#
# What an archive was made of is kept beside it in `made-of`, by content: the same again is not built again, whatever
# the files' times are.
#
# It is built with a panic handler that calls a function that does not exist: an archive in which that name
# remains has a reachable panic and is refused. So what ships is what was proved.
set -eu
cd "$(dirname "$0")/.."
. packaging/toolchain.sh
. packaging/families.sh
. packaging/rust.sh
. packaging/levels.sh

family=${1:?usage: packaging/archive.sh <family>}
choose_family "$family"
header=include/opaygo.h
out=build/$family

# shellcheck disable=SC2090
choose_toolchain "$TRIPLE" ${TARGET_EDIT:+source}
made_of=$(
    echo "$TOOLCHAIN"
    "${TOOLS}gcc" --version
    "${TOOLS}ld" --version
    find src Cargo.toml Cargo.lock build.rs "$header" packaging/avr packaging/archive.sh packaging/exports.sh packaging/families.sh \
        packaging/toolchain.sh packaging/rust.sh packaging/rustc.sh packaging/levels.sh -type f ! -name '*.pyc' |
        LC_ALL=C sort | xargs sha256sum
)
if [ -e "$out/libopaygo.a" ] && [ "$(cat "$out/made-of" 2>/dev/null)" = "$made_of" ]; then
    exit 0
fi
rm -f "$out/made-of"
prepare_rust "$family"

assembly=$(realpath "$BUILT")/opaygo.s
ir=${assembly%.s}.ll
[ -z "$SHRINK" ] || CODE_FLAGS="$CODE_FLAGS --emit=asm=$assembly --emit=llvm-ir=$ir"
# shellcheck disable=SC2086  # the options are a list
build_rust --crate-type staticlib -- --cfg opaygo_archive $CODE_FLAGS

work=$out/parts
rm -rf "$work"
mkdir -p "$work"
library=$(realpath "$BUILT/$(basename "$TARGET" .json)/release/libopaygo.a")
(cd "$work" && "${TOOLS}ar" x "$library" && find . ! -name 'opaygo-*.o' -type f -delete)
compiled=$(echo "$work"/opaygo-*.o)
object=$compiled
if [ -n "$SHRINK" ]; then
    object=$work/shrunk.o
    programs >"$work/levels"
    python3 -B packaging/avr/signatures.py <"$ir" >"$out/signatures"
    python3 -B packaging/avr/shrink.py "$SHRINK" "$work/levels" "$out/signatures" "$out/signatures-made" <"$assembly" >"$work/shrunk.s"
    # shellcheck disable=SC2086
    "${TOOLS}gcc" $CC_FLAGS -c -x assembler "$work/shrunk.s" -o "$object"
fi

# The name by which the header asks for this family's archive and no other.
right=opaygo_archive_for_$(echo "$family" | tr - _)
packaging/exports.sh "$header" >"$work/exports"
# shellcheck disable=SC2046,SC2086
"${TOOLS}ld" -r $LD_FLAGS --gc-sections --defsym="$right=0" $(sed 's/^/-u /' "$work/exports") "$object" -o "$work/linked"
echo "$right" >>"$work/exports"
# Unwind tables serve no one here: a panic does not unwind, and 8 bytes a function is flash.
# shellcheck disable=SC2086
"${TOOLS}objcopy" --wildcard --keep-global-symbols="$work/exports" --strip-unneeded \
    --strip-symbol='__*_REGION_*' \
    --remove-section='.ARM.exidx*' --remove-section='.rel.ARM.exidx*' --remove-section='.eh_frame*' \
    --remove-section='.rela.eh_frame*' --remove-section=.comment $LEAVE_OUT \
    "$work/linked" "$work/opaygo.o"

if "${TOOLS}nm" -u "$work/opaygo.o" | grep -q opaygo_a_panic_can_be_reached; then
    echo "error: $family: a panic can be reached from:" >&2
    "${TOOLS}objdump" -r "$work/opaygo.o" |
        awk '/^RELOC/ {at = $4} /panicking/ && at !~ /panicking/ {print "    " at}' | sort -u >&2
    exit 1
fi

if [ -n "$SHRINK" ]; then
    python3 -B packaging/avr/check.py "$SHRINK" "$out/signatures" "$out/signatures-made" "$compiled" "$work/opaygo.o"
    cp "$compiled" "$out/compiled.o"
    cp "$assembly" "$out/compiled.s"
fi

rm -f "$out/libopaygo.a"
"${TOOLS}ar" rcsD "$out/libopaygo.a" "$work/opaygo.o"
rm -rf "$work"
echo "$TOOLCHAIN" >"$out/toolchain"
echo "$made_of" >"$out/made-of"
echo "built $out/libopaygo.a ($(stat -c %s "$out/libopaygo.a") bytes; $TOOLCHAIN)" >&2

#!/bin/sh
# The host's archive with AddressSanitizer and the compiler's own checks (overflow, alignment, ranges) in it, under C that
# has AddressSanitizer and UndefinedBehaviorSanitizer: what C may pass, the published names, the scenarios, the power cuts.
# Usage: tests/sanitize.sh
set -eu
cd "$(dirname "$0")/.."
. packaging/toolchain.sh
. packaging/families.sh
. packaging/rust.sh
work=$PWD/build/sanitize
mkdir -p "$work"

choose_family host
# shellcheck disable=SC2090
prepare_rust sanitize
checks='-Zsanitizer=address -Cforce-frame-pointers=yes'
echo 'fn main() {}' >"$work/try.rs"
# shellcheck disable=SC2086
if ! RUSTC_BOOTSTRAP=1 $RUSTC $checks --emit=obj "$work/try.rs" -o "$work/try.o" 2>"$work/why"; then
    echo "skipped: AddressSanitizer in the library; $($RUSTC --version) has none: $(head -n 1 "$work/why")"
    checks=
fi
# shellcheck disable=SC2034  # build_rust reads it
RUST_FLAGS=$checks
RUSTC_BOOTSTRAP=1 build_rust --crate-type staticlib -- --cfg opaygo_archive -Cdebug-assertions=yes -Coverflow-checks=yes
# As in packaging/archive.sh, this crate's own object alone.
archive=$work/libopaygo.a
rm -f "$archive" "$work"/opaygo-*.o
library=$(realpath "$BUILT/$TARGET/release/libopaygo.a")
(cd "$work" && ar x "$library" && find . -name '*.o' ! -name 'opaygo-*' -delete)
echo 'void opaygo_a_panic_can_be_reached(void) { __builtin_abort(); }' | gcc -g -xc -c - -o "$work/panic.o"
ar rcsD "$archive" "$work"/opaygo-*.o "$work/panic.o"

# The library allocates nothing; what the bench has when it ends is no matter here.
export ASAN_OPTIONS=detect_leaks=0

tests/abi.sh "$archive"
c='-std=c99 -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all'
# shellcheck disable=SC2086
gcc $c -Iinclude tests/compat/firmware.c "$archive" -o "$work/firmware"
"$work/firmware"
make -s -C tests/boards BOARD=host OUT="$work" HOST_ARCHIVE="$archive" \
    CC_HOST="gcc $c -I../../include -I../../c_examples/keypad" "$work/run-host"
for scenario in tests/scenarios/*.txt; do
    "$work/run-host" "$scenario" >/dev/null
done
"$work/run-host" --cuts tests/scenarios/cuts.txt | tail -n 1
echo "sanitizers: nothing found in $(find tests/scenarios -maxdepth 1 -name '*.txt' | wc -l) scenarios and the cuts"

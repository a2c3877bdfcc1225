#!/bin/sh
# Fuzzes every target, or the named ones, for so many seconds each, as many at a time as there are processors, and prints
# the executions.
# Usage: fuzz/run.sh [seconds per target, default 60] [target ...]
#   SEED=n   the same inputs each time, as far as the seconds go; 0, the default: others each time
#   KEEP=1   afterwards adds to fuzz/corpus/ (which is in git) the inputs that reach something new, and the executions to
#            fuzz/executions.csv and docs/FUZZ.md
# What is found on the way stays in build/fuzz/. A crash leaves its input in fuzz/artifacts/ and prints the command
# that replays it. Needs cargo-fuzz (installed if missing) and a C++ compiler; rustup is not needed.
set -eu
cd "$(dirname "$0")/.."

seconds=${1:-60}
[ $# -eq 0 ] || shift
targets=${*:-$(find fuzz/fuzz_targets -name '*.rs' -exec basename {} .rs \; | sort)}

# Where rustup is, the stable toolchain: these builds want no sanitizer and so no nightly.
toolchain=
if command -v rustup >/dev/null && rustup toolchain list | grep -q '^stable'; then
    toolchain=+stable
fi
PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
command -v cargo-fuzz >/dev/null || cargo $toolchain install --locked --quiet cargo-fuzz

# Tracing every comparison would make the hashes ten times as slow and help to find nothing: a hash is not guessed.
fuzz() {
    command=$1
    shift
    cargo $toolchain fuzz "$command" -s none --no-trace-compares "$@"
}

# Chances that follow from how long an input took are not the same each time.
by_time=1
[ "${SEED:-0}" = 0 ] || by_time=0

# one <target>: fuzzes it
one() {
    found=build/fuzz/$1 log=build/fuzz/$1.log
    mkdir -p "$found"
    : >"$log.begun"
    if ! fuzz run "$1" "$found" "fuzz/corpus/$1" -- \
        -max_total_time="$seconds" -timeout=20 -print_final_stats=1 -verbosity=1 \
        -seed="${SEED:-0}" -entropic_scale_per_exec_time=$by_time >"$log" 2>&1; then
        grep -a -E -A 40 'panicked at|^SUMMARY|^ERROR|^Reproduce with' "$log" >&2 || tail -n 40 "$log" >&2
        echo "fuzz: $1 failed; the whole log is $log; the input, in base64:" >&2
        find fuzz/artifacts/"$1" -type f -newer "$log.begun" -exec base64 -w 0 {} + >&2
        return 1
    fi
    echo "fuzz: $1: $(executions "$1") executions in $seconds s, $(speed "$1") a second, $(grep -o 'cov: [0-9]*' "$log" | tail -n 1)"
}
executions() {
    sed -n 's/^stat::number_of_executed_units: *//p' "build/fuzz/$1.log" | head -n 1
}
speed() {
    sed -n 's/^stat::average_exec_per_sec: *//p' "build/fuzz/$1.log" | head -n 1
}

# Built before, so that none of them waits for another's.
mkdir -p build/fuzz
fuzz build >build/fuzz/build.log 2>&1 || { cat build/fuzz/build.log >&2; exit 1; }
failed=0 running=
for target in $targets; do
    # shellcheck disable=SC2086  # process numbers
    set -- $running
    if [ $# -ge "$(nproc)" ]; then
        wait "$1" || failed=1
        shift
    fi
    one "$target" &
    running="$* $!"
done
for process in $running; do
    wait "$process" || failed=1
done
[ $failed = 0 ] || exit 1

[ "${KEEP:-0}" = 0 ] || for target in $targets; do
    fuzz run "$target" "fuzz/corpus/$target" "build/fuzz/$target" -- -merge=1 >"build/fuzz/$target.merged" 2>&1
    echo "fuzz: $target: $(find "fuzz/corpus/$target" -type f | wc -l) inputs in fuzz/corpus/$target"
    awk -F, -v OFS=, -v target="$target" -v more="$(executions "$target")" -v speed="$(speed "$target")" \
        '$1 == target {$2 += more; $3 = speed; found = 1} {print} END {if (!found) print target, more, speed}' \
        fuzz/executions.csv >"build/fuzz/$target.csv"
    mv "build/fuzz/$target.csv" fuzz/executions.csv
done
[ "${KEEP:-0}" = 0 ] || OPAYGO_BLESS=1 cargo test --locked --quiet --test fuzz_page >/dev/null

#!/bin/sh
# Changes the token rooms in every small way, one at a time, and fails if a change goes unnoticed by the tests.
# Usage: tests/mutants.sh [arguments of cargo-mutants, as --re src/token/window.rs]
# The report is in build/mutants.out/. Needs cargo-mutants (installed if missing).
set -eu
cd "$(dirname "$0")/.."

PATH=$PATH:${CARGO_HOME:-$HOME/.cargo}/bin
command -v cargo-mutants >/dev/null || cargo install --locked --quiet cargo-mutants

mkdir -p build
# A mutant shows in a few entries or not at all, so a part of the random cases will do, and none need be made small.
OPAYGO_CASES=${OPAYGO_CASES:-10} PROPTEST_MAX_SHRINK_ITERS=0 cargo mutants --output build --no-times "$@"

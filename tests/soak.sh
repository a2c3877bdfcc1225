#!/bin/sh
# The long runs: 10^6 tokens each way with the public Python library, many more random lives, 10^7 power cuts, 10^6 lives
# with faults of storage and as many with faults of clocks, what C calls under the sanitizers, every bit of the AVR
# archives changed.
# Usage: tests/soak.sh [tokens each way, default 1000000] [percent of the usual random cases, default 2000]
#                      [power cuts, default 10000000] [lives of each kind, default 1000000]
set -eu
cd "$(dirname "$0")/.."

OPAYGO_CASES=${2:-2000} cargo test --locked --quiet --test token -- promises resumable text
tests/interop/run.sh "${1:-1000000}"
OPAYGO_CUTS=${3:-10000000} cargo test --locked --quiet --test storage campaign::campaign -- --nocapture
for kind in storage time; do
    OPAYGO_LIVES=${4:-1000000} cargo test --locked --quiet --test $kind lives -- --nocapture
done
tests/sanitize.sh
OPAYGO_CHANGES=all tests/avr_check.sh atmega328p atmega2560 attiny85

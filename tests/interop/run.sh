#!/bin/sh
# The public Python library against this one: tokens each way, then where the library departs from our rulings.
# Usage: tests/interop/run.sh [tokens each way, default 100000] [seed]
set -eu
cd "$(dirname "$0")/../.."

if ! [ -f build/venv/openpaygo-version ]; then
    packaging/setup.sh
fi
cargo build --locked --quiet --release --example interop
build/venv/bin/python -B tests/interop/tokens.py "$@"
build/venv/bin/python -B tests/interop/departures.py --quiet

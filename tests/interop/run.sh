#!/bin/sh
# The public Python library against this one: tokens each way, then where the library departs from our rulings.
# Usage: tests/interop/run.sh [tokens each way, default 100000] [seed]
set -eu
cd "$(dirname "$0")/../.."

if ! [ -f build/venv/openpaygo-version ]; then
    packaging/setup.sh
fi
# The tests have built it so; in release all they need would be built again.
cargo build --locked --quiet --profile test --example interop
build/venv/bin/python -B tests/interop/tokens.py "$@"
build/venv/bin/python -B tests/interop/departures.py --quiet

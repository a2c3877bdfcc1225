#!/bin/sh
# The long runs of the token level: 10^6 tokens each way with the public Python library, and many more random lives.
# Usage: tests/soak.sh [tokens each way, default 1000000] [percent of the usual random cases, default 2000]
set -eu
cd "$(dirname "$0")/.."

OPAYGO_CASES=${2:-2000} cargo test --locked --quiet --test token -- promises resumable text
tests/interop/run.sh "${1:-1000000}"

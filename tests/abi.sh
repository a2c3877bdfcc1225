#!/bin/sh
# What C may pass and answer (tests/abi.c), on the host, the C side with its sanitizers.
# Usage: tests/abi.sh [archive, default that of the host]     (after `make archives`)
set -eu
cd "$(dirname "$0")/.."
work=build/abi
mkdir -p "$work"
gcc -std=c99 -O1 -g -pedantic -Wall -Wextra -Wconversion -Wstrict-prototypes -Werror -fsanitize=address,undefined \
    -fno-sanitize-recover=all -Iinclude tests/abi.c "${1:-build/host/libopaygo.a}" -o "$work/abi"
"$work/abi" >"$work/said"
echo "$(wc -l <"$work/said") promises on what C may pass hold"

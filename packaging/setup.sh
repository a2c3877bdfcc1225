#!/bin/sh
# Installs what is missing to build, run and test on Debian 12; touches nothing, and no network, when all is there.
# Usage: packaging/setup.sh [demo]      "demo" leaves out what only `make test` and `make dist` need
# Uses apt-get (through sudo unless root) and pip, with whatever sources they are set up with.
set -eu
cd "$(dirname "$0")/.."
. packaging/toolchain.sh

packages='make gcc g++ libc6-dev pkg-config ca-certificates python3
    gcc-arm-none-eabi libnewlib-arm-none-eabi qemu-system-arm
    gcc-avr avr-libc simavr libsimavr-dev libelf-dev'
triples='thumbv6m-none-eabi avr-none'
if [ "${1:-}" != demo ]; then
    packages="$packages gcc-riscv64-unknown-elf picolibc-riscv64-unknown-elf qemu-system-misc"
    triples="$triples thumbv7m-none-eabi thumbv7em-none-eabi thumbv7em-none-eabihf thumbv8m.main-none-eabi
        thumbv8m.main-none-eabihf riscv32imc-unknown-none-elf riscv32e-unknown-none-elf"
fi

installed() {
    [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ]
}

missing=
for package in $packages; do
    installed "$package" || missing="$missing $package"
done

# Rust: only where what is there cannot build for every target. Debian's formatter and linter come with Debian's Rust.
rust_is_enough() {
    rustc --version >/dev/null 2>&1 || return 1
    for triple in $triples; do
        (choose_toolchain "$triple" 2>/dev/null) || return 1
    done
}
if ! rust_is_enough; then
    missing="$missing rustc-web cargo-web rust-web-src"
    command -v rustup >/dev/null || missing="$missing rustfmt-web rust-web-clippy"
fi

has_venv() {
    python3 -c 'import venv, ensurepip' 2>/dev/null
}
has_venv || missing="$missing python3-venv"

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null; then
        echo "error: this set-up knows Debian's apt-get only. Missing here:$missing" >&2
        exit 1
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        as_root=sudo
        command -v sudo >/dev/null || { echo "error: run this as root, or install sudo. Missing:$missing" >&2; exit 1; }
    fi
    echo "setup: installing$missing" >&2
    # Recommended packages are left out: some of them cannot be installed together, none is needed.
    # Nothing is removed to make room: the command fails and says what is in the way.
    $as_root apt-get update -q
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-remove $missing
fi

# The public Python library: generates the tokens that the interoperability tests decode.
openpaygo=0.6.3
if [ "${1:-}" != demo ] && ! grep -qsx "$openpaygo" build/venv/openpaygo-version; then
    echo "setup: openpaygo $openpaygo from the Python package index into build/venv" >&2
    python3 -m venv --clear build/venv
    build/venv/bin/pip install --quiet --disable-pip-version-check --use-pep517 "openpaygo==$openpaygo"
    echo "$openpaygo" >build/venv/openpaygo-version
fi

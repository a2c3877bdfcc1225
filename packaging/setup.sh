#!/bin/sh
# Installs what is missing to build, run and test; touches nothing, and no network, when all is there.
# Usage: packaging/setup.sh [demo|docs]      "demo" leaves out what only `make test` and `make dist` need; "docs" is `make docs` alone
# What is used is looked for, commands and programs that compile, and no package: where it comes from is the machine's
# own affair. What is missing is installed by Debian's apt-get (through sudo unless root) and by pip, with whatever
# sources they are set up with. Nothing is removed or made older: what apt-get could install only so is unpacked
# under build/tools instead.
set -eu
cd "$(dirname "$0")/.."
. packaging/toolchain.sh

tools=$PWD/build/tools work=build/setup log=build/setup/log
before=$(echo "$PATH" | sed "s|$tools/bin:||g")
PATH=$tools/bin:$before
mkdir -p "$work"
# What was unpacked on another system is of no use on this one.
cmp -s /etc/os-release "$tools/os-release" || rm -rf "$tools"

fail() {
    echo "error: $*" >&2
    exit 1
}

# need <package> <what it is> <command that succeeds where it is there>
missing='' named=''
need() {
    package=$1 what=$2
    shift 2
    "$@" >/dev/null 2>&1 || { missing="${missing:+$missing }$package" named="${named:+$named, }$what"; }
}
has() {
    command -v "$1"
}
# links <header> <compiler and options> [libraries]
links() {
    printf '#include <%s>\nint main(void) { return 0; }\n' "$1" >"$work/probe.c"
    # shellcheck disable=SC2086  # the options are lists
    $2 "$work/probe.c" ${3:-} -o "$work/probe"
}
has_venv() {
    [ -x build/venv/bin/python ] || python3 -c 'import venv, ensurepip'
}

# A Rust that is too old for the host makes way.
make_way() {
    ! (PATH=$before && new_rust rustc) || return 0
    for from in /usr/bin ../rust; do
        commands=$from
        [ "$from" = /usr/bin ] || commands=$tools/rust
        new_rust "$commands/rustc" || continue
        mkdir -p "$tools/bin"
        for program in "$commands/rustc" "$commands/rustdoc" "$commands"/cargo* "$commands/rustfmt" "$commands/clippy-driver"; do
            [ ! -e "$program" ] || ln -sf "$from/$(basename "$program")" "$tools/bin/"
        done
        cp /etc/os-release "$tools/"
        break
    done
}
make_way

triples=
if [ "${1:-}" = docs ]; then
    need doxygen doxygen has doxygen
else
    need make make has make
    need gcc gcc has gcc
    need libc6-dev "the C library's headers" links stdlib.h gcc
    need python3 python3 has python3
    need gcc-arm-none-eabi arm-none-eabi-gcc has arm-none-eabi-gcc
    need libnewlib-arm-none-eabi 'newlib for ARM' \
        links stdlib.h 'arm-none-eabi-gcc -mthumb -mcpu=cortex-m0 --specs=nano.specs --specs=nosys.specs'
    need qemu-system-arm qemu-system-arm has qemu-system-arm
    need gcc-avr avr-gcc has avr-gcc
    need avr-libc avr-libc links avr/io.h 'avr-gcc -mmcu=atmega328p'
    need libelf-dev libelf links libelf.h gcc -lelf
    need libsimavr-dev "simavr's library" links simavr/sim_avr.h gcc '-lsimavr -lelf'
    triples="$(rustc -vV 2>/dev/null | sed -n 's/^host: //p') thumbv6m-none-eabi avr-none"
fi
if [ -z "${1:-}" ]; then
    need g++ g++ has g++
    need simavr simavr has simavr
    need gcc-riscv64-unknown-elf riscv64-unknown-elf-gcc has riscv64-unknown-elf-gcc
    need picolibc-riscv64-unknown-elf 'picolibc for RISC-V' \
        links stdlib.h 'riscv64-unknown-elf-gcc -march=rv32imc -mabi=ilp32 --specs=picolibc.specs'
    need qemu-system-misc qemu-system-riscv32 has qemu-system-riscv32
    need python3-venv "Python's venv" has_venv
    triples="$triples thumbv7m-none-eabi thumbv7em-none-eabi thumbv7em-none-eabihf thumbv8m.main-none-eabi
        thumbv8m.main-none-eabihf riscv32imc-unknown-none-elf riscv32e-unknown-none-elf"
fi

# Rust: only where what is there cannot build for every target. Debian's formatter and linter come with Debian's Rust.
rust_is_enough() {
    new_rust rustc && has cargo || return 1
    for triple in $triples; do
        (choose_toolchain "$triple" 2>/dev/null) || return 1
    done
}
rust=
if [ "${1:-}" != docs ] && ! rust_is_enough >/dev/null; then
    rust='rustc-web cargo-web rust-web-src'
    has rustup >/dev/null || rust="$rust rustfmt-web rust-web-clippy"
    named="${named:+$named, }Rust 1.$(oldest_rust) or later with its library's source (\`rustup component add rust-src\`)"
fi

# Whether apt-get can install these beside what is here.
fits() {
    apt-get install -s -q --no-install-recommends --no-remove "$@" >/dev/null 2>&1
}

# place <package...>: where these, which belong together, are to go
installed='' unpacked='' nowhere=''
place() {
    # shellcheck disable=SC2086
    if fits $installed "$@"; then
        installed="$installed $*"
    elif apt-get install -s -q -o Dir::State::status=/dev/null --no-install-recommends "$@" >/dev/null 2>&1; then
        unpacked="$unpacked $*"
    else
        nowhere="$nowhere $*"
    fi
}

# logged <command...>: what it says goes to the log; its last lines are shown when it fails
logged() {
    "$@" >>"$log" 2>&1 || { tail -n 20 "$log" >&2; fail "the set-up stopped; the whole log is build/setup/log"; }
}

if [ -n "$missing$rust" ]; then
    if ! has apt-get >/dev/null; then
        fail "missing here: $named. This set-up has them only from Debian's apt-get (${missing:+$missing }$rust);" \
            "install them by your system's means, or see packaging/container"
    fi
    as_root=
    if [ "$(id -u)" != 0 ]; then
        as_root=sudo
        has sudo >/dev/null || fail "missing here: $named. Run \`make setup\` as root, or install sudo"
    fi
    # Without them nothing comes over a network.
    [ -e /etc/ssl/certs/ca-certificates.crt ] || missing="${missing:+$missing }ca-certificates"
    : >"$log"
    logged $as_root apt-get update -q
    # What apt-get could install only by removing something: an emulator beside QEMU's tools of another version, Rust
    # beside Debian's older one or rustup.
    # shellcheck disable=SC2086
    if fits $missing $rust; then
        installed=$missing${rust:+ $rust}
    else
        [ -z "$rust" ] || place $rust # its parts belong together
        for package in $missing; do
            place "$package"
        done
        [ -z "$nowhere" ] || fail "apt-get has no$nowhere here. Missing: $named. Debian 12 and 13 have them all; see packaging/container"
    fi
    # Recommended packages are left out: some of them cannot be installed together, none is needed.
    if [ -n "$installed" ]; then
        echo "setup: installing ${installed# } (log: build/setup/log)" >&2
        # shellcheck disable=SC2086
        logged $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-remove $installed
    fi
    if [ -n "$unpacked" ]; then
        echo "setup: into build/tools, for what is installed is in their way:$unpacked" >&2
        # shellcheck disable=SC2086
        logged packaging/unpack.sh build/tools $unpacked
        cp /etc/os-release build/tools/
    fi
fi

make_way

# The public Python library: generates the tokens that the interoperability tests decode.
openpaygo=0.6.3
if [ -z "${1:-}" ] &&
    [ "$(build/venv/bin/python -c 'import importlib.metadata as m; print(m.version("openpaygo"))' 2>/dev/null)" != $openpaygo ]; then
    echo "setup: openpaygo $openpaygo from the Python package index into build/venv" >&2
    logged python3 -m venv --clear build/venv
    logged build/venv/bin/pip install --quiet --disable-pip-version-check --use-pep517 "openpaygo==$openpaygo"
fi
rm -rf "$work/probe" "$work/probe.c"

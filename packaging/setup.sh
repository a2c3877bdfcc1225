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

tools=$PWD/build/tools

installed() {
    [ "$(dpkg-query -W -f '${Status}' "$1" 2>/dev/null)" = 'install ok installed' ] || [ -e "$tools/packages/$1" ]
}

missing=
for package in $packages; do
    installed "$package" || missing="$missing $package"
done

# Rust: only where what is there cannot build for every target. Debian's formatter and linter come with Debian's Rust.
rust_is_enough() {
    new_rust rustc || return 1
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


# Whether apt-get can install these beside what is here.
fits() {
    apt-get install -s -q --no-install-recommends --no-remove "$@" >/dev/null 2>&1
}

# unpack <package...>: these and what they need and is not installed, under build/tools; nothing of the system changes.
unpack() {
    mkdir -p "$tools/debs" "$tools/packages" "$tools/bin" "$tools/rust"
    # shellcheck disable=SC2046
    (cd "$tools/debs" && apt-get download -q $(apt-get install -s -q --no-install-recommends "$@" | awk '/^Inst/ {print $2}'))
    for deb in "$tools"/debs/*.deb; do
        dpkg -x "$deb" "$tools/root"
    done
    libraries=$(find "$tools/root/lib" "$tools/root/usr/lib" -maxdepth 2 -name '*.so.*' -printf '%h\n' | sort -u | paste -sd:)
    for package; do
        case $package in *rust* | cargo*) bin=rust ;; *) bin=bin ;; esac
        for program in $(dpkg -c "$tools/debs/${package}_"*.deb | sed -n 's|^-.* \./usr/bin/||p'); do
            printf '#!/bin/sh\nLD_LIBRARY_PATH=%s exec %s "$@"\n' "$libraries" "$tools/root/usr/bin/$program" >"$tools/$bin/$program"
            chmod +x "$tools/$bin/$program"
        done
        touch "$tools/packages/$package"
    done
    rm -rf "$tools/debs"
}

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
    $as_root apt-get update -q
    # What apt-get could install only by removing something is unpacked instead: an emulator beside QEMU's tools of
    # another version, Rust beside Debian's older one or rustup.
    unpacked=
    # shellcheck disable=SC2086
    if ! fits $missing; then
        all=$missing missing=
        rust=$(printf '%s\n' $all | grep -E 'rust|cargo' | paste -sd' ')
        [ -z "$rust" ] || fits $rust || unpacked=$rust # its parts belong together
        for package in $all; do
            case " $unpacked " in *" $package "*) continue ;; esac
            if fits $missing "$package"; then missing="$missing $package"; else unpacked="$unpacked $package"; fi
        done
    fi
    # Recommended packages are left out: some of them cannot be installed together, none is needed.
    if [ -n "$missing" ]; then
        echo "setup: installing$missing" >&2
        # shellcheck disable=SC2086
        $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends --no-remove $missing
    fi
    if [ -n "$unpacked" ]; then
        echo "setup: into build/tools, for what is installed is in their way:$unpacked" >&2
        # shellcheck disable=SC2086
        unpack $unpacked
    fi
fi

# A Rust that is too old for the host steps aside.
if ! PATH=$(echo "$PATH" | sed "s|$tools/bin:||") new_rust rustc; then
    for rust in /usr/bin "$tools/rust"; do
        if new_rust "$rust/rustc"; then
            mkdir -p "$tools/bin"
            for program in "$rust/rustc" "$rust/rustdoc" "$rust"/cargo* "$rust/rustfmt" "$rust/clippy-driver"; do
                [ ! -e "$program" ] || ln -sf "$program" "$tools/bin/"
            done
        fi
    done
fi

# The public Python library: generates the tokens that the interoperability tests decode.
openpaygo=0.6.3
if [ "${1:-}" != demo ] && ! grep -qsx "$openpaygo" build/venv/openpaygo-version; then
    echo "setup: openpaygo $openpaygo from the Python package index into build/venv" >&2
    python3 -m venv --clear build/venv
    build/venv/bin/pip install --quiet --disable-pip-version-check --use-pep517 "openpaygo==$openpaygo"
    echo "$openpaygo" >build/venv/openpaygo-version
fi

# shellcheck disable=SC2034  # what is set here is read where this is sourced
# Sourced. Chooses the Rust compiler for a target: `choose_toolchain <triple> [source]` sets
#   CARGO          the command to call: cargo with the environment it needs; a list of words
#   RUSTC          the compiler it calls
#   CARGO_OPTIONS  options that command needs (may be empty)
#   TOOLCHAIN      one line for people
# Leaves the caller's environment alone. Knows nothing of this crate or its archives.
#
# In this order: a target that is installed (not with "source", where core itself is to be built), the active
# toolchain's own library source, Debian's.

choose_toolchain() {
    CARGO=cargo RUSTC=rustc CARGO_OPTIONS='' TOOLCHAIN=''

    if new_rust rustc && active=$(rustc --print sysroot 2>/dev/null) && cargo --version >/dev/null 2>&1; then
        if [ -z "${2:-}" ] && [ -n "$(find "$active/lib/rustlib/$1/lib/" -name 'libcore-*.rlib' 2>/dev/null)" ]; then
            TOOLCHAIN="$(rustc --version | cut -d' ' -f1,2), its target"
            return 0
        fi
        if has_target rustc "$1" && [ -e "$active/lib/rustlib/src/rust/library/core/src/lib.rs" ]; then
            # -Zbuild-std is an unstable option; the flag lets a stable compiler take it.
            CARGO='env RUSTC_BOOTSTRAP=1 cargo' CARGO_OPTIONS=-Zbuild-std=core
            TOOLCHAIN="$(rustc --version | cut -d' ' -f1,2), core from its source"
            return 0
        fi
    fi

    for debian in /usr/bin "$PWD/build/tools/rust"; do
        if [ -x "$debian/cargo" ] && new_rust "$debian/rustc" && has_target "$debian/rustc" "$1" &&
            [ -e "$("$debian/rustc" --print sysroot)/lib/rustlib/src/rust/library/core/src/lib.rs" ]; then
            CARGO="env RUSTC=$debian/rustc RUSTC_BOOTSTRAP=1 $debian/cargo" RUSTC=$debian/rustc CARGO_OPTIONS=-Zbuild-std=core
            TOOLCHAIN="$("$debian/rustc" --version | cut -d' ' -f1,2), core from its source"
            return 0
        fi
    done

    echo "error: no Rust for $1. Install one of: \`rustup target add $1\`," \
        "\`rustup component add rust-src\`, or Debian's rustc-web cargo-web rust-web-src (\`make setup\`)." >&2
    return 1
}

has_target() {
    "$1" --print target-list 2>/dev/null | grep -qx "$2"
}

# Whether a compiler is there and not older than Cargo.toml's rust-version.
new_rust() {
    minor=$("$1" --version 2>/dev/null | sed -n 's/^rustc 1\.\([0-9]*\)\..*/\1/p')
    [ "${minor:-0}" -ge "$(oldest_rust)" ]
}
oldest_rust() {
    sed -n 's/^rust-version = "1\.\(.*\)"/\1/p' Cargo.toml
}

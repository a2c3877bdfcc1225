#!/bin/sh
# The release in an empty Debian tree with only the C compilers, and no other file of this tree: every example built
# and, for the host, run.
# Usage: tests/release_alone.sh [<suite>]     (as root, with mmdebstrap; after `make dist`) Some minutes: no part of `make test`.
set -eu
cd "$(dirname "$0")/.."
suite=${1:-bookworm}
work=$PWD/build/alone
tree=$work/$suite
mkdir -p "$work"
address=$(apt-get indextargets 'Created-By: Packages' 'Label: Debian' --format '$(REPO_URI)' | head -1)
if ! [ -e "$tree" ]; then
    mmdebstrap --quiet --variant=minbase \
        --include=make,gcc,libc6-dev,gcc-avr,avr-libc,gcc-arm-none-eabi,libnewlib-arm-none-eabi "$suite" "$tree.part" "deb $address $suite main"
    mv "$tree.part" "$tree"
fi
rm -rf "$tree/release"
mkdir "$tree/release"
tar -C "$tree/release" --strip-components=1 -xzf dist/libopaygo-*.tar.gz
unshare --mount --pid --net --fork --kill-child chroot "$tree" env -i PATH=/usr/bin:/bin LC_ALL=C sh -c '
    cd /release && make check examples && for elf in build/*/*.elf; do test -s $elf || exit 1; done' \
    >"$work/said" 2>&1 || { tail "$work/said" >&2; exit 1; }
echo "alone: 1 passed, 0 failed (Debian $suite with gcc $(chroot "$tree" gcc -dumpfullversion), avr-gcc \
$(chroot "$tree" avr-gcc -dumpversion), arm-none-eabi-gcc $(chroot "$tree" arm-none-eabi-gcc -dumpversion))"

#!/bin/sh
# Makes dist/libopaygo-<version>.tar.gz of what `make archives` built, unpacks it again, and links and runs what it holds.
# Usage: packaging/dist.sh <family>...
# The same sources and compiler give the same bytes.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=libopaygo-$version
tree=dist/$name
rm -rf dist
mkdir -p "$tree/include" "$tree/examples"

cp LICENSE-MIT LICENSE-APACHE CHANGELOG.md README.md "$tree/"
cp include/*.h "$tree/include/"
for example in c_examples/*; do
    cp -r "$example" "$tree/examples/"
done
find "$tree/examples" -name build -type d -prune -exec rm -rf {} +
for family; do
    mkdir -p "$tree/lib/$family"
    cp "build/$family/libopaygo.a" "$tree/lib/$family/"
done
cp packaging/families.md "$tree/lib/README.md"

when=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
tar --sort=name --mtime="@$when" --owner=0 --group=0 --numeric-owner --format=ustar -C dist -cf - "$name" | gzip -9n >"dist/$name.tar.gz"
rm -rf "$tree"

# What is tried is what is shipped.
check=build/dist-check
rm -rf "$check"
mkdir -p "$check"
tar -C "$check" -xzf "dist/$name.tar.gz"
tests/chips.sh "$check/$name/include" "$check/$name/lib" "$@"
(cd dist && sha256sum "$name.tar.gz" | tee "$name.tar.gz.sha256")

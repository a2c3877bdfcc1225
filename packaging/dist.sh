#!/bin/sh
# Makes dist/libopaygo-<version>.tar.gz and .zip of what `make archives` built, and dist/opaygo-arduino-<version>.zip.
# Usage: packaging/dist.sh <family>...
# The same sources and compilers give the same bytes, in whatever folder. What is in them is tried by tests/release.sh.
set -eu
cd "$(dirname "$0")/.."
version=$(sed -n 's/^version = "\(.*\)"/\1/p' Cargo.toml | head -1)
name=libopaygo-$version
tree=dist/$name
from=packaging/release
when=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || echo 0)}
export TZ=UTC LC_ALL=C
rm -rf dist
mkdir -p "$tree"

# fill <template> <file>
fill() {
    mkdir -p "$(dirname "$2")"
    sed "s/@VERSION@/$version/g" "$from/$1" >"$2"
}

# pack_zip <directory in dist> <file in dist without its end>: a zip of files in order, with one time and no more
pack_zip() {
    find "dist/$1" -exec touch -h -d "@$when" {} +
    (cd dist && find "$1" -type f | sort | zip -q -X -9 -@ "$2.zip")
}

# Of what git knows, so that nothing built or half-written is among it; in an unpacked source tree, all.
files() {
    { git ls-files "$@" 2>/dev/null || find "$@" -type f; } | grep -v '^docs/.*\.py$' | sort
}

files LICENSE-MIT LICENSE-APACHE CHANGELOG.md README.md include compat docs c_examples tests/boards tests/scenarios \
    tests/examples.sh tests/snippets/rtos |
    tar -cf - -T - | tar -xf - -C "$tree"
for family; do
    mkdir -p "$tree/lib/$family"
    cp "build/$family/libopaygo.a" "$tree/lib/$family/"
done
cp packaging/families.md "$tree/lib/README.md"
cp "$from/RELEASE.md" "$from/Makefile" "$from/steps.sh" "$from/CMakeLists.txt" "$from/platformio/platformio.py" "$tree/"
cp -r "$from/zephyr" "$tree/zephyr"
mkdir -p "$tree/lib/cmake/opaygo"
cp "$from"/cmake/*.cmake "$tree/lib/cmake/opaygo/"
fill cmake/opaygo-config-version.cmake.in "$tree/lib/cmake/opaygo/opaygo-config-version.cmake"
fill opaygo.pc.in "$tree/lib/pkgconfig/opaygo.pc"
fill idf_component.yml.in "$tree/idf_component.yml"
fill platformio/library.json.in "$tree/library.json"
echo "$version" >"$tree/VERSION"
python3 -B "$from/links.py" mend "$tree" packaging/families.md=lib/README.md
python3 -B "$from/sbom.py" "$when" "$tree/lib" >"$tree/sbom.cdx.json"
sums=$(cd "$tree" && find . -type f | sort | xargs sha256sum)
echo "$sums" >"$tree/SHA256SUMS"

# An Arduino library wants its headers in src/ and an archive for each chip's name.
arduino=dist/opaygo
mkdir -p "$arduino/src"
cp -r "$from/arduino/README.md" "$from/arduino/examples" LICENSE-MIT LICENSE-APACHE "$arduino/"
fill arduino/library.properties.in "$arduino/library.properties"
cp include/*.h "$arduino/src/"
(cd compat && find . -name '*.h') | while read -r header; do
    mkdir -p "$arduino/src/$(dirname "$header")"
    cp "compat/$header" "$arduino/src/$header"
done
while read -r family chips; do
    [ -e "$tree/lib/$family" ] || continue
    for chip in $chips; do
        mkdir -p "$arduino/src/$chip"
        cp "$tree/lib/$family/libopaygo.a" "$arduino/src/$chip/"
    done
done <"$from/arduino/chips"

find "dist/$name" -exec touch -h -d "@$when" {} +
tar --sort=name --mtime="@$when" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX --format=ustar -C dist -cf - "$name" |
    gzip -9n >"dist/$name.tar.gz"
pack_zip "$name" "$name"
pack_zip opaygo "opaygo-arduino-$version"
rm -rf "$tree" "$arduino"
(cd dist && sha256sum ./*.tar.gz ./*.zip | tee SHA256SUMS)

#!/bin/sh
# The release made here and in another folder, of the same sources, is the same byte for byte.
# Usage: tests/reproducible.sh [<family>...]      Some minutes: no part of `make test`.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- host cortex-m0 atmega328p
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
unset CARGO_TARGET_DIR
elsewhere=$(mktemp -d)/a/folder/with/another/name
trap 'rm -rf "${elsewhere%/a/folder/*}"' EXIT
mkdir -p "$elsewhere"
git ls-files | tar -cf - -T - | tar -xf - -C "$elsewhere"
(cd "$elsewhere" && git init -q && git add -A)

for tree in "$PWD" "$elsewhere"; do
    (cd "$tree" && for family; do packaging/archive.sh "$family"; done && packaging/dist.sh "$@" >/dev/null)
done
for file in dist/*; do
    cmp "$file" "$elsewhere/$file" || { echo "FAILED reproducible: $file" >&2; exit 1; }
done
echo "reproducible: the release of $* is the same in two folders"

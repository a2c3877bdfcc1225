#!/bin/sh
# What `make dist` made, unpacked elsewhere: whole, without a dead link, its archives run, its examples built and run.
# Usage: tests/release.sh <family>...     (after packaging/dist.sh)
set -eu
cd "$(dirname "$0")/.."
name=$(basename dist/libopaygo-*.tar.gz .tar.gz)
work=build/release
rm -rf "$work"
mkdir -p "$work/tar" "$work/zip"
tar -C "$work/tar" -xzf "dist/$name.tar.gz"
python3 -c 'import sys, zipfile; zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])' "dist/$name.zip" "$work/zip"
diff -r "$work/tar" "$work/zip"
tree=$work/tar/$name

fail() {
    echo "FAILED release: $*" >&2
    exit 1
}
(cd "$tree" && sha256sum --quiet -c SHA256SUMS)
[ "$(cd "$tree" && find . -type f | wc -l)" = $(($(wc -l <"$tree/SHA256SUMS") + 1)) ] || fail 'a file has no sum'
[ "libopaygo-$(cat "$tree/VERSION")" = "$name" ] || fail 'VERSION'
! grep -rlF "$PWD" "$tree" || fail 'a path of this machine is in it'
python3 -B packaging/release/links.py check "$tree"
python3 - "$tree" <<'P'
import hashlib, json, sys
bom = json.load(open(f'{sys.argv[1]}/sbom.cdx.json'))
assert bom['bomFormat'] == 'CycloneDX' and bom['specVersion'] == '1.5'
refs = [c['bom-ref'] for c in bom['components']] + [bom['metadata']['component']['bom-ref']]
assert len(refs) == len(set(refs)) and all(r in refs for d in bom['dependencies'] for r in [d['ref'], *d['dependsOn']])
files = [c for c in bom['components'] if c['type'] == 'file']
for file in files:
    assert hashlib.sha256(open(f'{sys.argv[1]}/{file["name"]}', 'rb').read()).hexdigest() == file['hashes'][0]['content'], file
print(f'bill of materials: {len(refs) - len(files) - 1} parts, {len(files)} archives')
P
tests/chips.sh "$tree/include" "$tree/lib" "$@"

# With nothing of this tree or this environment.
(cd "$tree" && env -i PATH="$PATH" HOME=/nonexistent make check examples) >"$work/examples" 2>&1 ||
    { cat "$work/examples" >&2; fail 'its examples'; }
(cd "$tree" && env -i PATH="$PATH" HOME=/nonexistent make run BOARD=microbit) >"$work/run" 2>&1 ||
    { tail -5 "$work/run" >&2; fail 'run on microbit'; }
(cd "$work/zip/$name" && env -i PATH="$PATH" HOME=/nonexistent make steps)
echo 'release: 1 passed, 0 failed'

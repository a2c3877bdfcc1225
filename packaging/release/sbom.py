#!/usr/bin/env python3
"""The release's bill of materials, CycloneDX 1.5: sbom.py <version> <seconds> <lib directory>

What is in the archives: this crate, and of its dependencies those that a build for chips or the host compiles, with
their versions and sums from Cargo.lock; Rust's core; each archive by its sum and the compiler it was made by.
"""
import datetime
import hashlib
import json
import os
import re
import sys
import tomllib

version, seconds, lib = sys.argv[1:]
lock = {package['name']: package for package in tomllib.load(open('Cargo.lock', 'rb'))['package']}
manifest = tomllib.load(open('Cargo.toml', 'rb'))
LICENCES = {'opaygo': 'MIT OR Apache-2.0', 'siphasher': 'MIT OR Apache-2.0',
            'zerocopy': 'BSD-2-Clause OR Apache-2.0 OR MIT', 'zerocopy-derive': 'BSD-2-Clause OR Apache-2.0 OR MIT'}


def closure(names):
    found = []
    for name in names:
        name = name.split()[0]
        if name in LICENCES and name not in found:
            found += [name, *(x for x in closure(lock[name].get('dependencies', [])) if x not in found)]
    return found


def crate(name):
    package = lock[name]
    made = {'type': 'library', 'bom-ref': f'pkg:cargo/{name}@{package["version"]}', 'name': name, 'version': package['version'],
            'licenses': [{'expression': LICENCES[name]}], 'purl': f'pkg:cargo/{name}@{package["version"]}'}
    if 'checksum' in package:
        made['hashes'] = [{'alg': 'SHA-256', 'content': package['checksum']}]
    return made


def compiler(family):
    return open(os.path.join('build', family, 'toolchain')).read().strip()


def core(version):
    """Rust's own library, of which an archive has what it uses."""
    return {'type': 'library', 'bom-ref': f'rust-core@{version}', 'name': 'core', 'version': version,
            'licenses': [{'expression': 'MIT OR Apache-2.0'}]}


def archive(family):
    path = os.path.join(lib, family, 'libopaygo.a')
    content = hashlib.sha256(open(path, 'rb').read()).hexdigest()
    return {'type': 'file', 'bom-ref': f'lib/{family}/libopaygo.a', 'name': f'lib/{family}/libopaygo.a',
            'hashes': [{'alg': 'SHA-256', 'content': content}], 'properties': [{'name': 'compiler', 'value': compiler(family)}]}


depends = list(manifest['dependencies'])
for table in manifest.get('target', {}).values():
    depends += table.get('dependencies', {})
crates = closure(sorted(depends))
families = sorted(x for x in os.listdir(lib) if os.path.exists(os.path.join(lib, x, 'libopaygo.a')))
main = {'type': 'library', 'bom-ref': f'pkg:cargo/opaygo@{version}', 'name': 'libopaygo', 'version': version,
        'licenses': [{'expression': LICENCES['opaygo']}], 'purl': f'pkg:cargo/opaygo@{version}'}
versions = sorted({re.search(r'rustc (\S+?),', compiler(family))[1] for family in families})
parts = [crate(name) for name in crates] + [core(version) for version in versions]
print(json.dumps({
    'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'version': 1,
    'metadata': {'timestamp': datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'),
                 'component': main},
    'components': parts + [archive(family) for family in families],
    'dependencies': [{'ref': main['bom-ref'], 'dependsOn': [part['bom-ref'] for part in parts]}],
}, indent=1))

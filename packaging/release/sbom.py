#!/usr/bin/env python3
"""The release's bill of materials, CycloneDX 1.5: sbom.py <seconds> <lib directory>

What is in the archives: this crate, and of its dependencies those that a program of a chip or the host is compiled from, as
cargo knows them, with their sums from Cargo.lock; Rust's core; each archive by its sum and the compiler it was made by.
"""
import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import tomllib

seconds, lib = sys.argv[1:]
sums = {(package['name'], package['version']): package.get('checksum')
        for package in tomllib.load(open('Cargo.lock', 'rb'))['package']}
cargo = json.loads(subprocess.run(['cargo', 'metadata', '--locked', '--format-version', '1'], check=True, capture_output=True).stdout)
packages = {package['id']: package for package in cargo['packages']}
nodes = {node['id']: node for node in cargo['resolve']['nodes']}


def compiled_in(package):
    """Those it needs, and they need; what only runs in the compiler is left out."""
    found = []
    for needed in nodes[package]['deps']:
        linked = any(kind['kind'] is None for kind in needed['dep_kinds'])
        if linked and not any('proc-macro' in target['kind'] for target in packages[needed['pkg']]['targets']):
            found += [needed['pkg'], *compiled_in(needed['pkg'])]
    return sorted(set(found))


def crate(package):
    name, number = package['name'], package['version']
    made = {'type': 'library', 'bom-ref': f'pkg:cargo/{name}@{number}', 'name': name, 'version': number,
            'licenses': [{'expression': package['license'].replace('/', ' OR ')}], 'purl': f'pkg:cargo/{name}@{number}'}
    if sums[name, number]:
        made['hashes'] = [{'alg': 'SHA-256', 'content': sums[name, number]}]
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


own, = (package for package in packages if packages[package]['name'] == 'opaygo' and packages[package]['source'] is None)
families = sorted(x for x in os.listdir(lib) if os.path.exists(os.path.join(lib, x, 'libopaygo.a')))
main = {**crate(packages[own]), 'name': 'libopaygo'}
versions = sorted({re.search(r'rustc (\S+?),', compiler(family))[1] for family in families})
parts = [crate(packages[package]) for package in compiled_in(own)] + [core(version) for version in versions]
print(json.dumps({
    'bomFormat': 'CycloneDX', 'specVersion': '1.5', 'version': 1,
    'metadata': {'timestamp': datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ'),
                 'component': main},
    'components': parts + [archive(family) for family in families],
    'dependencies': [{'ref': main['bom-ref'], 'dependsOn': [part['bom-ref'] for part in parts]}],
}, indent=1))

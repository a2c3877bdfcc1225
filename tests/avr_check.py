#!/usr/bin/env python3
"""Does packaging/avr/check.py see a fault? One bit of the archive's code is changed at a time; each change must be refused.

Usage: avr_check.py <avr5|avr6|...> <signatures> <signatures made> <compiler's object> <made object> <changes in each section,
or all> [seed]

A change that is not refused is run beside what it was changed from (avr_run.py), on random numbers. If that can be seen from
outside, the check is at fault. If not, as where one bit of a constant is asked and another changed, it is counted, and
few may be. OPAYGO_SHOW=1 prints those.
"""
import collections
import os
import random
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../packaging/avr'))
import avr_run
from check import check, checked, same_bytes
from machine import HELPERS
from objects import SHARED, Wrong, read, read_signatures

RUNS = 300  # of a change that is not refused, in each function that has it
FEW = 0.03  # of all changes, those that change nothing
# What the linker writes over, by the kind of relocation.
LINKED = {'CALL': 0xFFFF01F1, '13_PCREL': 0x0FFF, '7_PCREL': 0x03F8}


def bits(instruction):
    """Those of an instruction's bits that are not the linker's."""
    _, _, length, target = instruction
    linked = LINKED.get(target[0], 0x0F0F) if target else 0
    return [bit for bit in range(8 * length) if not linked >> bit & 1]


def users(code):
    """Section: the functions in which it runs, and what else runs there."""
    out = collections.defaultdict(list)
    for name in checked(code):
        within, work = {name}, [name]
        while work:
            for *_, target in code[work.pop()].values():
                if target and target[1].startswith(SHARED) and target[1] not in within:
                    within.add(target[1])
                    work.append(target[1])
        for section in sorted(within):
            out[section].append((name, within))
    return out


def refused(old, new, arch, tables, functions):
    for name, _ in functions:
        try:
            check(name, old, new, arch, tables)
        except Wrong:
            return True
    return False


def seen(before, after, arch, signatures, functions):
    """A function and the seed of a run of it in which the change is seen; None if there is none."""
    for name, within in functions:
        if same_bytes(name):
            return name, 0
        numbers = sorted({*avr_run.likely(before, within), *avr_run.likely(after, within)})
        for seed in range(RUNS):
            first, second = (avr_run.trace(code, arch, signatures, name, seed, numbers) for code in (before, after))
            if first != second:
                return name, seed
    return None


def main():
    arch, *tables, compiled, made, count = sys.argv[1:7]
    seed = int(sys.argv[7]) if len(sys.argv) > 7 else random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    old, new = read(compiled), read(made)
    tables = [HELPERS | read_signatures(table) for table in tables]
    with open(made, 'rb') as file:
        image = file.read()
    headers = subprocess.run(['avr-objdump', '-hw', made], check=True, capture_output=True, text=True).stdout
    start = {m[1]: int(m[2], 16) for m in re.finditer(r'(?m)^ *\d+ (\S+) +\w+ +\w+ +\w+ +(\w+) ', headers)}
    where = users(new)
    left = {}
    for section in where:
        places = [(at, bit) for at, instruction in new[section].items() for bit in bits(instruction)]
        left[section] = places if count == 'all' else chance.sample(places, min(len(places), int(count)))
    changes, same, faults = sum(map(len, left.values())), [], 0
    with tempfile.TemporaryDirectory() as work:
        # One change in each section at a time: reading an object takes longer than comparing a function.
        while any(left.values()):
            now = {section: places.pop() for section, places in left.items() if places}
            changed = bytearray(image)
            for section, (at, bit) in now.items():
                changed[start[section] + at + bit // 8] ^= 1 << bit % 8
            with open(f'{work}/changed.o', 'wb') as file:
                file.write(changed)
            read_again = read(f'{work}/changed.o', *now)
            for section, (at, bit) in now.items():
                one = {**new, section: read_again[section]}
                if refused(old, one, arch, tables, where[section]):
                    continue
                told = f'bit {bit} of {section}+{at:#x}: {new[section][at]} to {one[section].get(at)}'
                # A call in front of a return may be a jump; a run tells them apart where what is called ends elsewhere.
                following = new[section].get(at + new[section][at][2])
                if (new[section][at][0], one[section][at][0]) in (('call', 'jmp'), ('rcall', 'rjmp')) and following and following[0] == 'ret':
                    same.append(told)
                    continue
                run = seen(new, one, arch, tables[1], where[section])
                if run:
                    faults += 1
                    print(f'FAILED the check takes {told}\n    seen in {run[0]}, run {run[1]}; {arch}, seed {seed}', file=sys.stderr)
                same.append(told)
    few = len(same) <= max(5, FEW * changes)
    if faults or not few:
        print('\n'.join(same), file=sys.stderr)
        sys.exit(f'FAILED {arch}: of {changes} changes {len(same)} are taken, {faults} of them faults; seed {seed}')
    if os.environ.get('OPAYGO_SHOW'):
        print('\n'.join(same))
    print(f'{arch}: the check refuses {changes - len(same)} of {changes} changes in {len(where)} sections; the others change nothing; seed {seed}')


main()

#!/usr/bin/env python3
"""Is the archive's AVR code what the compiler made?

check.py <architecture> <signatures> <signatures made> <compiler's object> <made object>

Runs each function of both, side by side, on symbols: every load, store and call must be the same and in the same
order, every branch must hang on the same condition, and at the end the result, the registers to be given back and the
stack must be as they should. Code in sections `.text.shrink_*` is run where it is called or jumped to; the registers a
function saves may differ. Equal is what is equal on every way into a place: a fixed point over both programs.
Constants must be the same bytes, and assembly within a function the same instructions.

Knows nothing of shrink.py but that prefix, and shares no code with it.
"""
import sys

from machine import OTHERS, Side
from objects import SHARED, Wrong, need, pointed_at, read, read_signatures

ROUNDS = 20000  # fixed points are found in some hundreds


def known(value):
    return not value or isinstance(value, int) or value[0] in ('init', 'argument', 'nothing', 'ret', 'lo', 'hi')


def merge(a, b):
    """What two states have in common: which values are equal, and those that are known."""
    need(len(a) == len(b), 'two ways in with different stacks')
    classes = {}

    def both(x, y):
        if x == y and known(x):
            return x
        if is_pairs(x) and is_pairs(y) and len(x) == len(y):
            return tuple((both(*lows), both(*highs)) for lows, highs in (zip(p, q) for p, q in zip(x, y)))
        return ('v', classes.setdefault((x, y), len(classes)))

    # First the registers: where a test of two values is told by them, each is one of those.
    return [both(x, y) for x, y in zip(a, b)]


def is_pairs(value):
    return isinstance(value, tuple) and all(isinstance(pair, tuple) and len(pair) == 2 for pair in value)


def when_equal(values, pairs, kept):
    """The state where the Z flag told that each pair is equal. What a register to be given back held stays its name."""
    for x, y in pairs:
        if x not in kept:
            values = [replaced(value, x, y) for value in values]
    return values


def replaced(value, x, y):
    if is_pairs(value):
        return tuple((replaced(a, x, y), replaced(b, x, y)) for a, b in value)
    return y if value == x else value


def compare(function, sides):
    for side in sides:
        side.start(function)
    states, work, kept = {}, [], [value for side in sides for value in side.kept.values()]

    def arrive(places, equal):
        # What both sides have saved is given by the place: it is settled before the first branch.
        key = (*places, *((side.saved, len(side.stack), side.interrupts) for side in sides))
        new = when_equal(sides[0].values() + sides[1].values(), equal, kept)
        merged = merge(new, new) if key not in states else merge(states[key], new)
        if states.get(key) != merged:
            states[key] = merged
            work.append(key)

    def walk():
        running = [side.steps() for side in sides]
        answers = [None, None]
        for count in range(100000):
            seen = [run.send(answer) for run, answer in zip(running, answers)]
            kind = seen[0][0]
            if kind != 'branch':
                need(seen[0] == seen[1], f'{seen[0]}\n    against {seen[1]}')
                if kind == 'ret':
                    return
                answers = [('given', count)] * 2
                continue
            need(seen[1][:2] == seen[0][:2], f'branch on {seen[0][1]}\n    against {seen[1][:2]}')
            flag, pairs = seen[0][1]
            for way in (2, 3):
                if flag == 'Z' and way == 3:
                    # Asked again, it answers the same.
                    for side in sides:
                        side.unequal = pairs
                arrive((seen[0][way], seen[1][way]), pairs if flag == 'Z' and way == 2 else ())
            return

    walk()
    for _ in range(ROUNDS):
        if not work:
            return
        key = work.pop()
        places, shapes = key[:2], key[2:]
        split = OTHERS + shapes[0][1]
        for side, at, (saved, _, interrupts), values in zip(sides, places, shapes, (states[key][:split], states[key][split:])):
            side.resume(values, saved, interrupts, at)
        walk()
    raise Wrong('no fixed point is found')


def same_bytes(name):
    return not name.startswith('.text')


def check(name, old, new, arch, tables):
    """Is a section of the made program what it is in the compiler's? Raises what is wrong."""
    need(name in old, 'the compiler made no such function')
    if same_bytes(name):
        need(old[name] == new[name], 'what must be the same is not')
        return
    sides = [Side(code, arch, table) for code, table in zip((old, new), tables)]
    try:
        compare(name, sides)
    except (Wrong, LookupError, TypeError, ValueError) as why:
        at = ' and '.join(f'{side.at[0]}+{side.at[1]:#x}' for side in sides)
        raise Wrong(f'before {at}: {why!s:.1000}') from why


def checked(code):
    """The sections that are compared: what functions share is run where they call it."""
    return [name for name in code if not name.startswith(SHARED) and name != '.text']


def moved(old, new):
    """The functions that take an argument elsewhere in the made program. All else is as the compiler says."""
    need(old.keys() == new.keys(), 'the tables are of other functions')
    for name, (takes, *rest) in old.items():
        need(len(new[name][0]) == len({*new[name][0]}) == len(takes) and new[name][1:] == rest, f'{name} is another in the tables')
    return [name for name in old if old[name] != new[name]]


def main():
    arch, *tables, compiled, made = sys.argv[1:]
    tables = [read_signatures(table) for table in tables]
    old, new = read(compiled), read(made)
    # The convention is changed only where all who call are seen.
    pointed = pointed_at(made)
    for name in moved(*tables):
        need(not name.startswith('opaygo_') and f'.text.{name}' not in pointed, f'others may call {name}')
    wrong = 0
    for name in checked(new):
        try:
            check(name, old, new, arch, tables)
        except Wrong as why:
            print(f'FAILED {name}, {why}', file=sys.stderr)
            wrong += 1
    if wrong:
        sys.exit(f'check: {wrong} of {len(checked(new))} sections differ from the compiler\'s')
    print(f'check: {len(checked(new))} sections do what the compiler\'s do', file=sys.stderr)


if __name__ == '__main__':
    main()

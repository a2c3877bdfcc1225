#!/usr/bin/env python3
"""What each function takes and gives, as registers: signatures.py <the compiler's IR >table

A row is the function's name and four lists of registers, `-` for none: its arguments, its result, and the arguments and
results of all that it calls through a pointer. Knows the IR's types and AVR's calling convention.
"""
import re
import sys

NAME = r'@([\w.$]+)\('


def size(kind):
    """Bytes of a type of the IR; flags are bytes."""
    if kind.startswith('{'):
        return sum(map(size, kind.strip('{} ').split(', ')))
    return {'void': 0, 'ptr': 2, 'i1': 1, 'i8': 1, 'i16': 2, 'i32': 4, 'i64': 8}[kind]


def first_type(text):
    return re.match(r'\{[^}]*\}|\w+', text)[0]


def parameters(text):
    """The types in a list that begins behind its bracket; what else is said of a parameter may have brackets too."""
    depth, begin, out = 0, 0, []
    for i, letter in enumerate(text):
        depth += (letter in '([{<') - (letter in ')]}>')
        if depth < 0 or depth == 0 and letter == ',':
            out += [first_type(text[begin:i].strip())] if text[begin:i].strip() else []
            begin = i + 1
        if depth < 0:
            return out
    raise ValueError(text)


def arguments(kinds):
    """From r25 down, each from an even register on; none below r8, nor behind one that has no room."""
    free, out = 26, set()
    for kind in kinds:
        free -= size(kind) + 1 & ~1
        if free < 8:
            break
        out |= set(range(free, free + size(kind)))
    return out


def result(kind):
    """Its bytes end in r25, or r24 is the one."""
    length = size(kind)
    begin = next(r for r, most in ((26, 0), (24, 2), (22, 4), (18, 8)) if length <= most)
    return {24} if length == 1 else set(range(begin, 26))


def returned(before):
    """The type in what stands before a function's name, or before a pointer to one."""
    return re.findall(r'(?<![\w%])(\{[^}]*\}|void|ptr|i\d+) *$', before)[0]


def text(registers):
    return ','.join(map(str, sorted(registers))) or '-'


def main():
    rows = []
    for line in sys.stdin:
        if line.startswith('define ') and (m := re.search(NAME, line)):
            rows.append([m[1], arguments(parameters(line[m.end():])), result(returned(line[:m.start()])), set(), set()])
        elif ' call ' in line and (m := re.search(r' %[\w.]+\(', line)):
            rows[-1][3] |= arguments(parameters(line[m.end():]))
            rows[-1][4] |= result(returned(line[:m.start()]))
    for name, *registers in rows:
        print(name, *map(text, registers))


if __name__ == '__main__':
    main()

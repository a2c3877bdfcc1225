"""An AVR program in an object, read by avr-objdump. Knows no instruction."""
import re
import subprocess

SHARED = '.text.shrink_'
CONSTANTS = '.progmem', '.rodata', '.data'
# Functions that are assembly between what the compiler saves and gives back, and the registers that it is given.
BY_HAND = {'step3avr4hunt': [*range(16, 26), 30, 31], 'step3avr12double_round': [24, 25]}


class Wrong(Exception):
    pass


def need(true, what):
    if not true:
        raise Wrong(what)


def objdump(*arguments):
    return subprocess.run(['avr-objdump', *arguments], check=True, capture_output=True, text=True).stdout.splitlines()


def read(path, *sections):
    """Section: address: (mnemonic, operands, length, target of its relocation), of all sections or the named.
    Constants are an instruction of that name, 16 bytes at most."""
    code, labels = {}, {}
    for line in objdump('-t', path):
        if m := re.match(r'([0-9a-f]{8}) .*\s(\.(?:text|progmem)\S*)\s[0-9a-f]+ (\S+)$', line):
            labels[m[3]] = m[2], int(m[1], 16)
    named = [word for section in sections for word in ('-j', section)]
    for line in objdump('-drs', *named, path):
        if m := re.match(r'Disassembly of section (\S+):', line):
            here = code[m[1]] = {}
        elif m := re.match(r' *([0-9a-f]+):\t([0-9a-f ]+)\t([^;]*)', line):
            words = m[3].split(None, 1)
            operands = [x.strip() for x in words[1].split(',')] if len(words) > 1 else []
            last = int(m[1], 16)
            here[last] = (words[0], operands, len(m[2].split()), None)
        elif m := re.match(r'\s+[0-9a-f]+: R_AVR_(\S+)\s+([^\s+]+)(?:\+0x([0-9a-f]+))?', line):
            op, operands, length, _ = here[last]
            target, offset = labels.get(m[2], (m[2], 0))
            here[last] = op, operands[:op == 'ldi'], length, (m[1], target, offset + int(m[3] or '0', 16))
        elif m := re.match(r'Contents of section (\S+):', line):
            here = code.setdefault(m[1], {}) if m[1].startswith(CONSTANTS) else {}
        elif m := re.match(r' ([0-9a-f]+) (.{35})', line):
            here[int(m[1], 16)] = ('constants', m[2].split(), len(m[2].replace(' ', '')) // 2, None)
    return code


def pointed_at(path):
    """What is not only called and jumped to."""
    labels = {m[2]: m[1] for line in objdump('-t', path) if (m := re.match(r'[0-9a-f]{8} .*\s(\.text\S*)\s[0-9a-f]+ (\S+)$', line))}
    used = (re.match(r'[0-9a-f]{8} R_AVR_(\S+)\s+([^\s+-]+)', line) for line in objdump('-r', path))
    return {labels.get(m[2], m[2]) for m in used if m and m[1] not in ('CALL', '13_PCREL', '7_PCREL')}


def read_signatures(path):
    """Function: the registers of its arguments, its result, and those of what it calls through pointers."""
    with open(path) as table:
        rows = [row.split() for row in table]
    return {name: [[int(r) for r in x.split(',') if r != '-'] for x in lists] for name, *lists in rows}


def assembly_takes(section):
    """The registers that the assembly in a function is given, if there is some."""
    return next((takes for name, takes in BY_HAND.items() if section.endswith(name)), None)


def by_hand(code):
    """Where the assembly is: it begins by saving Y itself, and ends when r1 is zero again."""
    begins = [at for at, (op, operands, *_) in code.items() if (op, operands) == ('push', ['r28'])]
    ends = [at + length for at, (op, operands, length, _) in code.items() if (op, operands) == ('eor', ['r1', 'r1'])]
    need(begins and ends and begins[0] < ends[-1], 'no assembly in it')
    return begins[0], ends[-1]

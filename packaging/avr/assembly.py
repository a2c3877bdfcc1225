"""AVR assembly as lines: `op a, b`, labels `name:`; inline assembly stands between `;APP` and `;NO_APP`.

Knows how the compiler's file is divided and how long instructions are.
"""
import re
from functools import cache

LONG = {'call', 'jmp', 'lds', 'sts'}
BRANCHES = [('breq', 'brne'), ('brcs', 'brcc'), ('brlo', 'brsh'), ('brmi', 'brpl'), ('brlt', 'brge'), ('brts', 'brtc'),
            ('brvs', 'brvc')]
INVERSE = dict(BRANCHES) | {b: a for a, b in BRANCHES}
JUMPS = {'rjmp', 'jmp', 'ret', 'ijmp', 'reti'}
SKIPS = {'cpse', 'sbrc', 'sbrs', 'sbic', 'sbis'}


class Arch:
    """The architecture's name for the linker: how code is reached anywhere, how long a return address is, and how the
    stack pointer is set to Y so that no interrupt finds half of it."""

    def __init__(self, name):
        self.call, self.jump = ('rcall', 'rjmp') if name in ('avr25', 'avr4') else ('call', 'jmp')
        self.pc = 3 if name == 'avr6' else 2
        # There a write of the low half holds interrupts back until the next output.
        self.set_sp = ['out 61, r28', 'out 62, r29'] if name == 'avrxmega3' else \
            ['in r0, 63', 'cli', 'out 62, r29', 'out 63, r0', 'out 61, r28']


class Function:
    """A section with one function in it. `levels` are the programs it is in."""

    def __init__(self, head, name, lines):
        self.head, self.name, self.lines = head, name, lines
        self.has_assembly = ';APP' in lines
        self.levels = set()

    @property
    def names(self):
        """Its own and those of the entries in it."""
        return [self.name, *(line[:-1] for line in self.lines if is_label(line) and not line.startswith('.L'))]

    def text(self):
        lines = [line if is_label(line) else f'\t{line}' for line in self.lines]
        return '\n'.join([self.head, f'{self.name}:', *lines, f'\t.size\t{self.name}, .-{self.name}', '', ''])


def shared(name, lines):
    """A function of ours."""
    head = f'\t.section\t.text.{name},"ax",@progbits\n\t.p2align\t1\n\t.type\t{name},@function'
    return Function(head, name, lines)


def read(text):
    """What is before the functions, the functions, and what is after them. LLVM's `lo8_gs(f)` is GNU's `lo8(gs(f))`."""
    text = re.sub(r'\b(lo8|hi8)_gs\(([^()]+)\)', r'\1(gs(\2))', text)
    parts = re.split(r'(?m)^(?=\t(?:\.section|\.type\t\S+,@object))', text)
    functions, after = [], []
    for part in parts[1:]:
        if ',@function' not in part:
            after.append(part)
            continue
        name = re.search(r'\.type\t(\S+),@function', part)[1]
        head, body = part.split(f'\n{name}:\n')
        lines = [' '.join(line.split()) for line in body[:body.index('.Lfunc_end')].splitlines()]
        lines = [line for line in lines if line and (line in (';APP', ';NO_APP') or not line.startswith(';'))]
        functions.append(Function(head, name, lines))
    return parts[0], functions, ''.join(after)


def is_label(line):
    return line.endswith(':')


@cache
def size(line):
    return 0 if is_label(line) or line.startswith(';') else 4 if line.split()[0] in LONG else 2


def labels_at(lines):
    """Label: its address in the function."""
    at, address = {}, 0
    for line in lines:
        if is_label(line):
            at[line[:-1]] = address
        address += size(line)
    return at


def without_inline(lines, instead):
    """Inline assembly, which gives back the stack as it was, replaced."""
    inline = False
    for line in lines:
        inline = line == ';APP' or inline and line != ';NO_APP'
        yield instead if inline else line

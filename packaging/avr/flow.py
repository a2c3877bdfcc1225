"""What each instruction of a function reads and writes, and what follows: where a register is still needed, and what
it is known to hold. Changes nothing.
"""
import re
from functools import cache

from assembly import is_label

C, Z, V, T = 32, 33, 34, 35  # parts of the status, as registers: carry; zero and sign; overflow; the T flag
FLAGS = {C, Z, V}
ARGUMENTS, RESULT, CLOBBERED = range(8, 26), range(18, 26), {0, *range(18, 28), 30, 31}
KEPT = {1, *range(2, 18), 28, 29}
POINTER = {'X': 26, 'Y': 28, 'Z': 30}
LOGIC = {'and', 'or', 'eor', 'andi', 'ori'}
TWO = {'add', 'adc', 'sub', 'sbc', 'and', 'or', 'eor', 'cp', 'cpc'}
IMMEDIATE = {'subi', 'sbci', 'andi', 'ori', 'cpi'}
ONE = {'com', 'neg', 'inc', 'dec', 'lsr', 'asr', 'ror', 'swap'}
COMPARE = {'cp', 'cpc', 'cpi'}
BRANCH = {'brcs': {C}, 'brcc': {C}, 'brlo': {C}, 'brsh': {C}, 'breq': {Z}, 'brne': {Z}, 'brmi': {Z}, 'brpl': {Z},
          'brlt': {Z, V}, 'brge': {Z, V}, 'brvs': {V}, 'brvc': {V}, 'brts': {T}, 'brtc': {T}}
CALLS = {'call', 'rcall', 'icall', 'eicall'}
ENDS = {'rjmp', 'jmp', 'ret'}
ALIAS = {'clr': 'eor', 'tst': 'and', 'lsl': 'add', 'rol': 'adc'}


# What C's and the compiler's own take.
HELPERS = {'memset': {20, 21, 22, 24, 25}, **dict.fromkeys(('memcpy', 'memmove', 'memcmp'), {*range(20, 26)}),
           '__udivmodqi4': {22, 24}, '__udivmodhi4': {*range(22, 26)}, '__muldi3': {*range(10, 26)},
           **dict.fromkeys(('__udivmodsi4', '__mulsi3'), {*range(18, 26)})}


class Signatures:
    """The registers that carry something into a call and back, by the table of signatures.py."""

    def __init__(self, rows):
        self.rows = {}
        for row in rows:
            name, *lists = row.split()
            self.rows[name] = [tuple(map(int, x.split(','))) if x != '-' else () for x in lists]

    def table(self):
        for name, lists in self.rows.items():
            yield ' '.join([name, *(','.join(map(str, x)) or '-' for x in lists)]) + '\n'

    def moved(self, pairs, place):
        """The same, but that each of these functions takes that pair in another place."""
        other = Signatures(())
        other.rows = dict(self.rows)
        for name, pair in pairs.items():
            arguments, *others = self.rows[name]
            other.rows[name] = [tuple(place + r - pair if r in (pair, pair + 1) else r for r in arguments), *others]
        return other

    def pairs(self, name):
        """The pairs of registers in which a function takes something, where the compiler's convention has them."""
        takes = self.rows[name][0] if name in self.rows else ()
        return [r for r in range(8, 26, 2) if r in takes and r + 1 in takes]

    def of(self, name):
        """For a function of that name: what a line that is left or called by reads; else None."""
        _, result, indirect, _ = self.rows.get(name, (None, frozenset(RESULT), frozenset(ARGUMENTS), None))

        def carries(line):
            op, *operands = line.split()
            if op == 'ret':
                return result
            if op in ('icall', 'eicall'):
                return indirect
            if op in CALLS:
                called = self.rows.get(operands[0])
                return called[0] if called else frozenset(HELPERS.get(operands[0], ARGUMENTS))
            return None

        return carries


class Unknown(Exception):
    """An instruction that is not in the tables: the function stays as it is."""


def parse(line):
    op, *operands = re.split(r'[ ,]+', line)
    if op in ALIAS:
        op, operands = ALIAS[op], [operands[0]] * 2
    return op, operands


def reg(name):
    return int(name[1:])


@cache
def is_register(text):
    return re.fullmatch(r'r\d+', text) is not None


@cache
def is_number(text):
    return re.fullmatch(r'-?\d+', text) is not None


@cache  # the passes ask for the same lines again and again
class Effect:
    """What an instruction reads and writes; `pure` if that is all it does. Inline assembly is `fixed`."""

    def __init__(self, line, fixed, carries):
        op, operands = parse(line)
        self.op, self.operands, self.reads, self.writes, self.pure = op, operands, set(), set(), True
        registers = [reg(x) if is_register(x) else None for x in operands]
        d = registers[0] if registers else None
        if op == 'mov':
            self.reads, self.writes = {registers[1]}, {d}
        elif op == 'movw':
            self.reads, self.writes = {registers[1], registers[1] + 1}, {d, d + 1}
        elif op == 'ldi':
            self.writes = {d}
        elif op in TWO or op in IMMEDIATE or op in ONE:
            self.reads = {r for r in registers if r is not None}
            if op == 'eor' and registers[0] == registers[1]:
                self.reads = set()
            self.writes = set() if op in COMPARE else {d}
            self.writes |= set() if op == 'swap' else {Z, V} if op in LOGIC or op in ('inc', 'dec') else FLAGS
            self.reads |= {C, Z} if op in ('cpc', 'sbc', 'sbci') else {C} if op in ('adc', 'ror') else set()
        elif op in ('adiw', 'sbiw'):
            self.reads, self.writes = {d, d + 1}, {d, d + 1} | FLAGS
        elif op in ('ld', 'ldd', 'lpm', 'st', 'std'):
            pointer, value = (operands[0], registers[1]) if op[0] == 's' else (operands[1], d)
            p = POINTER[pointer.strip('-+')[0]]
            self.pure, self.reads = False, {p, p + 1}
            self.writes = {p, p + 1} if pointer[0] == '-' or pointer[-1] == '+' else set()
            (self.reads if op[0] == 's' else self.writes).add(value)
        elif op == 'mul':
            self.reads, self.writes = {d, registers[1]}, {0, 1, C, Z}
        elif op in ('set', 'clt'):
            self.writes = {T}
        elif op in ('push', 'pop', 'in', 'out', 'cli'):
            self.pure = False
            self.reads = {d} if op == 'push' else {registers[1]} if op == 'out' else FLAGS | {T} if op == 'in' else set()
            self.writes = {d} if op in ('pop', 'in') else FLAGS | {T} if operands[:1] == ['63'] else set()
        elif op in CALLS:
            self.pure = False
            self.reads, self.writes = {1, *carries, *((30, 31) if 'i' in op else ())}, CLOBBERED | FLAGS | {T}
        elif op in BRANCH:
            self.pure, self.reads = False, set(BRANCH[op])
        elif op == 'rjmp':
            self.pure = False
        elif op == 'ret':
            self.pure, self.reads = False, {*KEPT, *carries}
        else:
            raise Unknown(line)
        self.fixed, self.reads_bits, self.writes_bits = fixed, bits(self.reads), bits(self.writes)


def effects(lines, carries):
    """One for each line; None for a label. Inline assembly is fixed; `carries` is what Signatures tell of the function."""
    inline, out = False, []
    for line in lines:
        inline = line == ';APP' or inline and line != ';NO_APP'
        effect = None
        if not line.endswith(':') and not line.startswith(';'):
            effect = Effect(line, inline, carries(line))
        out.append(effect)
    return out


def edges(i, lines, whole, at):
    """The lines that may come behind line i."""
    effect = whole[i]
    out = [] if effect and effect.op in ENDS else [i + 1]
    if effect and (effect.op in BRANCH or effect.op == 'rjmp'):
        out.append(at[effect.operands[0]])
    return [j for j in out if j < len(lines)]


def places(lines):
    return {line[:-1]: i for i, line in enumerate(lines) if is_label(line)}


# Sets of registers as the bits of a number, which are joined faster.
def bits(registers):
    return sum(1 << r for r in registers)


@cache
def registers_of(number):
    return frozenset(r for r in range(36) if number >> r & 1)


def liveness(lines, whole):
    """For each line, what is read from it on, and from behind it on, before it is written."""
    at, before, after = places(lines), [0] * len(lines), [0] * len(lines)
    steps = [(i, edges(i, lines, whole, at), whole[i].reads_bits if whole[i] else 0, ~whole[i].writes_bits if whole[i] else -1)
             for i in range(len(lines) - 1, -1, -1)]
    changed = True
    while changed:
        changed = False
        for i, following, reads, kept in steps:
            live = 0
            for j in following:
                live |= before[j]
            after[i] = live
            new = live & kept | reads
            if new != before[i]:
                before[i], changed = new, True
    return list(map(registers_of, before)), list(map(registers_of, after))


def sum_of(low, high, number):
    """The names of a pair to which a number is added."""
    return (low, high, number, 'low'), (low, high, number, 'high')


class State:
    """What the registers hold at a place: a number, or a name for what is the same wherever it has that name.
    `tested` are the pairs that the zero flag tells to be equal; `logic` if a comparison would set no flag otherwise."""

    def __init__(self, held, tested=(), logic=False):
        self.held, self.tested, self.logic = held, tested, logic

    def key(self):
        return self.held, self.tested, self.logic

    def after(self, effect, i):
        op, operands = effect.op, effect.operands
        d = reg(operands[0]) if operands and is_register(operands[0]) else None
        number = int(operands[1]) & 255 if len(operands) > 1 and is_number(operands[1]) else None
        held = list(self.held)
        for r in effect.writes:
            if r < 32:
                held[r] = (i, r)
        if op in CALLS:
            held[1] = 0
        if op in ('mov', 'movw'):
            source = reg(operands[1])
            for k in range(len(effect.writes)):
                held[d + k] = self.held[source + k]
        elif op == 'adiw':
            held[d], held[d + 1] = sum_of(self.held[d], self.held[d + 1], number)
        elif op == 'ldi' and number is not None:
            held[d] = number
        elif op == 'eor' and operands[0] == operands[1]:
            held[d] = 0
        elif op in ('and', 'or') and operands[0] == operands[1]:
            held[d] = self.held[d]
        elif op == 'andi' and (isinstance(self.held[d], int) or number == 0):
            held[d] = self.held[d] & number if number else 0
        if not FLAGS & effect.writes:
            return State(held, self.tested, self.logic)
        if op in COMPARE:
            pair = (self.held[d], number if op == 'cpi' else self.held[reg(operands[1])])
            if op == 'cpc' and not self.tested:
                return State(held)
            return State(held, (*self.tested, pair) if op == 'cpc' else (pair,), op == 'cpi' and number == 0)
        if op in TWO - {'sbc'} or op in IMMEDIATE - {'sbci'} or op in ONE:
            return State(held, ((held[d], 0),), op in LOGIC)
        return State(held)

    def zero(self):
        """Is the zero flag set? None: who knows."""
        if any(isinstance(x, int) and isinstance(y, int) and x != y for x, y in self.tested):
            return False
        return True if self.tested and all(x == y for x, y in self.tested) else None

    def on_way(self, effect, taken):
        """After a branch that is taken or not; None if it cannot be."""
        if effect and effect.op in ('breq', 'brne') and self.zero() is not None and self.zero() != ((effect.op == 'breq') == taken):
            return None
        if not effect or effect.op not in ('breq', 'brne') or (effect.op == 'breq') != taken:
            return self
        held, tested = self.held, self.tested
        for x, y in self.tested:
            if isinstance(x, int):
                x, y = y, x
            # Not what is to be given back: check.py follows that by its name.
            if isinstance(x, tuple) and x[0] == 'entry' and x[1] in KEPT:
                continue
            held = [y if value == x else value for value in held]
            tested = tuple((y if a == x else a, y if b == x else b) for a, b in tested)
        return State(held, tested, self.logic)

    def merged(self, other, i):
        names = {}

        def both(x, y):
            return x if x == y else names.get((x, y))

        held = [x if x == y else names.setdefault((x, y), (i, 'any', r)) for r, (x, y) in enumerate(zip(self.held, other.held))]
        tested = tuple((both(a, c), both(b, d)) for (a, b), (c, d) in zip(self.tested, other.tested))
        if len(self.tested) != len(other.tested) or any(None in pair for pair in tested):
            tested = ()
        return State(held, tested, self.logic and other.logic)


def states(lines, whole):
    """The state before each line, None where nothing leads."""
    at, known = places(lines), [None] * len(lines)
    if lines:
        known[0] = State([('entry', r) if r != 1 else 0 for r in range(32)])
    work, rounds = [0], 0
    while work:
        i = work.pop()
        after = known[i] if whole[i] is None else known[i].after(whole[i], i)
        for j in edges(i, lines, whole, at):
            state = after.on_way(whole[i], j != i + 1)
            if state is None:
                continue
            new = state if known[j] is None or not is_label(lines[j]) else known[j].merged(state, j)
            if known[j] is None or new.key() != known[j].key():
                known[j] = new
                work.append(j)
                rounds += 1
    return known

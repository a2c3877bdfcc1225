"""What a function does not need: values that are there already, tests of flags that are set already,
results nobody reads. Looks no further than what each instruction reads and writes.
"""
import re

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


class Unknown(Exception):
    """An instruction that is not in the tables: the function stays as it is."""


def parse(line):
    op, *operands = re.split(r'[ ,]+', line)
    if op in ALIAS:
        op, operands = ALIAS[op], [operands[0]] * 2
    return op, operands


def reg(name):
    return int(name[1:])


class Effect:
    """What an instruction reads and writes; `pure` if that is all it does."""

    def __init__(self, line):
        op, operands = parse(line)
        self.op, self.operands, self.reads, self.writes, self.pure = op, operands, set(), set(), True
        registers = [reg(x) if re.fullmatch(r'r\d+', x) else None for x in operands]
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
            self.reads, self.writes = {1, *ARGUMENTS, *((30, 31) if 'i' in op else ())}, CLOBBERED | FLAGS | {T}
        elif op in BRANCH:
            self.pure, self.reads = False, set(BRANCH[op])
        elif op == 'rjmp':
            self.pure = False
        elif op == 'ret':
            self.pure, self.reads = False, {*KEPT, *RESULT}
        else:
            raise Unknown(line)
        self.fixed = False


def effects(lines):
    """One for each line; None for a label. Inline assembly is fixed."""
    inline, out = False, []
    for line in lines:
        inline = line == ';APP' or inline and line != ';NO_APP'
        effect = None
        if not line.endswith(':') and not line.startswith(';'):
            effect = Effect(line)
            effect.fixed = inline
        out.append(effect)
    return out


def live_after(lines, whole):
    """For each line, what is read behind it before it is written."""
    at = {line[:-1]: i for i, line in enumerate(lines) if line.endswith(':')}
    before, after = [frozenset()] * (len(lines) + 1), [frozenset()] * len(lines)
    changed = True
    while changed:
        changed = False
        for i in range(len(lines) - 1, -1, -1):
            effect = whole[i]
            out = set() if effect and effect.op in ENDS else set(before[i + 1])
            if effect and (effect.op in BRANCH or effect.op == 'rjmp'):
                out |= before[at[effect.operands[0]]]
            after[i] = frozenset(out)
            new = frozenset(out if not effect else (out - effect.writes) | effect.reads)
            if new != before[i]:
                before[i], changed = new, True
    return after


def dead_gone(lines):
    whole = effects(lines)
    after = live_after(lines, whole)
    return [line for line, effect, live in zip(lines, whole, after)
            if not effect or effect.fixed or not effect.pure or effect.writes & live]


class Values:
    """What each register is known to hold between two labels: a number, or the same as another."""

    def __init__(self):
        self.fresh = 0
        self.forget(range(32))

    def forget(self, registers):
        for r in registers:
            self.fresh += 1
            if r == 0 and len(registers) == 32:
                self.held, self.tested, self.logic = [None] * 32, None, False
            if r < 32:
                self.held[r] = f'v{self.fresh}'
        if len(registers) == 32:
            self.held[1] = 0  # on every way into a place, as the calling convention has it

    def follow(self, effect):
        op, operands, held = effect.op, effect.operands, self.held
        d = reg(operands[0]) if operands and re.fullmatch(r'r\d+', operands[0]) else None
        result = None
        if op == 'mov':
            result = held[reg(operands[1])]
        elif op == 'movw':
            s = reg(operands[1])
            held[d], held[d + 1] = held[s], held[s + 1]
            return
        elif op == 'ldi':
            result = int(operands[1]) & 255 if re.fullmatch(r'-?\d+', operands[1]) else None
        elif op == 'eor' and operands[0] == operands[1]:
            result = 0
        elif op == 'andi' and isinstance(held[d], int):
            result = held[d] & int(operands[1])
        if op == 'and' and operands[0] == operands[1]:
            result = held[d]
        self.forget(sorted(effect.writes))
        if op in CALLS:
            held[1] = 0
        if result is not None:
            held[d] = result
        if FLAGS & effect.writes:
            zero = op in TWO - COMPARE - {'sbc'} or op in IMMEDIATE - COMPARE - {'sbci'} or op in ONE
            self.tested, self.logic = (held[d], op in LOGIC) if zero else (None, False)


def use_what_is_there(lines):
    whole = effects(lines)
    after = live_after(lines, whole)
    values, out, skip = Values(), [], False
    for i, (line, effect) in enumerate(zip(lines, whole)):
        if skip:
            skip = False
            values.follow(effect)
            continue
        if effect is None:
            if line.endswith(':'):
                values.forget(range(32))
            out.append(line)
            continue
        new = line if effect.fixed else better(effect, line, values, after[i])
        following = whole[i + 1] if i + 1 < len(lines) else None
        if new and not effect.fixed and effect.op == 'ldi' and following and following.op == 'ldi' and not following.fixed:
            pair = as_pair(effect, following, values)
            if pair:
                new, skip = pair, True
        if new:
            out.append(new)
        values.follow(effect)
    return out


def as_pair(first, second, values):
    low, high = sorted((first, second), key=lambda e: reg(e.operands[0]))
    d = reg(low.operands[0])
    if d & 1 or reg(high.operands[0]) != d + 1 or not all(re.fullmatch(r'-?\d+', e.operands[1]) for e in (low, high)):
        return None
    wanted = [int(e.operands[1]) & 255 for e in (low, high)]
    for r in range(30, -2, -2):
        if values.held[r:r + 2] == wanted and r != d:
            return f'movw r{d}, r{r}'
    return None


def better(effect, line, values, live):
    """The line as it should be; '' if it is not needed."""
    op, operands, held = effect.op, effect.operands, values.held
    d = reg(operands[0]) if operands and re.fullmatch(r'r\d+', operands[0]) else None
    if op == 'mov' and held[d] == held[reg(operands[1])]:
        return ''
    if op == 'movw' and held[d:d + 2] == held[reg(operands[1]):reg(operands[1]) + 2]:
        return ''
    if op == 'ldi' and re.fullmatch(r'-?\d+', operands[1]) and held[d] == int(operands[1]) & 255:
        return ''
    zero_test = op == 'cpi' and operands[1] == '0' or op == 'cp' and held[reg(operands[1])] == 0 or \
        op == 'and' and operands[0] == operands[1]
    if zero_test and held[d] == values.tested and C not in live and (values.logic or V not in live):
        return ''
    if not FLAGS & live and (op == 'andi' and (isinstance(held[d], int) and held[d] & ~int(operands[1]) & 255 == 0 or int(operands[1]) & 255 == 255)):
        return ''
    # A zero is in r1 at all times.
    if op in ('st', 'std', 'cp', 'cpc', 'mov', 'adc', 'sbc', 'add', 'sub', 'or') and len(operands) == 2 and held[reg(operands[1])] == 0:
        return f'{op} {operands[0]}, r1'
    return line


def tidy(lines):
    """Until nothing more is found."""
    try:
        before = None
        while lines != before:
            before = lines
            lines = dead_gone(use_what_is_there(lines))
    except Unknown:
        pass
    return lines

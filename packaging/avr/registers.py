"""What a function does not need: values and tests that are there already, results nobody reads, branches that are
decided, copies. Follows what each instruction reads and writes through the whole function, no further.
"""
import re
from itertools import count

from assembly import INVERSE, is_label
from branches import shorten_branches

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

numbers = count()


class Unknown(Exception):
    """An instruction that is not in the tables: the function stays as it is."""


def parse(line):
    op, *operands = re.split(r'[ ,]+', line)
    if op in ALIAS:
        op, operands = ALIAS[op], [operands[0]] * 2
    return op, operands


def reg(name):
    return int(name[1:])


def is_register(text):
    return re.fullmatch(r'r\d+', text) is not None


def is_number(text):
    return re.fullmatch(r'-?\d+', text) is not None


class Effect:
    """What an instruction reads and writes; `pure` if that is all it does."""

    def __init__(self, line):
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


def edges(i, lines, whole, at):
    """The lines that may come behind line i."""
    effect = whole[i]
    out = [] if effect and effect.op in ENDS else [i + 1]
    if effect and (effect.op in BRANCH or effect.op == 'rjmp'):
        out.append(at[effect.operands[0]])
    return [j for j in out if j < len(lines)]


def places(lines):
    return {line[:-1]: i for i, line in enumerate(lines) if is_label(line)}


def liveness(lines, whole):
    """For each line, what is read from it on, and from behind it on, before it is written."""
    at, before = places(lines), [frozenset()] * len(lines)
    after, changed = before[:], True
    while changed:
        changed = False
        for i in range(len(lines) - 1, -1, -1):
            effect = whole[i]
            after[i] = frozenset().union(*(before[j] for j in edges(i, lines, whole, at)))
            new = after[i] if not effect else (after[i] - effect.writes) | effect.reads
            if new != before[i]:
                before[i], changed = new, True
    return before, after


def without_dead(lines):
    whole = effects(lines)
    _, after = liveness(lines, whole)
    return [line for line, effect, live in zip(lines, whole, after)
            if not effect or effect.fixed or not effect.pure or effect.writes & live]


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
        elif op == 'ldi' and number is not None:
            held[d] = number
        elif op == 'eor' and operands[0] == operands[1]:
            held[d] = 0
        elif op in ('and', 'or') and operands[0] == operands[1]:
            held[d] = self.held[d]
        elif op == 'andi' and isinstance(self.held[d], int):
            held[d] = self.held[d] & number
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


def with_what_is_there(lines):
    whole = effects(lines)
    _, after = liveness(lines, whole)
    known = states(lines, whole)
    out, i = [], 0
    while i < len(lines):
        line, effect, state = lines[i], whole[i], known[i]
        if effect and not effect.fixed and state:
            pair = as_pair(whole[i:i + 2], state.held)
            if pair:
                line = pair
                i += 1
            else:
                line = better(effect, line, state, after[i])
        out.append(line)
        i += 1
    return [line for line in out if line]


def as_pair(two, held):
    """Two numbers that another pair of registers holds."""
    if len(two) < 2 or any(e is None or e.fixed or e.op != 'ldi' or not is_number(e.operands[1]) for e in two):
        return None
    low, high = sorted(two, key=lambda e: reg(e.operands[0]))
    d = reg(low.operands[0])
    wanted = [int(e.operands[1]) & 255 for e in (low, high)]
    if d & 1 or reg(high.operands[0]) != d + 1 or held[d:d + 2] == wanted:
        return None
    return next((f'movw r{d}, r{r}' for r in range(0, 32, 2) if list(held[r:r + 2]) == wanted), None)


def better(effect, line, state, live):
    """The line as it should be; '' if it is not needed."""
    op, operands, held = effect.op, effect.operands, state.held
    d = reg(operands[0]) if operands and is_register(operands[0]) else None
    s = reg(operands[1]) if len(operands) > 1 and is_register(operands[1]) else None
    number = int(operands[1]) & 255 if len(operands) > 1 and is_number(operands[1]) else None
    if op == 'mov' and held[d] == held[s] or op == 'movw' and held[d:d + 2] == held[s:s + 2]:
        return ''
    if op == 'ldi' and number is not None and held[d] == number:
        return ''
    if op in ('breq', 'brne') and state.zero() is not None:
        return f'rjmp {operands[0]}' if state.zero() == (op == 'breq') else ''
    zero_test = op == 'cpi' and number == 0 or op == 'cp' and held[s] == 0 or op == 'and' and d == s
    if zero_test and state.tested == ((held[d], 0),) and C not in live and (state.logic or V not in live):
        return ''
    if not FLAGS & live:
        if op == 'andi' and (number == 255 or isinstance(held[d], int) and held[d] & ~number == 0) or op == 'ori' and number == 0:
            return ''
        if op in ('or', 'add', 'sub', 'eor') and d != s and held[s] == 0:
            return ''
    # The same value in another register may make a copy needless: a kept register rather than one for a moment.
    if op == 'movw':
        s = min((r for r in range(0, 32, 2) if held[r:r + 2] == held[s:s + 2] and r != d), default=s)
        return f'movw r{d}, r{s}'
    if s is not None and op in TWO | {'st', 'std', 'mov', 'mul'} and d != s:
        s = min(r for r in range(1, 32) if held[r] == held[s] and r != d)
        if op in ('cp', 'cpc', 'mul'):
            d = min(r for r in range(1, 32) if held[r] == held[d])
        return f'{op} {operands[0] if d is None else f"r{d}"}, r{s}'
    return line


def threaded(lines):
    """A way into a label that decides the branch behind it goes straight to where that leads."""
    whole = effects(lines)
    before, _ = liveness(lines, whole)
    known, at = states(lines, whole), places(lines)
    ways = {}  # label: [(line it is reached from, by a branch or jump, where it may go instead)]
    for i, effect in enumerate(whole):
        if known[i] is None or effect and effect.fixed:
            continue
        after = known[i] if effect is None else known[i].after(effect, i)
        for j in edges(i, lines, whole, at):
            if is_label(lines[j]):
                state = after.on_way(effect, j != i + 1)
                if state is None:
                    continue
                jumps = effect is not None and effect.operands[:1] == [lines[j][:-1]]
                ways.setdefault(j, []).append((i, jumps, decided(j, state, lines, whole, at, before)))
    for j in sorted(ways):
        if any(to is None for _, _, to in ways[j]) or not any(to != j for _, _, to in ways[j]):
            continue
        return rerouted(lines, whole, ways[j])
    return lines


def decided(j, state, lines, whole, at, before):
    """Where one comes that is at line j in `state`, without what is done on the way being missed; None: unknown."""
    written, best = set(), None
    for _ in range(40):
        effect = whole[j]
        if effect is None:
            j += 1
        elif effect.fixed:
            return best
        elif effect.op == 'rjmp':
            j = at[effect.operands[0]]
        elif effect.op in ('breq', 'brne') and state.zero() is not None:
            j = at[effect.operands[0]] if state.zero() == (effect.op == 'breq') else j + 1
            if not written & before[j]:
                best = j
        elif effect.pure:
            written |= effect.writes
            state = state.after(effect, j)
            j += 1
        else:
            return best
        if j >= len(lines):
            return best
    return best


def rerouted(lines, whole, ways):
    lines = [[line] for line in lines]
    for i, jumps, to in ways:
        label = f'.Lway{next(numbers)}'
        lines[to].insert(0, f'{label}:')
        mine = lines[i]
        if not jumps:
            mine.append(f'rjmp {label}')
        elif whole[i].op == 'rjmp':
            mine[-1] = f'rjmp {label}'
        else:
            mine[-1:] = [f'{INVERSE[whole[i].op]} {label}s', f'rjmp {label}', f'{label}s:']
    return [line for some in lines for line in some]


def coalesced(lines):
    """What is worked out in one register only to be moved to another is worked out there."""
    whole = effects(lines)
    _, after = liveness(lines, whole)
    for i, effect in enumerate(whole):
        if not effect or effect.fixed or effect.op not in ('mov', 'movw'):
            continue
        to, source = map(reg, effect.operands)
        count = len(effect.writes)
        names = {source + k: to + k for k in range(count)}
        if names.keys() & (after[i] | effect.writes | {1}):
            continue
        open_, renamed, j = set(names), {}, i
        while open_ and j > 0:
            j -= 1
            at = whole[j]
            if not at or at.fixed or at.op in ENDS or at.op in BRANCH or effect.writes & (at.reads | at.writes):
                break
            if names.keys() & (at.reads | at.writes):
                line = rename(at, lines[j], names)
                if not line:
                    break
                renamed[j] = line
            open_ = (open_ - at.writes) | (at.reads & names.keys())
        if not open_:
            return [renamed.get(j, line) for j, line in enumerate(lines) if j != i]
    return lines


def rename(effect, line, names):
    """The line with other registers; None if there is no such instruction."""
    op, operands = effect.op, list(effect.operands)
    explicit = {reg(x) for x in operands if is_register(x)}
    if op in ('movw', 'adiw', 'sbiw'):
        explicit |= {r + 1 for r in explicit}
        if len(names) == 1:
            return None
    if (effect.reads | effect.writes) & names.keys() - explicit or op in ('push', 'pop', 'in', 'out', 'mul'):
        return None
    for k, x in enumerate(operands):
        if is_register(x) and reg(x) in names:
            new = names[reg(x)]
            if k == 0 and (op in IMMEDIATE or op == 'ldi') and new < 16 or op in ('adiw', 'sbiw') and new < 24:
                return None
            operands[k] = f'r{new}'
    return f'{op} {", ".join(operands)}'


def tidy(lines):
    """Until nothing more is found."""
    try:
        before = None
        while lines != before:
            before = lines
            lines = shorten_branches(without_dead(with_what_is_there(threaded(lines))))
            while (new := coalesced(lines)) != lines:
                lines = new
    except Unknown:
        pass
    return lines

"""What a function does not need: values and tests that are there already, results nobody reads, branches that are
decided, copies. Knows of the code what flow.py tells.
"""
from itertools import count

from assembly import INVERSE, is_label
from branches import shorten_branches
from comparisons import chosen, compared_first, compared_less
from flow import (BRANCH, C, ENDS, FLAGS, IMMEDIATE, TWO, V, Unknown, edges, effects, is_number,
                  is_register, liveness, places, reg, states, sum_of)

numbers = count()
WITH_NUMBER = {'cp': 'cpi', 'sub': 'subi', 'sbc': 'sbci', 'and': 'andi', 'or': 'ori'}


def without_dead(lines, carries):
    whole = effects(lines, carries)
    _, after = liveness(lines, whole)
    return [line for line, effect, live in zip(lines, whole, after)
            if not effect or effect.fixed or not effect.pure or effect.writes & live]


def with_what_is_there(lines, carries):
    whole = effects(lines, carries)
    _, after = liveness(lines, whole)
    known = states(lines, whole)
    out, i = [], 0
    while i < len(lines):
        line, effect, state = lines[i], whole[i], known[i]
        if effect and not effect.fixed and state:
            pair = as_pair(whole[i:i + 2], state.held) or as_sum(whole[i:i + 2], state.held, after[i + 1:i + 2])
            if pair is not None:
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


def as_sum(two, held, after):
    """What is so far behind another pair, where a pair of registers holds that."""
    if len(two) < 2 or any(e is None or e.fixed for e in two) or [e.op for e in two] != ['movw', 'adiw'] or FLAGS & after[0]:
        return None
    d, source = map(reg, two[0].operands)
    if reg(two[1].operands[0]) != d:
        return None
    wanted = list(sum_of(*held[source:source + 2], int(two[1].operands[1])))
    if held[d:d + 2] == wanted:
        return ''
    return next((f'movw r{d}, r{r}' for r in range(0, 32, 2) if list(held[r:r + 2]) == wanted), None)


def better(effect, line, state, live):
    """The line as it should be; '' if it is not needed."""
    op, operands, held = effect.op, effect.operands, state.held
    d = reg(operands[0]) if operands and is_register(operands[0]) else None
    s = reg(operands[1]) if len(operands) > 1 and is_register(operands[1]) else None
    number = int(operands[1]) & 255 if len(operands) > 1 and is_number(operands[1]) else None
    if op in ('breq', 'brne') and state.zero() is not None:
        return f'rjmp {operands[0]}' if state.zero() == (op == 'breq') else ''
    if is_there(op, d, s, number, state, live):
        return ''
    if op in ('ori', 'subi') and isinstance(held[d], int) and number is not None and not FLAGS & live:
        return f'ldi r{d}, {held[d] | number if op == "ori" else held[d] - number & 255}'
    if op == 'cpi':
        # With 0, which r1 holds, any register may be compared.
        d = min(r for r in range(1 if number == 0 and held[1] == 0 else 16, 32) if held[r] == held[d])
        return f'cpi r{d}, {operands[1]}' if d >= 16 else f'cp r{d}, r1'
    if op in WITH_NUMBER and s != 1 and d >= 16 and isinstance(held[s], int) and d != s:
        return f'{WITH_NUMBER[op]} r{d}, {held[s]}'
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


def is_there(op, d, s, number, state, live):
    """What the instruction makes is there already: what it writes or tells."""
    held = state.held
    if op == 'mov' and held[d] == held[s] or op == 'movw' and held[d:d + 2] == held[s:s + 2]:
        return True
    if op == 'ldi' and number is not None and held[d] == number:
        return True
    zero_test = op == 'cpi' and number == 0 or op == 'cp' and held[s] == 0 or op == 'and' and d == s
    if zero_test and state.tested == ((held[d], 0),) and C not in live and (state.logic or V not in live):
        return True
    if FLAGS & live:
        return False
    if op == 'andi':
        return number == 255 or isinstance(held[d], int) and held[d] & ~number == 0
    return op == 'ori' and number == 0 or op in ('or', 'add', 'sub', 'eor') and d != s and held[s] == 0


def threaded(lines, carries):
    """A way into a label that decides the branch behind it goes straight to where that leads."""
    whole = effects(lines, carries)
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


def coalesced(lines, carries):
    """What is worked out in one register only to be moved to another is worked out there."""
    whole = effects(lines, carries)
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


def tidy(lines, carries):
    """Until nothing more is found."""
    try:
        before = None
        while lines != before:
            before = lines
            lines = shorten_branches(without_dead(with_what_is_there(threaded(lines, carries), carries), carries))
            for step in chosen, compared_less, compared_first, coalesced:
                while (new := step(lines, carries)) != lines:
                    lines = new
    except Unknown:
        pass
    return lines

"""Arguments that functions hand on to each other as they got them, as the port is, stay in a pair of registers that calls
give back: no copy is made of them at a beginning, and none at a call.

So the functions that no one outside the archive calls get another convention, which the table of signatures then tells.
Whoever calls one sets the pair, and gives it back itself as any register that is to be given back.
"""
import re
from collections import Counter, defaultdict

from flow import CALLS, Unknown, edges, effects, liveness, places, reg
from registers import tidy
from saves import Frame, shift_arguments

PLACES = 6, 2, 4  # pairs for such arguments, the most common first; in this order they take the fewest bytes
FEWEST = 10  # calls that hand one on, for which a pair is set apart


def pass_in_registers(functions, signatures, arch):
    """Changes the functions; their signatures now."""
    taken = {word for function in functions for line in function.lines if line.startswith('ldi') for word in re.findall(r'\w+', line)}
    inner = {function.name for function in functions if not function.has_assembly} & signatures.rows.keys() - taken
    inner = {name for name in inner if not name.startswith('opaygo_')}
    for place, (members, count) in zip(PLACES, groups(functions, inner, signatures)):
        while count >= FEWEST:
            now, new, bad = signatures.moved(members, place), {}, set()
            for function in functions:
                calls = called_in(function.lines) & members.keys()
                if calls or function.name in members:
                    new[function] = changed(function, members, place, signatures, now, arch)
                    if new[function] is None:
                        bad |= calls or {function.name}
            if not bad:
                signatures = now
                for function, lines in new.items():
                    function.lines = lines
                break
            members = {name: pair for name, pair in members.items() if name not in bad}
    return signatures


def groups(functions, inner, signatures):
    """Arguments that are handed on to each other, as pairs by function; the largest group first, with how often."""
    handed, parent = [], {}

    def root(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for function in functions:
        try:
            carries = signatures.of(function.name)
            known = held(function.lines, signatures.pairs(function.name), carries)
            whole = effects(function.lines, carries)
        except Unknown:
            continue
        for effect, state in zip(whole, known):
            if effect and effect.op in ('call', 'rcall') and effect.operands[0] in inner and state:
                name = effect.operands[0]
                handed += [((function.name, state[pair]), (name, pair)) for pair in signatures.pairs(name) if pair in state]
    for one, other in handed:
        parent[root(one)] = root(other)
    counts, members = Counter(root(one) for one, _ in handed), defaultdict(dict)
    # Of two of a function's that come from one place, that which is handed on more often.
    often = Counter(argument for both in handed for argument in both)
    # What only those hand on whom others call would be put in place there, and in place for nothing else.
    within = {to for (name, _), to in handed if not name.startswith('opaygo_')}
    for name, pair in sorted(parent, key=lambda argument: (often[argument], argument)):
        if (name, pair) in within:
            members[root((name, pair))][name] = pair
    return [(members[group], count) for group, count in counts.most_common()]


def held(lines, pairs, carries):
    """For each line, which pairs hold what the function is called with in which."""
    whole, at = effects(lines, carries), places(lines)
    known, work = [None] * len(lines), [0]
    known[0] = {pair: pair for pair in pairs}
    while work:
        i = work.pop()
        now, effect = dict(known[i]), whole[i]
        for r in effect.writes if effect else ():
            now.pop(r & ~1, None)
        if effect and effect.op == 'movw':
            to, source = map(reg, effect.operands)
            if source in known[i]:
                now[to] = known[i][source]
        for j in edges(i, lines, whole, at):
            new = now if known[j] is None else {pair: x for pair, x in known[j].items() if now.get(pair) == x}
            if new != known[j]:
                known[j] = dict(new)
                work.append(j)
    return known


def called_in(lines):
    """The functions that are called by name."""
    return {line.split()[1] for line in lines if line.split()[0] in ('call', 'rcall')}


def changed(function, members, place, before, now, arch):
    """The lines of a function that takes its argument in `place` if it is one of the members, and hands on theirs so; None
    where that cannot be."""
    pair, here = members.get(function.name), {place, place + 1}
    try:
        lines = with_place_free(function, pair, place, before, arch)
        frame = Frame(lines, arch.set_sp)
        known = held(lines, [pair] if pair else [], before.of(function.name))
        whole = effects(lines, before.of(function.name))
        _, after = liveness(lines, whole)
        out = []
        for i, line in enumerate(lines):
            if i == frame.start and pair:
                out.append(f'movw r{pair}, r{place}')
            source = members.get(line.split()[1]) if line.split()[0] in ('call', 'rcall') else None
            if source:
                same = known[i] and pair and known[i].get(place) == known[i].get(source) == pair
                if here & {*frame.pushed} & after[i] and not same:
                    return None
                out.append(f'movw r{place}, r{source}')
            out.append(line)
        carries = now.of(function.name)
        return with_saves(tidy(out, carries), carries, arch)
    except Unknown:
        return None


def with_place_free(function, pair, place, signatures, arch):
    """What works in the place works in another, if there is one; best in that which the argument was copied to."""
    lines = function.lines
    used = {int(r) for line in lines for r in re.findall(r'\br(\d+)\b', line)}
    if not {place, place + 1} & used:
        return lines
    names = called_in(lines) | {function.name}
    busy = {r for name in names & signatures.rows.keys() for r in signatures.rows[name][0]}
    spare = next((r for r in range(14, 0, -2) if not {r, r + 1} & (used | busy)), None)
    if spare is None and pair:
        known = held(lines, [pair], signatures.of(function.name))
        copies = Counter(r for state in known if state for r in state if r in range(8, 16) and not {r, r + 1} & busy)
        spare = copies.most_common(1)[0][0] if copies else None
    if spare is None:
        return lines
    names = {place: spare, spare: place, place + 1: spare + 1, spare + 1: place + 1}
    lines = [re.sub(r'\br(\d+)\b', lambda m: f'r{names.get(int(m[1]), int(m[1]))}', line) for line in lines]
    # What is saved is saved in its order again.
    frame = Frame(function.lines, arch.set_sp)
    if frame.found:
        count = len(frame.pushed)
        pushed = sorted(lines[:count], key=lambda line: int(line[6:]))
        lines[:count] = pushed
        for begin, end in frame.ends:
            lines[end - 1 - count:end - 1] = [line.replace('push', 'pop') for line in reversed(pushed)]
    return lines


def with_saves(lines, carries, arch):
    """What is written is saved, and nothing else; None where the frame cannot be told from the rest."""
    frame = Frame(lines, arch.set_sp)
    pushed = frame.pushed
    if not frame.found and pushed:
        return None
    changes = {r for effect in effects(lines, carries) if effect and effect.op != 'pop' and effect.op not in CALLS for r in effect.writes}
    wanted = [r for r in range(2, 18) if r in changes] + [r for r in (28, 29) if r in changes or r in pushed]
    ends = frame.ends or [(i, i + 1) for i, line in enumerate(lines) if line == 'ret']
    out, at = [f'push r{r}' for r in wanted] + lines[len(pushed):frame.start], frame.start
    for begin, end in [*ends, (len(lines), None)]:
        part = lines[at:begin]
        if frame.has_y:
            part = shift_arguments(part, frame.locals + len(pushed), len(wanted) - len(pushed))
            if part is None:
                return None
        out += part
        if end:
            out += lines[begin:end - 1 - len(pushed)] + [f'pop r{r}' for r in reversed(wanted)] + ['ret']
            at = end
    return out

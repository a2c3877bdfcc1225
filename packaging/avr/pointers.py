"""LLVM reaches memory through X and Z alone where Y is no frame pointer, and copies its base there each time. Here the pair
that is copied most is Y, which the shared saves save anyhow.

And what lies farther behind a pointer than an instruction reaches gets a pointer of its own from LLVM, by two subtractions;
here all of that is reached from 63 bytes behind it, by one addition that stands once for several.
"""
import re

from flow import BRANCH, CALLS, FLAGS, Unknown, effects, liveness, places

X, Y, Z = 26, 28, 30
NAMES = {X: 'X', Y: 'Y', Z: 'Z'}
FARTHEST = 63  # behind a pointer that one instruction reaches, and that one adds


def with_base_in_y(lines, begin, ends, carries):
    """The lines of a function that has no variables, or the same. It begins and ends with pushes and pops that stay."""
    body = [i for i in range(begin, len(lines)) if not any(b <= i < e for b, e in ends)]
    if any(line.startswith(';') or re.search(r'\br2[89]\b|\bY\b', line) for line in (lines[i] for i in body)):
        return lines
    try:
        whole = effects(lines, carries)
    except Unknown:
        return lines
    before, _ = liveness(lines, whole)
    best = lines
    for r in range(2, 18, 2):
        # Neither an argument nor given to a call: those have their registers.
        given = any(whole[i] and whole[i].op in CALLS and {r, r + 1} & whole[i].reads for i in body)
        saved = {f'push r{r}', f'push r{r + 1}'} <= {*lines[:begin]}
        if given or not saved or {r, r + 1} & before[begin]:
            continue
        new = [re.sub(rf'\br({r}|{r + 1})\b', lambda m: f'r{int(m[1]) - r + 28}', line) if i in body else line
               for i, line in enumerate(lines)]
        new = without_copies(new, carries)
        best = min(best, new, key=len)
    return best


def without_copies(lines, carries):
    """Accesses through a copy of Y go through Y."""
    i = 0
    while i < len(lines):
        copy = re.match(r'movw r(30|26), r28$', lines[i])
        new = copy and through_y(lines, i, int(copy[1]), carries)
        if new:
            lines = new
        else:
            i += 1
    return lines


def through_y(lines, i, pair, carries):
    """The lines without the copy at i; None where that cannot be."""
    flow = Flow(lines, carries)
    reached = flow.accesses(i, pair)
    if reached is None or any({Y, Y + 1} & flow.writes(j) for j in range(i, reached[1] + 1)):
        return None
    out = lines[:]
    for j, access in reached[0]:
        out[j] = through(access, Y, 0)
    return out[:i] + out[i + 1:]


def from_nearer(lines, carries):
    """What is too far behind a pointer is reached from FARTHEST behind it."""
    try:
        # From behind, so that what is before stays where it is.
        for i in range(len(lines) - 1, -1, -1):
            away = re.match(r'subi r(26|30), (\d+)$', lines[i])
            lines = away and nearer(lines, i, int(away[1]), int(away[2]), carries) or lines
    except Unknown:
        pass
    return lines


def nearer(lines, i, pair, number, carries):
    """The lines with what is subtracted from the pair at i as an addition to Z; None where that cannot be."""
    high = re.match(rf'sbci r{pair + 1}, (\d+)$', lines[i + 1])
    more = -(number | int(high[1]) << 8) & 0xFFFF if high else 0
    more -= FARTHEST
    flow = Flow(lines, carries)
    reached = flow.accesses(i + 1, pair)
    source = flow.last_with(i, pair)
    if not 0 < more <= FARTHEST or FLAGS & flow.after[i + 1] or reached is None or not re.match(rf'movw r{pair}, r\d+$', lines[source]):
        return None
    found, _ = reached
    # Where it was X, Z is free from its beginning to the last access.
    last = found[-1][0] if found else i
    if pair != Z and (any({Z, Z + 1} & (flow.reads(j) | flow.writes(j) | flow.after[j]) for j in range(source, last)) or
                      {Z, Z + 1} & flow.before[source] or {Z, Z + 1} & flow.after[last]):
        return None
    out = lines[:]
    for j, access in found:
        out[j] = through(access, Z, more)
        if out[j] is None:
            return None
    out[source] = out[source].replace(f'r{pair}', f'r{Z}', 1)
    return [*out[:i], f'adiw r{Z}, {FARTHEST}', *out[i + 2:]]


def through(access, pair, more):
    """A load or a store by another pointer, which points `more` bytes lower; None if it does not reach."""
    kind, to, offset, value = access
    offset = int(offset or 0) + more
    if offset > FARTHEST:
        return None
    where = f'd {to}{NAMES[pair]}+{offset}' if offset else f' {to}{NAMES[pair]}'
    return f'{kind}{where}{value}'


class Flow:
    """What is known of a function's lines."""

    def __init__(self, lines, carries):
        self.lines, self.whole, self.at = lines, effects(lines, carries), places(lines)
        self.before, self.after = liveness(lines, self.whole)

    def reads(self, i):
        return self.whole[i].reads if self.whole[i] else set()

    def writes(self, i):
        return self.whole[i].writes if self.whole[i] else set()

    def last_with(self, i, low):
        """The last line before i that has to do with a pair."""
        pair = {low, low + 1}
        while i > 0:
            i -= 1
            if not self.whole[i] or self.whole[i].fixed or pair & (self.reads(i) | self.writes(i)):
                break
        return i

    def accesses(self, i, low):
        """The loads and stores by the pair that line i sets, until it is not needed any more, and where that is; None where more
        is done with it than to go by it."""
        pair, found = {low, low + 1}, []
        while pair & self.after[i]:
            i += 1
            effect = self.whole[i]
            if effect is None or effect.fixed or effect.op == 'rjmp' or effect.op in BRANCH and pair & self.before[self.at[effect.operands[0]]]:
                return None
            if pair & effect.reads:
                access = re.fullmatch(rf'(ld|st)d? (r\d+, )?{NAMES[low]}(?:\+(\d+))?(, r\d+)?', self.lines[i])
                if not access or re.search(rf'\br({low}|{low + 1})\b', self.lines[i]):
                    return None
                found.append((i, (access[1], access[2] or '', access[3], access[4] or '')))
            if pair & effect.writes:
                if not pair <= effect.writes:
                    return None
                break
        return found, i

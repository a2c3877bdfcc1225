"""LLVM reaches memory through X and Z alone where Y is no frame pointer, and copies its base there each time. Here the pair
that is copied most is Y, which the shared saves save anyhow.
"""
import re

from flow import BRANCH, CALLS, Unknown, effects, liveness, places

POINTERS = {'r30': 'Z', 'r26': 'X'}


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
        copy = re.match(r'movw (r30|r26), r28$', lines[i])
        new = copy and through_y(lines, i, copy[1], carries)
        if new:
            lines = new
        else:
            i += 1
    return lines


def through_y(lines, i, register, carries):
    """The lines without the copy at i; None where more is done with it than to go by it."""
    whole = effects(lines, carries)
    before, after = liveness(lines, whole)
    at, pair = places(lines), {int(register[1:]), int(register[1:]) + 1}
    out, j = lines[:], i
    while pair & after[j]:
        j += 1
        effect = whole[j]
        if effect is None or effect.fixed or effect.op == 'rjmp' or effect.op in BRANCH and pair & before[at[effect.operands[0]]]:
            return None
        if pair & effect.reads:
            access = re.fullmatch(rf'((?:ld|ldd|st|std) (?:r\d+, )?){POINTERS[register]}(\+\d+)?((?:, r\d+)?)', lines[j])
            if not access or re.search(rf'\br({"|".join(map(str, pair))})\b', lines[j]):
                return None
            out[j] = f'{access[1]}Y{access[2] or ""}{access[3]}'
        if pair & effect.writes and not pair <= effect.writes or 28 in effect.writes or 29 in effect.writes:
            return None
        if pair <= effect.writes:
            break
    return out[:i] + out[i + 1:]

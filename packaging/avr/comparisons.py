"""Comparisons and the branches behind them: what is compared stands first, without bytes that are equal anyway, and what only
one of two ways sets is set before they part.
"""
from assembly import INVERSE, is_label
from branches import FLAGLESS, all_reach, leaves
from flow import COMPARE, FLAGS, effects, liveness, places


def is_setting(effect):
    """It sets registers, and does nothing else."""
    return effect is not None and not effect.fixed and effect.op in FLAGLESS


def compared_first(lines, carries):
    """A comparison before what is set for later: what is compared may then be still where it was."""
    whole = effects(lines, carries)
    for i in range(len(lines) - 1):
        first, then = whole[i:i + 2]
        if is_setting(first) and then and not then.fixed and then.op in COMPARE and not first.writes & then.reads:
            return [*lines[:i], lines[i + 1], lines[i], *lines[i + 2:]]
    return lines


def compared_less(lines, carries):
    """A comparison without a byte that is compared with itself."""
    whole = effects(lines, carries)
    _, after = liveness(lines, whole)
    for i, effect in enumerate(whole):
        if not effect or effect.fixed or effect.op not in ('cp', 'cpc') or effect.operands[0] != effect.operands[1]:
            continue
        j = next(j for j in range(i + 1, len(lines)) if not is_setting(whole[j]))
        then = whole[j].op if whole[j] else None
        if effect.op == 'cp' and then == 'cpc':
            return [*lines[:i], *lines[i + 1:j], lines[j].replace('cpc', 'cp'), *lines[j + 1:]]
        # What is equal changes neither what is carried nor whether all is equal; it may change the sign.
        told = then == 'cpc' or then in ('breq', 'brne') and not FLAGS & after[j]
        if effect.op == 'cpc' and told and goes_on(i, whole):
            return lines[:i] + lines[i + 1:]
    return lines


def goes_on(i, whole):
    """Line i is a further byte of a comparison."""
    before = next((effect for effect in reversed(whole[:i]) if not is_setting(effect)), None)
    return before is not None and before.op in COMPARE


def chosen(lines, carries):
    """What only one of two ways sets is set before they part, where the other needs nothing of what was there: that way is a
    branch then."""
    whole = effects(lines, carries)
    before, _ = liveness(lines, whole)
    at = places(lines)
    for i, effect in enumerate(whole):
        if effect and not effect.fixed and effect.op in INVERSE:
            to = at[effect.operands[0]]
            new = chosen_behind(lines, i, to, whole, before) or chosen_at(lines, i, to, whole, before)
            if new and all_reach(new):
                return new
    return lines


def set_from(begin, whole):
    """Where the lines end that only set, and what they set."""
    end = next(j for j in range(begin, len(whole) + 1) if j == len(whole) or not is_setting(whole[j]))
    return end, set().union(*(effect.writes for effect in whole[begin:end]))


def chosen_behind(lines, i, to, whole, before):
    """`breq 1f; ldi; rjmp 2f; 1:` is `ldi; brne 2f; 1:`."""
    end, written = set_from(i + 1, whole)
    if end == i + 1 or end + 1 != to or not lines[end].startswith('rjmp ') or written & before[to]:
        return None
    return [*lines[:i], *lines[i + 1:end], f'{INVERSE[whole[i].op]} {lines[end][5:]}', *lines[to:]]


def chosen_at(lines, i, to, whole, before):
    """`breq 1f`, and elsewhere `1: ldi; rjmp 2f`, is `ldi; breq 2f`."""
    end, written = set_from(to + 1, whole)
    if end == to + 1 or end == len(lines) or to == 0 or not leaves(lines, to - 1) or written & before[i + 1]:
        return None
    if sum(lines[to][:-1] in line.split() for line in lines) > 1:
        return None
    jumps = lines[end].startswith('rjmp ')
    target = lines[end][5:] if jumps else lines[end][:-1]
    # Else no jump is spared.
    if not jumps and not (is_label(lines[end]) and lines[to - 1] == f'rjmp {target}'):
        return None
    new = [[line] for line in lines]
    new[to:end + jumps] = [[]] * (end + jumps - to)
    new[i] = [*lines[to + 1:end], f'{whole[i].op} {target}']
    return [line for some in new for line in some]

"""Branches and jumps that need not be: LLVM counts on long ones, and inverts a branch over a jump for each."""
import re
from itertools import accumulate, count, takewhile

from assembly import INVERSE, JUMPS, SKIPS, is_label, labels_at, size, without_inline

numbers = count()
FLAGLESS = {'mov', 'movw', 'ldi'}


def within_reach(to, here):
    return to is not None and -128 <= to - here - 2 <= 126


def invert_branch(lines):
    """`brne 1f; rjmp 2f; 1:` becomes `breq 2f`, or a branch to another `rjmp 2f` that is near enough; false if there
    is none left."""
    at = labels_at(lines)
    here = 0
    for i, line in enumerate(lines[:-2]):
        branch, jump, label = (x.split() for x in lines[i:i + 3])
        if branch[0] in INVERSE and jump[0] == 'rjmp' and label[0] == f'{branch[-1]}:':
            to = jump[1]
            if not within_reach(at.get(to), here):
                addresses = list(accumulate(map(size, lines), initial=0))
                hops = [j for j, other in enumerate(lines) if j != i + 1 and other == lines[i + 1] and within_reach(addresses[j], here)]
                if not hops:
                    here += size(line)
                    continue
                hop, to = hops[-1], f'.Lhop{next(numbers)}'
                lines.insert(hop, f'{to}:')
                i += hop < i
            lines[i:i + 2] = [f'{INVERSE[branch[0]]} {to}']
            return True
        here += size(line)
    return False


def drop_dead(lines):
    """Without code that nothing leads to, jumps to the next line, and labels that nothing names."""
    targets = {word for line in lines if not is_label(line) for word in re.findall(r'\.L\w+', line)}
    out, dead = [], False
    for i, line in enumerate(lines):
        if is_label(line):
            if line.startswith('.L') and line[:-1] not in targets:
                continue
            dead = False
        following = takewhile(is_label, lines[i + 1:])
        if not dead and not (line.startswith('rjmp ') and line[5:] + ':' in following):
            out.append(line)
            skipped = i > 0 and lines[i - 1].split()[0] in SKIPS
            dead = line.split()[0] in JUMPS and not skipped
    return out


def leaves(lines, i):
    """Nothing comes from line i to the next."""
    return lines[i].split()[0] in JUMPS and not (i > 0 and lines[i - 1].split()[0] in SKIPS)


def goes_on(lines, label):
    """The first instruction behind a label, as words; if the label is not in this function, nothing."""
    begin = lines.index(f'{label}:') if f'{label}:' in lines else len(lines)
    return next((line.split() for line in lines[begin:] if not is_label(line)), [''])


def sent_on(lines):
    """What goes to a jump, or to a branch that asks the same, goes where that leads. What is asked again right behind a branch
    is not asked."""
    for i, line in enumerate(without_inline(lines, ';')):
        op, *operands = line.split()
        if op != 'rjmp' and op not in INVERSE or i > 0 and lines[i - 1].split()[0] in SKIPS:
            continue
        asks = op in ('breq', 'brne')
        again = next((j for j in range(i + 1, len(lines)) if lines[j].split()[0] not in FLAGLESS), None)
        if asks and again and lines[again].split()[0] == op:
            return lines[:again] + lines[again + 1:]
        then, *to = goes_on(lines, operands[0])
        if to != operands and (then == 'rjmp' and to[0].startswith('.L') or then == op and asks):
            new = [*lines[:i], f'{op} {to[0]}', *lines[i + 1:]]
            if all_reach(new):
                return new
    return lines


def hoisted(lines):
    """What both ways of a branch begin with, before it."""
    for i, line in enumerate(lines[:-1]):
        op, *operands = line.split()
        if op not in INVERSE or lines[i + 1].split()[0] not in FLAGLESS or i > 0 and lines[i - 1].split()[0] in SKIPS:
            continue
        to = lines.index(f'{operands[0]}:')
        named = sum(operands[0] in other.split() for other in lines)
        if named == 1 and to > 0 and leaves(lines, to - 1) and lines[to + 1:to + 2] == [lines[i + 1]]:
            new = lines[:]
            del new[max(to + 1, i + 1)], new[min(to + 1, i + 1)]
            at = i if to > i else i - 1
            return new[:at] + [lines[i + 1]] + new[at:]
    return lines


def all_reach(lines):
    """Every branch comes to where it goes."""
    at, here = labels_at(lines), 0
    for line in lines:
        op, *operands = line.split()
        if op in INVERSE and not within_reach(at.get(operands[0]), here):
            return False
        here += size(line)
    return True


def straightened(lines):
    """What is reached by jumps alone stands behind one of them, which goes."""
    for i, line in enumerate(lines):
        op, *operands = line.split()
        if op != 'rjmp' or not leaves(lines, i) or f'{operands[0]}:' not in lines:
            continue
        begin = lines.index(f'{operands[0]}:')
        end = next(j for j in range(begin, len(lines)) if not is_label(lines[j]) and leaves(lines, j)) + 1
        while begin > 0 and is_label(lines[begin - 1]):
            begin -= 1
        if begin == 0 or not leaves(lines, begin - 1) or begin <= i < end or ';APP' in lines[begin:end]:
            continue
        if i < begin:
            new = lines[:i] + lines[begin:end] + lines[i + 1:begin] + lines[end:]
        else:
            new = lines[:begin] + lines[end:i] + lines[begin:end] + lines[i + 1:]
        if all_reach(new):
            return new
    return lines


def shorten_branches(lines):
    before = None
    while lines != before:
        before = lines[:]
        while invert_branch(lines):
            pass
        lines = hoisted(drop_dead(sent_on(lines)))
    return lines


def arrange_blocks(lines):
    before = None
    while lines != before:
        before = lines
        lines = straightened(shorten_branches(lines))
    return lines

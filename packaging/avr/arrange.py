"""The order of the functions in a program: with relaxation a call within 4 KB is 2 bytes shorter.

A linker keeps the order of an archive's sections. The compiler's helpers (memcpy, ...) come behind them all.
"""
import random
from collections import Counter
from itertools import accumulate

from outline import relaxed

REACH, MOVES = 4000, 12000


class Program:
    """The functions of one program, as numbers in the list of all, and which of them call which."""

    def __init__(self, functions, level):
        self.inside = {i for i, function in enumerate(functions) if level in function.levels}
        self.sizes = {i: sum(map(relaxed, functions[i].lines)) for i in self.inside}
        number = {name: i for i in self.inside for name in functions[i].names}
        self.calls = []
        for i in self.inside:
            for line in functions[i].lines:
                words = line.split()
                if words[0] in ('call', 'jmp', 'rcall', 'rjmp') and not words[1].startswith('.L'):
                    self.calls.append((i, number.get(words[1], -1)))

    def cost(self, order):
        """How much is too far from each other."""
        mine = [i for i in order if i in self.sizes]
        ends = list(accumulate((self.sizes[i] for i in mine), initial=0))
        at = dict(zip([*mine, -1], ends))
        return sum([min(far, 2000) + 1000 for a, b in self.calls if (far := abs(at[a] - at[b]) - REACH) > 0])


def arrange(functions, levels):
    """As they reach each other best, in the program of the first level above all: an improving search. Those that are in
    none first and last."""
    inner = [function for function in functions if function.levels & {*levels}]
    outer = [function for function in functions if not function.levels & {*levels} and not function.has_assembly]
    # Assembly shares assembly by short calls, so it stays beside that.
    beside = [function for function in functions if not function.levels & {*levels} and function.has_assembly]
    first, *others = (Program(inner, level) for level in levels)
    # What is part of the first is no farther apart than there.
    others = [program for program in others if not program.inside <= first.inside]
    # In the middle what calls and is called most for its size.
    ends = Counter(end for program in (first, *others) for call in program.calls for end in call)
    order = sorted(range(len(inner)), key=lambda i: (i in first.inside, ends[i] / sum(map(relaxed, inner[i].lines)), i))
    order = order[::2] + order[1::2][::-1]
    chance = random.Random(1)
    best = first.cost(order), sum(program.cost(order) for program in others)
    for _ in range(MOVES):
        changed = order[:]
        moved = changed.pop(chance.randrange(len(order)))
        changed.insert(chance.randrange(len(order)), moved)
        now = first.cost(changed)
        if now <= best[0]:
            now = now, sum(program.cost(changed) for program in others)
            if now <= best:
                order, best = changed, now
    inner = [inner[i] for i in order]
    called = {word for function in beside for line in function.lines for word in line.split()}
    at = next((i for i, function in enumerate(inner) if function.has_assembly and called & {*function.names}), 0)
    half = len(outer) // 2
    return outer[:half] + inner[:at] + beside + inner[at:] + outer[half:]

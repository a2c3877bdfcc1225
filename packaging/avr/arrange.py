"""The order of the functions in a program: with relaxation a call within 4 KB is 2 bytes shorter.

A linker keeps the order of an archive's sections. The compiler's helpers (memcpy, ...) come behind them all.
"""
import random
import re
from itertools import accumulate

from outline import relaxed

REACH, MOVES = 4000, 20000


def arrange(functions, level):
    """Those outside `level` first and last, those in it as they reach each other best: an improving search."""
    inner = [function for function in functions if level in function.levels]
    outer = [function for function in functions if level not in function.levels and not function.hand_written]
    # They share code by short calls, so they stay beside what they call.
    beside = [function for function in functions if level not in function.levels and function.hand_written]
    number = {name: i for i, function in enumerate(inner) for name in function.names}
    sizes = [sum(map(relaxed, function.lines)) for function in inner]
    calls = []
    for i, function in enumerate(inner):
        for line in function.lines:
            words = line.split()
            if words[0] in ('call', 'jmp', 'rcall', 'rjmp') and not words[1].startswith('.L'):
                calls.append((i, number.get(words[1], len(inner))))

    def cost(order):
        at = [0] * (len(order) + 1)
        for i, address in zip(order, accumulate((sizes[i] for i in order), initial=0)):
            at[i] = address
        at[-1] = sum(sizes)
        return sum(min(far, 2000) + 1000 for a, b in calls if (far := abs(at[a] - at[b]) - REACH) > 0)

    chance = random.Random(1)
    order = sorted(range(len(inner)), key=lambda i: (inner[i].name.startswith('shrink'), i))
    order = order[::2] + order[1::2][::-1]
    best = cost(order)
    for _ in range(MOVES):
        changed = order[:]
        moved = changed.pop(chance.randrange(len(order)))
        changed.insert(chance.randrange(len(order)), moved)
        now = cost(changed)
        if now <= best:
            order, best = changed, now
    inner = [inner[i] for i in order]
    called = {word for function in beside for line in function.lines for word in line.split()}
    at = next((i for i, function in enumerate(inner) if called & {*function.names}), 0)
    half = len(outer) // 2
    return outer[:half] + inner[:at] + beside + inner[at:] + outer[half:]

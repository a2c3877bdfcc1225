"""Instructions that stand in several places, once: as a function that calls none, or as an end that is jumped to.

A called piece takes 2 or 3 bytes of stack, of a function that is in no other call at the time.
"""
import re
from collections import defaultdict

from assembly import INVERSE, JUMPS, SKIPS, is_label, shared, size, without_inline

LONGEST, LEAST = 60, 4  # lines of a piece; bytes it must save


class Piece:
    """Lines that may stand once for all places. How they are reached decides what it costs, linked with relaxation:
    an end is jumped to; one that ends in a call leaves by a jump; else it is called and returns."""

    def __init__(self, lines, arch):
        op = lines[-1].split()[0]
        self.lines, self.end = list(lines), op in JUMPS
        if op in ('call', 'rcall'):
            self.lines[-1] = f'{arch.jump} {lines[-1].split()[1]}'
        elif not self.end:
            self.lines.append('ret')
        self.reach = arch.jump if self.end else arch.call
        self.length = sum(map(relaxed, self.lines))
        self.saves = sum(map(relaxed, lines)) - 2

    def gain(self, uses):
        return uses * self.saves - self.length if uses else 0

    def choose(self, places, functions):
        """The gain, and the places where it pays: programs of each level are to be smaller, not only the largest."""
        for level in sorted(set().union(*(functions[f].levels for f, _, _ in places))):
            uses = sum(level in functions[f].levels for f, _, _ in places)
            if uses and self.gain(uses) < 0:
                places = [place for place in places if level not in functions[place[0]].levels]
        return self.gain(len(places)), places


def relaxed(line):
    return 2 if line.split()[0] in ('call', 'jmp') else size(line)


def windows(functions):
    """All that may stand elsewhere: lines -> where they are, (function, begin, end)."""
    found = defaultdict(list)
    for f, function in enumerate(functions):
        lines, kinds = function.lines, list(map(kind, without_inline(function.lines, ';')))
        for end in range(1, len(lines) + 1):
            last = kinds[end - 1]
            if last == 'no' or end > 1 and kinds[end - 2] == 'skip':
                continue
            inner = ('plain', 'call') if last == 'leave' else ('plain',)
            begin = end - 1
            while begin > 0 and kinds[begin - 1] in inner and end - begin < LONGEST:
                begin -= 1
                if begin == 0 or kinds[begin - 1] != 'skip':
                    found[tuple(lines[begin:end])].append((f, begin, end))
    return {lines: places for lines, places in found.items() if len(places) > 1}


def kind(line):
    """plain; leave: ends the function; call: may end a piece, and be inside one that is jumped to, which takes no stack;
    skip: goes with what follows; no: in none."""
    op, *operands = line.split()
    if op == 'ret' or op in ('jmp', 'rjmp') and not operands[0].startswith('.L'):
        return 'leave'
    if op in ('call', 'rcall') and not operands[0].startswith('shrink_save'):
        return 'call'
    if op in SKIPS:
        return 'skip'
    stack = op in ('push', 'pop', 'icall', 'eicall', 'call', 'rcall') or op in ('in', 'out') and re.search(r'\b6[12]\b', line)
    return 'no' if stack or op in JUMPS or op in INVERSE or is_label(line) or line.startswith(';') else 'plain'


def outline(functions, arch):
    made = []
    while True:
        ranked = []
        for lines, places in windows(functions).items():
            piece = Piece(lines, arch)
            gain, places = piece.choose(places, functions)
            if gain >= LEAST:
                ranked.append((gain, lines, piece, places))
        ranked.sort(key=lambda x: (-x[0], x[1]))
        taken, edits = [set() for _ in functions], defaultdict(list)
        for gain, _, piece, places in ranked:
            free, last = [], {}
            for f, begin, end in places:
                if begin >= last.get(f, 0) and taken[f].isdisjoint(range(begin, end)):
                    free.append((f, begin, end))
                    last[f] = end
            # One that is worth much less than it seemed waits for the next round.
            now, free = piece.choose(free, functions)
            if now < max(LEAST, gain // 2):
                continue
            name = f'shrink_piece_{len(made)}'
            made.append(shared(name, piece.lines))
            for f, begin, end in free:
                taken[f].update(range(begin, end))
                edits[f].append((begin, end, f'{piece.reach} {name}'))
        if not edits:
            return made
        for f, changes in edits.items():
            for begin, end, line in sorted(changes, reverse=True):
                functions[f].lines[begin:end] = [line]

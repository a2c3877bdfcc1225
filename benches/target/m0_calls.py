"""Cycles and stack of every call of a watched function, from QEMU's trace of a Cortex-M0 program.

Usage: qemu-system-arm ... -singlestep -d exec,nochain -D /dev/stdout | m0_calls.py <program> <beginning of the names>...
Prints a line for every call that is not made by another, from its first instruction to the one after its return:
    <function> <cycles> <bytes of stack> <instructions>
The product's callbacks, functions named port_..., are left out. Cycles are those of tests/chip_step/m0_cycles.py, for
zero wait states; the stack is counted from the instructions that move its pointer.
"""
import os
import re
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "../../tests/chip_step"))
from m0_cycles import cycles, listing

CALLS = {"bl": 4, "blx": 2}


def pushed(mnemonic, operands):
    """By how much an instruction lowers the stack pointer."""
    name = mnemonic.removesuffix(".n")
    registers = sum(int(last or first) - int(first) + 1 for first, last in
                    re.findall(r"(?<![a-z])r(\d+)(?:-r(\d+))?", operands)) + len(re.findall("lr|pc", operands))
    if name in ("push", "pop"):
        return 4 * registers if name == "push" else -4 * registers
    step = re.match(r"(?:sp, )?sp, #(\d+)$", operands)
    if name in ("add", "sub", "adds", "subs") and step:
        return int(step[1]) if name.startswith("sub") else -int(step[1])
    if operands.startswith("sp") and name != "cmp":
        raise SystemExit(f"no stack known for {mnemonic} {operands}")
    return 0


class Watch:
    """Follows a trace, an instruction at a time."""

    def __init__(self, program, beginnings):
        self.code = listing(program)
        self.names = {}
        for address in sorted(self.code):
            self.names.setdefault(self.code[address][2], address)
        begins = {at: name for name, at in self.names.items()}
        self.watched = {at: name for at, name in begins.items() if name.startswith(tuple(beginnings))}
        self.callbacks = {at for at, name in begins.items() if name.startswith("port_")}
        self.steps = {}

    def step(self, at, following):
        """(cycles, stack taken) of the instruction at `at` when `following` comes next."""
        mnemonic, operands, _ = self.code[at]
        return cycles(mnemonic, operands, following != at + 2), pushed(mnemonic, operands)

    def run(self, counters):
        """Yields (function, cycles, stack, instructions) of each call."""
        inside = callback_after = None
        last = next(counters)
        for at in counters:
            if inside:
                if callback_after is None:
                    try:
                        cost, taken = self.steps[last, at]
                    except KeyError:
                        cost, taken = self.steps[last, at] = self.step(last, at)
                    total += cost
                    count += 1
                    if taken:
                        depth += taken
                        deepest = max(deepest, depth)
                    if at in self.callbacks:
                        # A callback that was jumped to returns to the caller of the function.
                        callback_after = self.way_back(last, after)
                elif at == callback_after:
                    callback_after = None
                if at == after and callback_after is None:
                    assert depth == 0, inside
                    yield inside, total, deepest, count
                    inside = None
            if not inside and at in self.watched:
                inside, after = self.watched[at], self.way_back(last, None)
                total = depth = deepest = count = 0
            last = at

    def way_back(self, caller, otherwise):
        size = CALLS.get(self.code[caller][0])
        return otherwise if size is None else caller + size


def counters(trace):
    """The program counters of a trace."""
    for line in trace:
        yield int(line.split("/", 2)[1], 16)


def main():
    program, *beginnings = sys.argv[1:]
    for call in Watch(program, beginnings).run(counters(line for line in sys.stdin if line.startswith("Trace"))):
        print(*call)


if __name__ == "__main__":
    main()

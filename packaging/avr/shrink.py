#!/usr/bin/env python3
"""Makes the compiler's AVR assembly smaller: shrink.py <architecture> <levels> <signatures> <signatures made> [passes] <in.s >out.s

A line of the file <levels> names the functions that a program calls; each program is to become smaller, and in the
first one above all calls are to be short. A function of none of them is left as it is. <signatures> is the table of signatures.py; <signatures made>
will be that of what is made.

LLVM saves registers and makes frames in line, keeps values twice, branches over jumps and finds no repeated code;
a file here is for each of that. Every function stays in a section of its own and so does what is shared, for
--gc-sections. Assembly within a function stays as it is. Knows instructions, not what they do; check.py compares the result.
"""
import re
import sys

import arrange
import assembly
import branches
import flow
import outline
import passing
import pointers
import registers
import saves


def mark_levels(functions, levels):
    """Which programs a function is in: in the i-th if i is in its `levels`."""
    by_name = {name: function for function in functions for name in function.names}
    for function in functions:
        function.levels.clear()
    for i, roots in enumerate(levels):
        work = roots.split()
        while work:
            function = by_name.get(work.pop())
            if function and i not in function.levels:
                function.levels.add(i)
                work += [word for line in function.lines for word in re.findall(r'\w+', line)]


def main():
    arch = assembly.Arch(sys.argv[1])
    branching, tidying, handing, saving, outlining, arranging = (i < int((sys.argv + ['6'])[5]) for i in range(6))
    before, functions, after = assembly.read(sys.stdin.read())
    with open(sys.argv[2]) as file:
        levels = list(file)
    mark_levels(functions, levels)
    with open(sys.argv[3]) as rows:
        signatures = flow.Signatures(rows)
    own = [function for function in functions if function.levels]

    def each(change, wanted):
        for function in own:
            function.lines = change(function) if wanted else function.lines

    for change in registers.tidy, pointers.from_nearer, registers.tidy:
        each(lambda function: change(function.lines, signatures.of(function.name)), tidying)
    if handing:
        signatures = passing.pass_in_registers(functions, signatures, arch)
    with open(sys.argv[4], 'w') as rows:
        rows.writelines(signatures.table())
    made = saves.share_saves(own, arch, signatures) if saving else []
    each(lambda function: branches.arrange_blocks(function.lines), branching)
    made += outline.outline(own, arch) if outlining else []
    each(lambda function: branches.arrange_blocks(function.lines), branching)
    functions += made
    mark_levels(functions, levels)
    if arranging:
        # The last program is every function, which is no product.
        functions = arrange.arrange(functions, range(len(levels) - 1))
    print(before + '\n'.join(function.text() for function in functions) + after, end='')


main()

"""Instructions of every call of a watched function, from QEMU's trace of a program of any core.

Usage: <emulator> ... -singlestep -d exec,nochain -D /dev/stdout | instructions.py <nm> <program> <beginning of the names>...
Prints `<function> <instructions> 0` for every call that is not made by another. Knows no instruction.
"""
import subprocess
import sys

from m0_calls import counters


def main():
    nm, program, *beginnings = sys.argv[1:]
    listed = subprocess.run([nm, program], check=True, capture_output=True, text=True).stdout
    symbols = [line.split() for line in listed.splitlines()]
    watched = {int(at, 16) & ~1: name for at, kind, name in symbols if kind in "Tt" and name.startswith(tuple(beginnings))}
    inside, last = None, 0
    for at in counters(line for line in sys.stdin if line.startswith("Trace")):
        if inside:
            if at in after:
                print(inside, count, 0)
                inside = None
            else:
                count += 1
        if not inside and at in watched:
            # A call takes 2 or 4 bytes on every core.
            inside, after, count = watched[at], (last + 2, last + 4), 1
        last = at


main()

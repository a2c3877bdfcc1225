"""Which source file the flash of a linked program goes to, as rows of a table.

Usage: <nm> -S <program> | rooms.py <bytes in all>            (from the project's root; the rest are the compiler's helpers)
Knows how Rust mangles a path (v0), not what the program is for.
"""
import collections
import os
import re
import sys


def room(symbol):
    if symbol.startswith("opaygo_step"):
        return "src/token/step"
    if symbol.startswith("opaygo_"):
        return "src/ffi"
    path, rest = "src", symbol.partition("6opaygo")[2]
    while match := re.match(r"(\d+)", rest):
        name, rest = rest[match.end():][:int(match[1])], rest[match.end() + int(match[1]):]
        if os.path.isdir(os.path.join(path, name)):
            path = os.path.join(path, name)
            continue
        file = os.path.join(path, name + ".rs")
        return file if os.path.exists(file) else path
    return path if path != "src" else None


sizes = collections.Counter()
for line in sys.stdin:
    address, size, kind, symbol = (line.split() + [""] * 4)[:4]
    if kind in ("t", "T") and room(symbol):
        sizes[room(symbol)] += int(size, 16)
sizes["the compiler's helpers"] = int(sys.argv[1]) - sizes.total()
for name, size in sorted(sizes.items(), key=lambda item: (-item[1], item[0])):
    print(f"| `{name}` | {size} |" if name.startswith("src") else f"| {name} | {size} |")

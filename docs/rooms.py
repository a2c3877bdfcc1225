#!/usr/bin/env python3
"""Draws docs/rooms.svg, who uses whom between the rooms of src/ and inside each, and docs/enter.svg, the walk of
opaygo_enter. Usage: docs/rooms.py [check]

An arrow is a path (`crate::…`, `super::…`) or the call of a method that another file of the room adds to a shared type. Fails on an arrow
back or a circle, and where the walk's functions do not call each other as drawn. Knows names, not what they do.
"""
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src"
RANKS = [["ffi"], ["product", "check"], ["unit"], ["token", "storage"], ["status, report, config"]]
LAST = RANKS[-1][0]
ROOMS = [room for rank in RANKS for room in rank]


def code(path):
    """What the compiler reads of a file, without comments and tests."""
    text = path.read_text().split("#[cfg(test)]\nmod tests")[0]
    return re.sub(r"//[^\n]*", "", text)


def files(room):
    """The files of a room by name; a folder is one; mod.rs says what there is and is none."""
    if room == LAST:
        return {name: code(SRC / f"{name}.rs") for name in LAST.split(", ")}
    found = {}
    for path in sorted((SRC / room).rglob("*.rs")):
        name = path.relative_to(SRC / room).parts[0].removesuffix(".rs")
        if name != "mod":
            found[name] = found.get(name, "") + code(path)
    return found


def room_of(name):
    return LAST if name in LAST.split(", ") else name


def named(text, start):
    """The names behind `start::`, in braces or not."""
    for names in re.findall(start + r"::(\w+|\{[^}]*\})", text):
        yield from re.findall(r"(?:^|[{,]\s*)(\w+)", names)


def between():
    """The arrows between rooms."""
    arrows = set()
    for room in ROOMS:
        for text in files(room).values():
            arrows |= {(room, room_of(name)) for name in named(text, r"\bcrate")}
    return {(one, other) for one, other in arrows if one != other and other in ROOMS}


def inside(room):
    """The arrows between the files of a room."""
    there = files(room)
    # The methods of a type that several files add to, as a unit's `Device` and the `Store`, are called without a path.
    own = {}
    for name, text in there.items():
        for kind, block in re.findall(r"\nimpl(?:<[^>\n]*>)? (\w+)(?:<[^>\n]*>)? \{(.*?)\n\}", text, re.S):
            own.setdefault(kind, []).append((name, block))
    methods = {}
    for blocks in own.values():
        if len({name for name, _ in blocks}) > 1:
            for name, block in blocks:
                for method in re.findall(r"\bfn (\w+)(?:<[^>]*>)?\(\s*&", block):
                    methods.setdefault(method, set()).add(name)
    # Not a name that two files have: it may be any's.
    for method in list(methods):
        if sum(bool(re.search(rf"\bfn {method}\b", text)) for text in there.values()) > 1:
            del methods[method]
    arrows = set()
    for name, text in there.items():
        used = set(named(text, r"\bsuper")) | (set(named(text, r"\bcrate")) if room == LAST else set())
        called = set(re.findall(r"\.(\w+)\(", text))
        used |= {other for method in called & set(methods) for other in methods[method]}
        arrows |= {(name, other) for other in used if other in there and other != name}
    return arrows


def back(arrows):
    """Arrows between rooms that do not lead down."""
    rank = {room: at for at, rooms in enumerate(RANKS) for room in rooms}
    return [f"{one} -> {other}" for one, other in sorted(arrows) if rank[one] >= rank[other]]


def circle(nodes, arrows):
    """The files that go round in one, and those between two."""
    left = set(nodes)
    while True:
        within = {(one, other) for one, other in arrows if one in left and other in left}
        free = left - ({one for one, _ in within} & {other for _, other in within})
        if not free:
            return sorted(left)
        left -= free


def reached(node, arrows, but=None):
    seen, todo = set(), [node]
    while todo:
        at = todo.pop()
        for one, other in arrows:
            if one == at and (one, other) != but and other not in seen:
                seen.add(other)
                todo.append(other)
    return seen


def fewest(arrows):
    """Without those that follow from others."""
    return {arrow for arrow in arrows if arrow[1] not in reached(arrow[0], arrows, arrow)}


# --- The picture -----------------------------------------------------------------------------------------------------

WIDTH, BOX_HEIGHT, ROW, MARGIN = 980, 26, 62, 24


def text(x, y, words, size=12, weight="normal", colour="#1b1b1b", anchor="start"):
    words = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" font-weight="{weight}" fill="{colour}" '
        f'text-anchor="{anchor}">{words}</text>'
    )


def page(height, parts):
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
            'font-family="DejaVu Sans, Arial, sans-serif">',
            '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
            '<path d="M0 0 L8 4 L0 8 z" fill="#555"/></marker></defs>',
            f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
            *parts,
            "</svg>",
        ]
    ) + "\n"


def wide(node):
    return 10 if isinstance(node, tuple) else 8 * len(node) + 24


def rows(nodes, arrows):
    """The nodes in rows, each below all that use it, and the arrows cut at the rows they cross."""
    depth = dict.fromkeys(nodes, 0)
    for _ in nodes:
        for one, other in arrows:
            depth[other] = max(depth[other], depth[one] + 1)
    for node in nodes:
        # A file that nobody in the room uses stands right above what it uses.
        below = [depth[other] for one, other in arrows if one == node]
        if below and not any(other == node for _, other in arrows):
            depth[node] = min(below) - 1
    table = [[] for _ in range(max(depth.values()) + 1)]
    for node in sorted(nodes):
        table[depth[node]].append(node)
    short = []
    for one, other in sorted(arrows):
        at = one
        for level in range(depth[one] + 1, depth[other]):
            table[level].append((one, other, level))
            short.append((at, (one, other, level)))
            at = (one, other, level)
        short.append((at, other))
    for turn in range(24):
        down = turn % 2 == 0
        for level in range(1, len(table)) if down else range(len(table) - 2, -1, -1):
            beside = table[level - 1 if down else level + 1]
            place = {node: (at + 0.5) / len(beside) for at, node in enumerate(beside)}

            def middle(node):
                at = [place[b if a == node else a] for a, b in short if node in (a, b) and (b if a == node else a) in place]
                return sum(at) / len(at) if at else 0.5

            table[level].sort(key=middle)
    return table, short


def graph(nodes, arrows, left, top, width):
    table, short = rows(nodes, arrows)
    at = {}
    for level, row in enumerate(table):
        gap = min(46, (width - sum(map(wide, row))) / (len(row) + 1))
        x = left + (width - sum(map(wide, row)) - gap * (len(row) - 1)) / 2
        for node in row:
            at[node] = (x + wide(node) / 2, top + level * ROW)
            x += wide(node) + gap
    out = []
    for one, other in short:
        (x1, y1), (x2, y2) = at[one], at[other]
        if not isinstance(one, tuple):
            y1 += BOX_HEIGHT
        end = "" if isinstance(other, tuple) else ' marker-end="url(#to)"'
        y2 -= 0 if isinstance(other, tuple) else 1
        bend = (y2 - y1) / 2
        out.append(
            f'<path d="M{x1:.0f} {y1:.0f} C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2:.0f}" '
            f'fill="none" stroke="#777" stroke-width="1.2"{end}/>'
        )
        if isinstance(other, tuple):
            at[other] = (x2, y2)
    for node, (x, y) in at.items():
        if not isinstance(node, tuple):
            out.append(
                f'<rect x="{x - wide(node) / 2:.0f}" y="{y:.0f}" width="{wide(node)}" height="{BOX_HEIGHT}" rx="5" '
                'fill="#f3f4f6" stroke="#7a7f87"/>'
            )
            out.append(text(x, y + 17, node, anchor="middle"))
    return out, len(table) * ROW - ROW + BOX_HEIGHT


def rooms_picture(arrows, rooms):
    out, y = [], MARGIN
    for title, nodes, edges in [("the rooms of src/", ROOMS, arrows)] + [
        (f"{room}/" if room != LAST else room, *rooms[room]) for room in ("unit", "storage", "token", "ffi", "product", "check")
    ]:
        parts, height = graph(nodes, fewest(edges), MARGIN, y + 40, WIDTH - 2 * MARGIN)
        out.append(
            f'<rect x="{MARGIN / 2:.0f}" y="{y}" width="{WIDTH - MARGIN}" height="{height + 60}" rx="8" fill="none" stroke="#c8ccd2"/>'
        )
        out.append(text(MARGIN, y + 22, title, 15, "bold"))
        out += parts
        y += height + 60 + 16
    out.append(text(MARGIN, y + 6, "An arrow: uses. Those that follow from others are left out.", 12, colour="#444"))
    return page(y + 24, out)


# --- The walk of opaygo_enter ----------------------------------------------------------------------------------------

# As it was in 0.1.0: (depth, file, function, what it leaves or takes where no signature says so).
BEFORE = [
    (0, "ffi/device.rs", "opaygo_enter", "a length in Given.number, cut to 32 bits"),
    (1, "ffi/device.rs", "run", "makes a &mut of the caller's const port"),
    (2, "device/call.rs", "call", "sets pending to NOTHING"),
    (3, "device/entry.rs", "do_enter", "the operation, through a function pointer"),
    (4, "device/entry.rs", "free", ""),
    (5, "device/clock.rs", "settle", "may leave dirty set, for another call to store"),
    (4, "token.rs", "Walk::begin", ""),
    (4, "device/entry.rs", "attempt", "leaves DO in pending"),
    (5, "ffi/device.rs", "test_code", "through C; its number is taken for an enum"),
    (3, "device/call.rs", "finish", "reads pending"),
    (4, "device/call.rs", "conclude", "reads pending"),
    (5, "device/entry.rs", "perform", "may leave TWICE in pending"),
    (5, "device/journal.rs", "commit", "called again if pending is TWICE by now"),
    (6, "device/port.rs", "store", ""),
    (7, "ffi/device.rs", "write", "the product's callback"),
    (2, "device/mod.rs", "report", ""),
]

# As it is: (depth, file, function, what it returns). Each is called by one that it stands under: `run` calls do_enter for
# opaygo_enter, which hands it over.
AFTER = [
    (0, "ffi/device.rs", "opaygo_enter", "the length is looked at before anything else"),
    (1, "ffi/device.rs", "run", "reads the clocks; the port stays const"),
    (2, "unit/call.rs", "begin", ""),
    (3, "unit/time.rs", "read_clock", "the time that is believed passes"),
    (2, "unit/entry.rs", "do_enter", "returns Judged: the answer, and what is left to do"),
    (3, "unit/entry.rs", "is_free", "returns whether a token can be entered now"),
    (3, "unit/time.rs", "begin_time", ""),
    (3, "token/walk.rs", "begin", "returns the walk"),
    (3, "unit/entry.rs", "admit", "returns Judged: Decoding, to be applied"),
    (4, "ffi/port.rs", "test_code", "returns an Answer: a number that is compared"),
    (2, "unit/call.rs", "conclude", "takes Judged, returns the status"),
    (3, "unit/call.rs", "store", ""),
    (4, "unit/entry.rs", "perform", "returns Judged: charged, to be stored"),
    (4, "unit/time.rs", "save", ""),
    (5, "storage/journal.rs", "save", "returns Ok or Storage"),
    (6, "storage/block.rs", "put", "returns whether the bytes are there"),
    (7, "ffi/port.rs", "write", "the product's callback"),
    (2, "unit/device.rs", "report", ""),
]


def body(path, function):
    """A function as it stands in its file, or nothing."""
    found = re.search(rf"\bfn {function}\b.*?\n(\s*)\}}\n", code(SRC / path), re.S)
    if not found:
        return ""
    text = code(SRC / path)[found.start():]
    indent = re.search(rf"([ ]*)(?:pub(?:\(\w+\))? )?(?:unsafe )?(?:extern \"C\" )?fn {function}\b", code(SRC / path)).group(1)
    end = text.find(f"\n{indent}}}\n")
    return text[: end if end >= 0 else len(text)]


def walk_faults():
    above, faults = {}, []
    for depth, path, function, _ in AFTER:
        if not body(path, function):
            faults.append(f"{path} has no {function}")
        elif depth and not any(re.search(rf"(?<!fn )\b{function}\(", above[up][1]) for up in range(depth)):
            faults.append(f"{above[depth - 1][0]} does not call {function}")
        above[depth] = (function, body(path, function))
    return faults


def walk_picture():
    out = []
    for column, (title, steps) in enumerate([("0.1.0", BEFORE), ("now", AFTER)]):
        left = MARGIN + column * (WIDTH / 2)
        out.append(text(left, 28, f"opaygo_enter, {title}", 15, "bold"))
        last = {}
        for at, (depth, path, function, words) in enumerate(steps):
            x, y = left + depth * 17, 58 + at * 44
            hidden = column == 0 and words and "callback" not in words
            fill, edge = ("#fdecea", "#b3453a") if hidden else ("#f3f4f6", "#7a7f87")
            if depth:
                up_x, up_y = last[depth - 1]
                out.append(
                    f'<path d="M{up_x + 8:.0f} {up_y + 34:.0f} V{y + 17:.0f} H{x - 2:.0f}" fill="none" stroke="#777" '
                    'stroke-width="1.2" marker-end="url(#to)"/>'
                )
            last[depth] = (x, y)
            out.append(
                f'<rect x="{x:.0f}" y="{y:.0f}" width="{WIDTH / 2 - MARGIN - 24 - depth * 17:.0f}" height="34" rx="5" '
                f'fill="{fill}" stroke="{edge}"/>'
            )
            out.append(text(x + 8, y + 14, function, 12, "bold"))
            out.append(text(x + 16 + 8 * len(function), y + 14, path, 11, colour="#666"))
            out.append(text(x + 8, y + 28, words, 11, colour="#444"))
    height = 58 + max(len(BEFORE), len(AFTER)) * 44 + 30
    out.append(text(MARGIN, height - 14, "red: what no signature told", 12, colour="#b3453a"))
    return page(height, out)


def main(check):
    arrows = between()
    rooms = {room: (sorted(files(room)), inside(room)) for room in ROOMS}
    faults = [f"an arrow back between rooms: {arrow}" for arrow in back(arrows)]
    for room, (nodes, edges) in rooms.items():
        if round_ := circle(nodes, edges):
            uses = ", ".join(f"{a} -> {b}" for a, b in sorted(edges) if a in round_ and b in round_)
            faults.append(f"a circle in {room}: {uses}")
    faults += walk_faults()
    if faults:
        sys.exit("\n".join(faults))
    for name, picture in (("rooms.svg", rooms_picture(arrows, rooms)), ("enter.svg", walk_picture())):
        out = ROOT / "docs" / name
        if not check:
            out.write_text(picture)
        elif not out.exists() or out.read_text() != picture:
            sys.exit(f"docs/{name} is stale: run docs/rooms.py")


if __name__ == "__main__":
    main(sys.argv[1:] == ["check"])

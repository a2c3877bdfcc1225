#!/usr/bin/env python3
"""Draws docs/flow.svg: what happens to an entry, and what is stored when. Usage: docs/flow.py [check]

Knows the steps in words only; src/unit/entry.rs is where they are done.
"""
import sys
from pathlib import Path

OUT = Path(__file__).with_name("flow.svg")
WIDTH, BOX, HEIGHT, GAP, TOP = 860, 300, 46, 26, 30
LEFT, RIGHT = 40, 470

# The way down: (title, text, what leaves the way to the right, whether storage is written)
STEPS = [
    ("key pressed", "opaygo_keypad_push, from the interrupt", None, False),
    ("text complete", "9 digits, or 15 from 1 to 4", ("MALFORMED", "another length or digit; not charged"), False),
    ("waiting period over?", "report.wait is 0", ("LOCKED", "nothing is looked at; not charged"), False),
    ("test code?", "compared before the token logic", ("TEST_CODE", "output on for 30 s, 5 times an hour"), False),
    ("attempt charged", "the wrong try and its wait are stored", None, True),
    ("chain walked", "opaygo_poll, at most max_hashes a call", ("INVALID", "the charge stays: wait, doubling"), False),
    ("may be taken?", "the window's rules for its count", ("ALREADY_USED", "the charge is given back, stored"), False),
    ("committed", "count, used Adds and credit in one record", None, True),
    ("committed again", "no single damaged record brings the token back", None, True),
    ("answered", "the output follows report.active", None, False),
]


def text(x, y, words, size=13, weight="normal", colour="#1b1b1b"):
    words = words.replace("&", "&amp;").replace("<", "&lt;")
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="{weight}" fill="{colour}">{words}</text>'


def box(x, y, title, words, fill, edge):
    return [
        f'<rect x="{x}" y="{y}" width="{BOX + 30}" height="{HEIGHT}" rx="6" fill="{fill}" stroke="{edge}"/>',
        text(x + 12, y + 19, title, 14, "bold"),
        text(x + 12, y + 36, words, 12, colour="#444"),
    ]


def draw():
    height = TOP + len(STEPS) * (HEIGHT + GAP) + 30
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" '
        'font-family="DejaVu Sans, Arial, sans-serif">',
        '<defs><marker id="to" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto">'
        '<path d="M0 0 L8 4 L0 8 z" fill="#555"/></marker></defs>',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
    ]
    for index, (title, words, leaves, stored) in enumerate(STEPS):
        y = TOP + index * (HEIGHT + GAP)
        fill, edge = ("#e4efe0", "#4c7a3f") if stored else ("#f3f4f6", "#7a7f87")
        out += box(LEFT, y, title, words, fill, edge)
        middle = LEFT + (BOX + 30) // 2
        if index + 1 < len(STEPS):
            out.append(
                f'<line x1="{middle}" y1="{y + HEIGHT}" x2="{middle}" y2="{y + HEIGHT + GAP - 2}" '
                'stroke="#555" stroke-width="1.5" marker-end="url(#to)"/>'
            )
        if leaves:
            fill, edge = ("#fdecea", "#b3453a") if leaves[0] == "INVALID" else ("#fff7e0", "#b08a1e")
            out.append(
                f'<line x1="{LEFT + BOX + 30}" y1="{y + HEIGHT // 2}" x2="{RIGHT - 2}" y2="{y + HEIGHT // 2}" '
                'stroke="#555" stroke-width="1.5" marker-end="url(#to)"/>'
            )
            out += box(RIGHT, y, leaves[0], leaves[1], fill, edge)
    out.append(text(LEFT, height - 14, "green: storage is written before the next step", 12, colour="#4c7a3f"))
    out.append("</svg>")
    return "\n".join(out) + "\n"


if __name__ == "__main__":
    if sys.argv[1:] == ["check"]:
        sys.exit(0 if OUT.read_text() == draw() else "docs/flow.svg is stale: run docs/flow.py")
    OUT.write_text(draw())

"""The line protocol of batch.rs, from Python. Knows no other implementation."""

import os
import subprocess

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def program():
    target = os.environ.get("CARGO_TARGET_DIR", os.path.join(ROOT, "target"))
    return os.path.join(ROOT, target, "debug", "examples", "interop")


def answers(lines):
    """The answers to all lines, in one run."""
    text = "".join(line + "\n" for line in lines)
    run = subprocess.run([program()], input=text, stdout=subprocess.PIPE, text=True, check=True)
    return run.stdout.splitlines()


def generate_line(digits, restricted, start, key, count, value):
    return f"generate {digits} {int(restricted)} {start} {key} {count} {value}"


def decode_line(restricted, start, key, last, text):
    return f"decode {int(restricted)} {start} {key} {last}|{text}"


def generate(*arguments):
    return answers([generate_line(*arguments)])[0]


def life(start, key, count, entries, restricted=False):
    """What a unit provisioned at a count answers to texts in a row: (kind, value, count, last count) each."""
    lines = [f"unit {start} {key} {count}"] + [f"enter {int(restricted)}|{text}" for text in entries]
    return [parse(answer) for answer in answers(lines)[1:]]


def parse(answer):
    kind, *numbers = answer.split()
    return (kind, *map(int, numbers))

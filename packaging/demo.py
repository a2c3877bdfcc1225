"""The table of `make demo`, from what the boards said. Usage: demo.py <scenario> <directory of packaging/demo.sh>

A row begins in the scenario at `// <step> | <what is typed> | <what the page says>` and ends at its status line. Ends with
1 when a board failed, or when two boards say different things: that stands first, with the command that replays it.
Knows no rule of the product: what must hold is the scenario's to expect.
"""
import os
import re
import sys

BOARDS = {"host": "the host", "microbit": "Cortex-M0 (QEMU)", "atmega328p": "ATmega328P (simavr)"}
CHIPS = {"atmega328p": "ATmega328P", "cortex-m0": "Cortex-M0"}
MEGAHERTZ = 16
CELL = 22


def rows(scenario):
    """[step, typed, page, first line, last line] of each row."""
    found = []
    with open(scenario) as file:
        for number, line in enumerate(file, 1):
            row = re.match(r"// (\d*) ?\| (.*) \| (.*)$", line)
            if row:
                found.append([*row.groups(), number, number])
            elif found:
                found[-1][4] = number
    return found


def read(path):
    with open(path) as file:
        return file.read()


def shown(lines):
    """What a board said in one row, as result, LED and credit."""
    result = led = credit = ""
    for line in lines:
        words = line.split()
        if line.startswith("led "):
            led = words[1] + " " + words[2]
        elif line.startswith("status "):
            fields = dict(word.split("=") for word in words[1:])
            days = "ever" if fields["state"] == "unlocked" else f"{int(fields['seconds']) / 86400:.2f}"
            credit = days.rjust(5)
        elif line.startswith("factory "):
            result = words[1]
        elif not line.startswith(("event key_", "event state ")):
            result = words[1]
    return f"{result:8} {led:7} {credit}"


def parts(said):
    """What a board said, in one part for each status line."""
    found = [[]]
    for line in said.splitlines():
        found[-1].append(line)
        if line.startswith("status "):
            found.append([])
    return found[:-1]


def cuts(out):
    """The line of the power cuts, and what to say first if it is bad."""
    counts, wrong = [], []
    for board in BOARDS:
        said = read(f"{out}/cuts-{board}.log")
        count = re.search(r"^(\d+) power cuts on \w+, 0 lost, 0 mixed$", said, re.M)
        if os.path.exists(f"{out}/cuts-{board}.failed") or not count:
            wrong.append(f"power cuts on {board}:\n{said}")
        else:
            counts.append(f"{int(count[1]):,} on {BOARDS[board].split(' (')[0].removeprefix('the ')}")
    return f"Power cuts in a write: {', '.join(counts)}; {'some lost' if wrong else '0 lost, 0 half done'}", wrong


def cycles(out):
    counts = {name: int(read(f"{out}/cycles-{family}").split()[1]) for family, name in CHIPS.items()}
    times = " and ".join(f"{count / MEGAHERTZ / 1000:.1f}" for count in counts.values())
    return (f"The wrong token: {', '.join(f'{count:,} cycles on {name}' for name, count in counts.items())}: "
            f"{times} ms at {MEGAHERTZ} MHz")


def main():
    scenario, out = sys.argv[1:]
    steps = rows(scenario)
    said = {board: parts(read(f"{out}/{board}.log")) for board in BOARDS}
    last_cuts, wrong = cuts(out)
    bad = [False] * len(steps)
    for board, part in said.items():
        error = read(f"{out}/{board}.err").strip()
        line = re.match(r"\S+:(\d+): (.*)", error)
        why = None
        for i, (step, typed, must, first, last) in enumerate(steps):
            if line and first <= int(line[1]) <= last:
                why = line[2]
            elif part[i : i + 1] != said["host"][i : i + 1]:
                why = "it does not do as the host does"
            if why:
                bad[i] = True
                why = f"{'step ' + step + ', ' if step else ''}{typed}: {must}. {why}"
                break
        if why is None and os.path.exists(f"{out}/{board}.failed"):
            why = error
        if why:
            wrong.insert(0, f"{board}: {why}\n    again with: make run BOARD={board} SCENARIO={scenario}")
    if wrong:
        print("FAILED", *wrong, "", sep="\n")

    print("The published quick test on three boards: what is typed, what the page says, and what each board")
    print("showed: its answer, its LED, the days of credit left. The chips run their own firmware.\n")
    print(f"  {'typed':9} {'must happen':17} " + "".join(f"{name:{CELL + 1}}" for name in BOARDS.values()).rstrip())
    for i, (step, typed, must, *_) in enumerate(steps):
        row = [shown(part[i]) if i < len(part) else "-" for part in said.values()]
        tick = "✗" if bad[i] or "-" in row else "✓"
        print(f"{step:2}{typed:9} {must:17} {' '.join(f'{cell:{CELL}}' for cell in row)} {tick}")
    print()
    print(last_cuts)
    print(cycles(out))
    print(f"\nLogs: {out} (V=1 prints them). Next:")
    print("  make run                     a unit of your own in the terminal: `new`, then `token 30`")
    print("  make run BOARD=atmega328p    the same on an emulated chip; or microbit")
    print("  c_examples/minimal           the shortest C program; c_examples/keypad is the product shown here")
    print("  README.md                    how to take it into your firmware")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

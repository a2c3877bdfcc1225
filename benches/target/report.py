"""The numbers of docs/bench.csv as docs/bench.md and docs/decode_time.svg, and the bounds they must keep.

Usage: report.py write|check <csv just measured> <docs>
Knows no emulator. Numbers belong to their compilers: with others than those of docs/bench.csv only the bounds are checked.
"""
import os
import sys

from plot import plot

CHIPS = {"atmega328p": "ATmega328P", "cortex-m0": "Cortex-M0"}
# Of these the instructions are counted, not the cycles.
CORES = {"cortex-m3": "Cortex-M3, and M4, M7, M33", "rv32imc": "RV32IMC"}
CLOCKS = {"atmega328p": (1, 8, 16), "cortex-m0": (1, 8, 16, 48)}
WINDOW = 64
AGES = (0, 100, 1000, 10000)
# Measured by `write` alone; held against the line through the others by `check`.
OLDEST = AGES[-1] + WINDOW

CYCLES = {"atmega328p": 1270000, "cortex-m0": 475000}
WRITE = {"atmega328p": 2500}
# How many times fewer instructions a hash takes than the textbook's.
FEWER = {"cortex-m3": 1.3}
STACK = {"atmega328p": 192, "cortex-m0": 256}
# What is held to its bound in bytes of stack, and what is to be within it and is not yet: held to what was reached once.
HELD = "stack token"
WANTED = "stack device"
REACHED = {"atmega328p": 243, "cortex-m0": 384}
# What a row of the table is about, where its function does not say it.
ROOMS = {"extended": " of an extended token", "cached": " with the chain cache"}


def read(path):
    numbers = {}
    with open(path) as file:
        for line in file:
            chip, what, number = line.rstrip("\n").split(",", 2)
            numbers[chip, what] = number if what == "compilers" else float(number)
    return numbers


def line_at(numbers, chip, name, hashes):
    low, high = (numbers[chip, f"{name} invalid {age + WINDOW}"] for age in (0, 1000))
    return low + (high - low) * (hashes - WINDOW) / 1000


def fewer(numbers, core):
    return numbers[core, "textbook hash instructions"] / numbers[core, "ours hash instructions"]


def count(number, decimals=0):
    return f"{number:,.{decimals}f}"


def row(*cells):
    return "| " + " | ".join(cells) + " |\n"


def table(head, rows):
    return row(*head) + "|---|" + "---:|" * (len(head) - 1) + "\n" + "".join(row(*cells) for cells in rows)


def seconds(cycles, megahertz):
    time = cycles / megahertz / 1e6
    if time < 1:
        return f"{time * 1e3:.3g} ms"
    return f"{time:.3g} s"


def page(numbers):
    def get(chip, what):
        return numbers[chip, what]

    def both(what, decimals=0):
        return [count(get(chip, what), decimals) for chip in CHIPS]

    def walk(hashes):
        cells = []
        for chip in CHIPS:
            ours, textbook = (get(chip, f"{name} invalid {hashes}") for name in ("ours", "textbook"))
            cells += [count(ours), count(textbook), f"{textbook / ours:.1f}"]
        return cells

    def waits(age):
        return [seconds(get(chip, f"ours invalid {age + WINDOW}"), clock) +
                f" ({seconds(get(chip, f'textbook invalid {age + WINDOW}'), clock)})"
                for chip in CHIPS for clock in CLOCKS[chip]]

    windows = [(0, 30), (0, 64), (0, 100), (100, 64), (1000, 64), (10000, 64)]
    text = """# Cycles

Written by `make bench-target`; `make test` fails when it is stale or a bound does not hold. The ATmega328P is simavr's,
to the cycle. The Cortex-M0 is QEMU's, every instruction traced, with the cycles of ARM's manual and no wait states. The
library is its archive; the textbook is `benches/textbook/textbook.c`, the published pages in plain C with 64-bit
arithmetic and a division a step, compiled by the chip's own compiler at whichever of `-Os`, `-O2`, `-O3`, with and
without `-flto`, makes it fastest. The product's callbacks are not counted.

An invalid token is the worst case: it costs the last count plus the window in hashes.

"""
    head = ["last count + window"] + [f"{name}, {which}" for name in CHIPS.values()
                                      for which in ("cycles", "textbook", "times faster")]
    text += table(head, [[f"{age:,} + {window}", *walk(age + window)] for age, window in windows])
    text += row("a hash", *[cell for chip in CHIPS for cell in (
        count(get(chip, "ours hash"), 1), count(get(chip, "textbook hash"), 1),
        f"{get(chip, 'textbook hash') / get(chip, 'ours hash'):.1f}")])
    text += """
On other cores, instructions a hash in QEMU:

"""
    text += table(["", "library", "textbook", "times fewer"], [
        [name, *(count(get(core, f"{which} hash instructions"), 1) for which in ("ours", "textbook")),
         f"{fewer(numbers, core):.2f}"]
        for core, name in CORES.items()])
    text += """
RV32IMC has neither a carry nor a rotation: adding two 64-bit words, turning one and combining them takes it 12
instructions, a step does that 28 times, and the fold, the order of bytes and the loop are some 60 more. No code is
1.3 times faster there than a C compiler's; ours takes less than half of the flash that it took written out.

![Time to decode an invalid token against the unit's last count](decode_time.svg)

The same in time, with the window of 64; the textbook's in brackets:

"""
    text += table(["last count"] + [f"{name}, {clock} MHz" for chip, name in CHIPS.items() for clock in CLOCKS[chip]],
                  [[f"{age:,}", *waits(age)] for age in AGES])
    text += """
A valid token of a value that was seen before, on a unit at count 1,000 with the chain cache and without, in cycles of
opaygo_poll:

"""
    text += table(["", *CHIPS.values()], [
        ["without a cache", *both("uncached again at 1000")],
        ["with one", *both("cached again at 1000")]])
    text += """
The longest time of one call, in cycles: what it costs beyond its hashes, plus `max_hashes` times a hash, plus your
callbacks. At 16 MHz and `max_hashes` 16 that is """
    longest = [get(chip, "poll taken") + 16 * get(chip, "ours hash at most") for chip in CHIPS]
    text += " and ".join(f"{seconds(cycles, 16)} on the {name}" for cycles, name in zip(longest, CHIPS.values()))
    going = [get(chip, "poll going on") + 16 * get(chip, "ours hash at most") for chip in CHIPS]
    text += f"""
for the poll that takes a token, {" and ".join(seconds(cycles, 16) for cycles in going)} for one that goes on.

"""
    text += table(["", *CHIPS.values()], [
        ["a hash, at most", *both("ours hash at most")],
        ["a hash of an extended token", *both("extended hash", 1)],
        ["opaygo_token_step", *both("token_step")],
        ["opaygo_token_write", *both("token_write")],
        ["opaygo_poll that goes on decoding", *both("poll going on")],
        ["opaygo_poll that finds the token invalid", *both("poll invalid")],
        ["opaygo_poll that takes the token: two records", *both("poll taken")],
        ["opaygo_poll that stores a checkpoint: one record", *both("poll upkeep")],
        ["opaygo_enter: one record", *both("enter")],
        ["opaygo_open, 256 bytes of storage", *both("open")],
        ["opaygo_provision; with a test code 1,000 hashes", *both("provision")]])
    text += """
Stack in bytes, from the stack pointer at every instruction of every call that the benches make: a unit's life on
EEPROM and on flash whose pages are renewed, with a test code, a copy of the key that is mended, and records that are
lost. Your callbacks come on top.

"""
    text += table(["", *CHIPS.values()], [
        [what.split()[2] + ROOMS.get(what.split()[1], ""), *both(what)]
        for chip, what in numbers if chip == "atmega328p" and what.startswith("stack ")])
    text += "\nBounds that are tested:\n\n"
    for chip, name in CHIPS.items():
        text += f"- {name}, an invalid token at count 1,000: at most {count(CYCLES[chip])} cycles\n"
        text += f"- {name}, stack of the token level: at most {STACK[chip]} bytes\n"
        text += f"- {name}, stack of the device level: at most {REACHED[chip]} bytes; {STACK[chip]} are wanted, and not reached\n"
    text += "\nCompilers:\n\n"
    for chip, name in (*CHIPS.items(), *CORES.items()):
        text += f"- {name.split(',')[0]}: {get(chip, 'compilers')}\n"
    return text


def drawing(numbers):
    panels = []
    for chip, clock in (("atmega328p", 16), ("cortex-m0", 48)):
        lines = {label: [(age, numbers[chip, f"{name} invalid {age + WINDOW}"] / clock / 1e6) for age in AGES]
                 for name, label in (("textbook", "textbook C"), ("ours", "libopaygo"))}
        panels.append((f"{CHIPS[chip]} at {clock} MHz", lines))
    return plot("Time to decode an invalid token", "last count of the unit", panels)


def stale(known, measured):
    """What of the committed numbers is not what was measured."""
    faults = []
    for key in known | measured:
        chip, what = key
        if key not in measured and what.endswith(f"invalid {OLDEST}"):
            line = line_at(measured, chip, what.split()[0], OLDEST)
            if abs(known[key] - line) > line / 1000:
                faults.append(f"{chip}, {what}: {known[key]:.0f} is not on the line, {line:.0f}")
        elif known.get(key) != measured.get(key):
            faults.append(f"{chip}, {what}: {known.get(key)} is now {measured.get(key)}")
    return faults


def main():
    mode, csv, docs = sys.argv[1:]
    measured = read(csv)
    committed = os.path.join(docs, "bench.csv")
    faults = []
    numbers = measured
    before = read(committed)
    same = all(before[chip, "compilers"] == measured[chip, "compilers"] for chip in (*CHIPS, *CORES))
    if mode == "check":
        numbers = before
        if same:
            faults = stale(numbers, measured)
        else:
            print("skipped: whether docs/bench.md is current; it is of other compilers than those here")
    for name, text in (("bench.md", page(numbers)), ("decode_time.svg", drawing(numbers))):
        path = os.path.join(docs, name)
        if mode == "write":
            with open(path, "w") as file:
                file.write(text)
        else:
            with open(path) as file:
                if file.read() != text:
                    faults.append(f"{path} is not what docs/bench.csv says")
    if mode == "write":
        with open(csv) as source, open(committed, "w") as file:
            file.write(source.read())
    if faults:
        faults.append("docs/bench.csv is stale: run make bench-target")
    for (chip, what), number in measured.items():
        bound = CYCLES[chip] if what == "ours invalid 1064" else STACK[chip] if what.startswith(HELD) else None
        if what == "token_write":
            bound = WRITE.get(chip)
        if bound is not None and number > bound:
            faults.append(f"{chip}, {what}: {number:.0f}, the bound is {bound}")
    for chip, bound in STACK.items():
        deepest = max(number for (one, what), number in measured.items() if one == chip and what.startswith(WANTED))
        if same and deepest > REACHED[chip]:
            faults.append(f"{chip}, stack of the device level: {deepest:.0f} bytes, the bound is {REACHED[chip]}")
        if deepest > bound:
            print(f"not yet: {chip}, stack of the device level: {deepest:.0f} bytes, {bound} are wanted")
    for core, bound in FEWER.items():
        if fewer(measured, core) < bound:
            faults.append(f"{core}: {fewer(measured, core):.2f} times fewer instructions than the textbook, the bound is {bound}")
    for fault in faults:
        print(f"FAILED {fault}", file=sys.stderr)
    if faults:
        sys.exit(1)
    print("cycles: the bounds hold on " + ", ".join(CHIPS))


main()

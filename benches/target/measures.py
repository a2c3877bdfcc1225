"""From what a chip said and the calls its emulator saw to the numbers of docs/bench.csv.

Usage: measures.py <directory> <chip>... -- <chip whose calls are counted in instructions>...
Reads <directory>/<chip>-<program>.said and .calls for the programs tokens, textbook and unit; prints `chip,what,number`.
Knows no chip: a call is its function, the case and the hashes it said, and the cycles and stack it took.
"""
import collections
import math
import sys

WINDOW = 64
DECODING, INVALID, ADD_TIME, USED = 32, 10, 1, 11
LEVELS = {
    "token": ("opaygo_token_begin", "opaygo_token_step", "opaygo_token_decode"),
    "device": ("opaygo_open", "opaygo_enter", "opaygo_poll", "opaygo_provision", "opaygo_apply", "opaygo_apply_set",
               "opaygo_resume", "opaygo_spend", "opaygo_save", "opaygo_tamper", "opaygo_query", "opaygo_serial"),
    "extended": ("opaygo_enter", "opaygo_poll"),
    "cached": ("opaygo_poll",),
    "product": ("opaygo_keypad_poll", "opaygo_factory_push"),
}
# The benches that tell of a level; of the others those of its own name.
CASES = {"device": ("eeprom", "flash")}

Call = collections.namedtuple("Call", "function case hashes answer cycles stack")


def calls(where, chip, program):
    """The n-th line that a program said of a function beside its n-th call."""
    seen = collections.defaultdict(list)
    with open(f"{where}/{chip}-{program}.calls") as file:
        for line in file:
            function, cycles, stack = line.split()[:3]
            seen[function].append((int(cycles), int(stack)))
    said = collections.defaultdict(list)
    with open(f"{where}/{chip}-{program}.said") as file:
        for line in file:
            words = line.split()
            if len(words) == 4 and words[0] in seen:
                said[words[0]].append((words[1], int(words[2]), int(words[3])))
    assert said, f"{chip}: {program} said nothing"
    for function in said:
        if len(said[function]) != len(seen[function]):
            raise SystemExit(f"{chip}: {program} said {len(said[function])} calls of {function}, "
                             f"the emulator saw {len(seen[function])}")
    return [Call(function, *a, *b) for function in said for a, b in zip(said[function], seen[function])]


def walks(found, function):
    """Hashes -> cycles of the invalid tokens."""
    walked = {}
    for call in found:
        if (call.function, call.case) == (function, "invalid"):
            assert call.answer in (INVALID, -1), f"not invalid: {call}"
            walked[call.hashes] = call.cycles
    return walked


def measures(where, chip):
    tokens, textbook, unit = (calls(where, chip, program) for program in ("tokens", "textbook", "unit"))
    numbers = {}
    for name, walked in (("ours", walks(tokens, "opaygo_token_decode")), ("textbook", walks(textbook, "textbook_decode"))):
        for hashes, cycles in walked.items():
            numbers[f"{name} invalid {hashes}"] = cycles
        mean = (walked[1000 + WINDOW] - walked[WINDOW]) / 1000
        numbers[f"{name} hash"] = round(mean, 1)
        if name == "ours":
            hash_mean = mean
    valid, = (c for c in tokens if c.function == "opaygo_token_decode" and c.case == "valid")
    assert (valid.hashes, valid.answer) == (2, ADD_TIME), valid
    valid, = (c for c in textbook if c.case == "valid")
    assert (valid.hashes, valid.answer) == (2, 1), valid

    single = [c.cycles for c in tokens if c.function == "opaygo_token_step" and c.hashes == 1 and c.answer == DECODING]
    numbers["ours hash at most"] = math.ceil(hash_mean + max(single) - sum(single) / len(single))

    def beyond(which, per_hash=hash_mean):
        """The most that a call took beyond its hashes."""
        return math.ceil(max(c.cycles - c.hashes * per_hash for c in which))

    plain = [c for c in unit if c.case in ("eeprom", "flash")]
    polls = [c for c in plain if c.function == "opaygo_poll"]
    numbers["token_step"] = beyond(c for c in tokens if c.function == "opaygo_token_step")
    numbers["token_write"] = beyond(c for c in tokens if c.function == "opaygo_token_write")
    numbers["poll going on"] = beyond(c for c in polls if c.answer == DECODING)
    numbers["poll invalid"] = beyond(c for c in polls if c.answer == INVALID)
    numbers["poll taken"] = beyond(c for c in polls if c.answer == ADD_TIME)
    numbers["poll upkeep"] = beyond(c for c in polls if c.answer == 0)
    numbers["enter"] = beyond(c for c in plain if c.function == "opaygo_enter")
    numbers["open"] = beyond(c for c in plain if c.function == "opaygo_open")
    numbers["provision"] = beyond(c for c in plain if c.function == "opaygo_provision")

    extended = [c for c in unit if (c.function, c.case) == ("opaygo_poll", "extended")]
    longest = max(extended, key=lambda c: c.hashes)
    last = next(c for c in extended if c.answer == INVALID)
    numbers["extended hash"] = round((longest.cycles - last.cycles) / (longest.hashes - last.hashes), 1)
    for case in ("uncached", "cached"):
        first, second = (c for c in unit if (c.function, c.case) == ("opaygo_poll", case))
        assert first.answer == second.answer == ADD_TIME, case
        numbers[f"{case} again at 1000"] = second.cycles

    for level, functions in LEVELS.items():
        for function in functions:
            told = tokens if level == "token" else [c for c in unit if c.case in CASES.get(level, (level,))]
            numbers[f"stack {level} {function}"] = max(c.stack for c in told if c.function == function)
    return numbers


def instructions(where, chip):
    """Instructions a hash."""
    numbers = {}
    for name, program, function in (("ours", "tokens", "opaygo_token_decode"), ("textbook", "textbook", "textbook_decode")):
        walked = walks(calls(where, chip, program), function)
        numbers[f"{name} hash instructions"] = round((walked[100] - walked[30]) / 70, 1)
    return numbers


def main():
    where, *chips = sys.argv[1:]
    counted = chips.index("--")
    for of, some in ((measures, chips[:counted]), (instructions, chips[counted + 1:])):
        for chip in some:
            for what, number in of(where, chip).items():
                print(f"{chip},{what},{number}")


if __name__ == "__main__":
    main()

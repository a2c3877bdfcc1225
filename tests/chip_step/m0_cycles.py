"""Cycles of the hash step on a Cortex-M0 with zero wait states, from QEMU's trace of every instruction.

Usage: m0_cycles.py <program> <trace>
The trace is that of timing.c, one instruction a line (-singlestep -d exec,nochain); the cycles of each kind of
instruction are those of ARM's Cortex-M0 manual (DDI 0432C, table 3-1).
"""
import re
import subprocess
import sys

BRANCHES = re.compile(r"b(eq|ne|cs|hs|cc|lo|mi|pl|vs|vc|hi|ls|ge|lt|gt|le)(\.n)?$")


def listing(program, beginnings=("",)):
    """Address -> (mnemonic, operands, function) of the functions whose names begin with one of these."""
    text = subprocess.run(["arm-none-eabi-objdump", "-d", program], check=True, capture_output=True, text=True).stdout
    found, function = {}, ""
    for line in text.splitlines():
        head = re.match(r"[0-9a-f]+ <(.*)>:", line)
        if head:
            function = head[1]
        at = re.match(r" +([0-9a-f]+):\t[0-9a-f ]+\t(\S+)\t?([^@;<]*)", line)
        if at and function.startswith(beginnings):
            found[int(at[1], 16)] = (at[2], at[3].strip(), function)
    return found


def cycles(mnemonic, operands, taken):
    name = mnemonic.removesuffix(".n")
    registers = 0
    for part in re.findall(r"{(.*)}", operands):
        for item in part.split(","):
            ends = [int(end) for end in re.findall(r"r(\d+)", item)]
            registers += ends[1] - ends[0] + 1 if len(ends) == 2 else 1
    if BRANCHES.match(name):
        return 3 if taken else 1
    if name == "pop" and "pc" in operands:
        return 4 + registers
    if name in ("push", "pop", "ldmia", "stmia", "ldm", "stm"):
        return 1 + registers
    if name.startswith(("ldr", "str")):
        return 2
    if name == "bl":
        return 4
    if name in ("b", "bx", "blx"):
        return 3
    if operands.startswith("pc"):
        return 3
    if name in ("msr", "mrs", "dmb", "dsb", "isb"):
        return 4
    if name in ("svc", "wfi", "wfe", "udf"):
        raise SystemExit(f"no cycles known for {mnemonic} {operands}")
    return 1


def calls(code, trace):
    """(entry function, steps walked, cycles) of every call of the assembly in the trace."""
    entries = {min(a for a, c in code.items() if c[2] == name): name
               for name in ("opaygo_step_hunt", "opaygo_step_double_round")}
    seen, current = [], None
    counters = [int(m[1], 16) for m in re.finditer(r"^Trace \d+: \S+ \[[0-9a-f]+/([0-9a-f]+)/", trace, re.M)]
    for at, following in zip(counters, counters[1:]):
        if at not in code:
            continue
        if at in entries:
            current = [entries[at], 0, 0]
            seen.append(current)
        mnemonic, operands, _ = code[at]
        current[1] += mnemonic == "rev"
        current[2] += cycles(mnemonic, operands, following != at + 2)
    return seen


def main():
    program, trace = sys.argv[1:]
    with open(trace) as file:
        seen = calls(listing(program, ("opaygo_step_hunt", "opaygo_step_body", "opaygo_step_double")), file.read())
    walks = {steps: total for name, steps, total in seen if name == "opaygo_step_hunt"}
    doubles = {total for name, _, total in seen if name == "opaygo_step_double_round"}
    step = (walks[1001] - walks[1]) / 1000
    assert len(doubles) == 1
    print(f"{step:.1f} cycles a step, {walks[1] - step:.0f} a call, {doubles.pop()} a double round")


if __name__ == "__main__":
    main()

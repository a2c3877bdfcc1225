"""A person at the simulator: sessions typed through a pseudo-terminal, on each board. Usage: session.py <board>...

Needs the boards' runners (tests/boards). A failure prints the whole session and the line that replays its board.
"""
import os
import pty
import re
import select
import signal
import stat
import subprocess
import sys
import tempfile
import time

ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")
PROMPT = "\r\n> "
PATIENCE = 60


class Session:
    """`make run` on a terminal of its own."""

    def __init__(self, board, state):
        self.board = board
        self.said = ""
        command = ["make", "-s", "run", f"BOARD={board}", f"STATE={state}"]
        self.process, self.terminal = pty.fork()
        if self.process == 0:
            os.chdir(ROOT)
            os.environ.pop("MAKEFLAGS", None)
            os.execvp("make", command)
        self.read(PROMPT)

    def read(self, until=None):
        """What comes up to `until`, or to the end."""
        begin, deadline = len(self.said), time.monotonic() + PATIENCE
        while until is None or not self.said[begin:].endswith(until):
            if not select.select([self.terminal], [], [], max(0, deadline - time.monotonic()))[0]:
                self.fail(f"nothing more came, waiting for {until!r}")
            try:
                more = os.read(self.terminal, 4096)
            except OSError:
                more = b""
            if not more:
                if until is None:
                    break
                self.fail("it ended")
            self.said += more.decode()
        return re.sub(r"\x1b\[[0-9]*m", "", self.said[begin:]).replace("\r", "")

    def type(self, line, *must):
        """Types a line; what is answered must have each of these, as a regular expression."""
        os.write(self.terminal, line.encode() + b"\n")
        said = self.read(PROMPT).split("\n", 1)[1]
        for pattern in must:
            if not re.search(pattern, said):
                self.fail(f"{line!r} is not answered by {pattern!r}")
        return said

    def end(self):
        os.write(self.terminal, b"q\n")
        self.read()
        status = os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])
        if status != 0:
            self.fail(f"it ended with {status}")

    def fail(self, why):
        os.kill(self.process, signal.SIGKILL)
        print(self.said)
        print(f"error: {self.board}: {why}; again with: python3 tests/session.py {self.board}", file=sys.stderr)
        sys.exit(1)


def check(board, good, why):
    if not good:
        print(f"error: {board}: {why}; again with: python3 tests/session.py {board}", file=sys.stderr)
        sys.exit(1)


def summed(text):
    """The file with a sum that is right."""
    text = text[:text.rindex(b"sum ")]
    total = 0x811C9DC5
    for byte in text:
        total = (total ^ byte) * 0x01000193 & 0xFFFFFFFF
    return text + b"sum %08x\n" % total


def refused(board, state, why, says="was left as it is"):
    """A state file that is not taken: one error, and it stays as it was."""
    before = open(state, "rb").read()
    run = [os.path.join(ROOT, f"build/boards/run-{board}"), "--state", state, "--simulator"]
    if board != "host":
        run += ["--firmware", os.path.join(ROOT, f"build/boards/{board}.elf")]
    ended = subprocess.run(run, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE)
    check(board, ended.returncode == 2 and says in ended.stderr, f"{why} is taken: {ended}")
    check(board, open(state, "rb").read() == before, f"{why} was changed")


def from_new_to_unlocked(board, state):
    it = Session(board, state)
    if f"{board} is ready" not in it.said or "no key yet" not in it.said:
        it.fail("it does not say that it is ready, and that the unit has no key")
    screen = it.type("help", "new .*\n")
    if screen.count("\n") > 24 or max(map(len, screen.split("\n"))) > 100:
        it.fail("help is more than a screen")
    it.type("token 30", r"\? there is no unit yet")
    it.type("662486790", r"\? a unit without a key takes no token")
    it.type("new", "has its key", r"SIM\d{6}: disabled, no credit")
    it.type("new", r"\? this unit has a key already")
    token = re.search(r"token ((\d{3} ?){3})", it.type("token 30", "adds 30 days"))[1].strip()
    it.type(token, rf"^   {token}  time added  LED green 2  credit 30 d 00:00:00, until 20\d\d-\d\d-\d\d \d\d:\d\d\n> $")
    it.type(token.replace(" ", "-"), "already used.*LED red 10  credit 29 d")
    wrong = it.type("999 999 999", r"INVALID.*LED red 10  credit 29 d")
    if "key_" in wrong:
        it.fail("key events come unasked")
    it.type("v", "shown")
    it.type("#", "event key_accepted|LED green 1")
    it.type("v", "hidden")

    it.type("12345678", r"\? a token of this unit has 9 digits, this has 8: nothing was typed")
    it.type("flub", r"\? there is no such word; `help`")
    it.type("token", r"\? token <days>")
    it.type("off for ever", r"\? off <time>")
    it.type("x" * 300, r"\? the line is longer than 256 characters")
    it.type("factory #A;1", r"\? the unit refuses this line: starting_code")
    it.type("next", r"\? every token that was made is entered")
    it.type("last", f"{token}.*was entered")

    it.type("p", "power cut, on again: enabled, credit 29 d")
    it.type("off 3d", "off for 3d, on again: enabled, credit 26 d")
    it.type("+2h", "2h later: enabled, credit 26 d 21:")
    it.type("token set 7 enter", "sets the credit to 7 days", "time set  LED green 2  credit 7 d")
    it.type("token unlock", "unlocks")
    it.type("next enter", "unlocked for good  LED green 5  on for ever")
    it.type("?", r"SIM\d{6}: unlocked, on for ever", "count 5")
    it.end()
    check(board, stat.S_IMODE(os.stat(state).st_mode) == 0o600, "the state file is not its owner's alone")


def kept(board, state):
    """The unit outlives the program; then the rest of the words."""
    it = Session(board, state)
    if "unlocked, on for ever" not in it.said.replace("\x1b[32m", "").replace("\x1b[0m", ""):
        it.fail("the unit was not kept")
    first = re.search(r"SIM\d{6}", it.type("?"))[0]
    it.type("token 1 enter", "sets the credit to 1 day\n", "time set .* credit 1 d")
    it.type("token sync enter", "counter synchronised  LED green 3")
    it.type("clock fails for 2", "done")
    it.type("clock works", "done")
    it.type("storage flip 1 9", r"\? storage flip")
    it.type("reset", "forgotten")
    it.type("new", "has its key")
    check(board, first not in it.type("?"), "two new units are the same one")
    it.type("reset", "forgotten")
    it.type("factory #MINE1;987654321;00112233445566778899aabbccddeeff;divider=4", "MINE1: disabled")
    it.type("token 2 enter", "adds 2 days", "credit 2 d")
    refused(board, state, "another simulator's file", "another simulator has")
    it.type("reset", "forgotten")
    it.end()
    it = Session(board, state)  # of a unit without a key
    it.type("new example", "SLT000001: disabled")
    it.type("662 486 790", "time added  LED green 2  credit 1 d 00:00:00")
    it.type("token 29", "token 927 706 818  adds 29 days")
    extended = it.type("config extended=1")
    if board == "host":
        it.type("token extended 123456 enter", r"(\d{3} ){3}\d{3}  extended, .*value=123456 parity=add  LED green 2")
    elif "host board only" not in extended:
        it.fail("config is taken")
    it.end()


def main():
    for board in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as directory:
            state = os.path.join(directory, "unit.state")
            from_new_to_unlocked(board, state)
            kept(board, state)
            good = open(state, "rb").read()
            check(board, summed(good) == good, "the state file's sum is not this test's")
            for what, bytes_ in (("a changed byte", good.replace(b"time ", b"time 1", 1)), ("half a file", good[:1000]),
                                 ("an empty file", b""), ("noise", bytes(range(256)) * 100),
                                 ("another board's file", summed(good.replace(board.encode(), b"elsewhere", 1))),
                                 ("too little storage", summed(re.sub(rb"\n[0-9a-f]{64}(?=\nsum )", b"", good))),
                                 ("a divider of 0", summed(re.sub(rb"(unit 1 .*) \d+ (\d)\n", rb"\1 0 \2\n", good))),
                                 ("too many tokens", summed(re.sub(rb"tokens \d+", b"tokens 99", good)))):
                check(board, bytes_ != good, f"{what} is the good file")
                with open(state, "wb") as file:
                    file.write(bytes_)
                refused(board, state, what)
        print(f"session on {board}: from `new` to unlocked, kept, and eight bad files refused")


if __name__ == "__main__":
    main()

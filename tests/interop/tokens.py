"""The public Python library generates and ours decodes, and the other way, over random keys, counts, values, formats.

Usage: tokens.py [tokens each way, default 100000] [seed]

A token's digits can be those of another count too (one in a million per count looked at). Where the two disagree on
the count, the library must make the same digits for either; such coincidences are counted and printed.
"""

import multiprocessing
import random
import sys

import ours
from openpaygo import OpenPAYGOTokenEncoder as Encoder
from openpaygo import TokenType, decode_token, generate_token

CHUNK = 5000
KINDS = {
    TokenType.ADD_TIME: "AddTime",
    TokenType.SET_TIME: "SetTime",
    TokenType.DISABLE_PAYG: "DisablePayg",
    TokenType.COUNTER_SYNC: "CounterSync",
}
SPECIAL = {TokenType.DISABLE_PAYG: 998, TokenType.COUNTER_SYNC: 999}


class Case:
    """One token to be made. The library's hashes are slow, so most counts are low."""

    def __init__(self, rng):
        self.key = f"{rng.getrandbits(128):032x}"
        # The library takes a starting code of 0 for none (see departures.py).
        self.start = rng.choice((1, 999, 1000, 999_999_999, rng.randrange(1, 10**9), rng.randrange(1, 10**9)))
        self.restricted = rng.random() < 0.5
        self.digits = rng.choice((9, 9, 12))
        highest = rng.choices((16, 300, 3000), (988, 11, 1))[0]
        self.before = rng.randrange(highest)
        self.kind = rng.choice((TokenType.ADD_TIME, TokenType.SET_TIME))
        top = 995 if self.digits == 9 else 999_999
        self.value = rng.choice((0, 1, top, rng.randint(0, top), rng.randint(0, top)))
        if self.digits == 9 and rng.random() < 0.1:
            self.kind = rng.choice(tuple(SPECIAL))
            self.value = SPECIAL[self.kind]
        self.count = self.before + (1 if (self.before % 2 == 0) == (self.kind != TokenType.ADD_TIME) else 2)
        ahead = 100 if self.value == 999 else 64
        # How far the unit that decodes is behind; the library walks less when it is close.
        self.last = max(0, self.count - rng.randint(1, ahead))

    def make(self):
        """The library's count and text."""
        return generate_token(
            secret_key=self.key,
            count=self.before,
            value=None if self.kind in SPECIAL else self.value,
            token_type=self.kind,
            starting_code=self.start,
            restricted_digit_set=self.restricted,
            extended_token=self.digits == 12,
        )

    def same_digits_at(self, count, text):
        """Whether the library makes the same text for this value at another count."""
        make = Encoder.generate_standard_token if self.digits == 9 else Encoder.generate_extended_token
        mode = TokenType.SET_TIME if count % 2 else TokenType.ADD_TIME
        key = bytes.fromhex(self.key)
        return make(self.start, key, self.value, count - 2, mode, self.restricted) == (count, text)

    def expected_kind(self):
        return "Extended" if self.digits == 12 else KINDS[self.kind]

    def __str__(self):
        return str(vars(self))


def library_to_ours(cases):
    texts = [case.make() for case in cases]
    lines = [ours.decode_line(c.restricted, c.start, c.key, c.last, text) for c, (_, text) in zip(cases, texts)]
    for case, (count, text), line in zip(cases, texts, ours.answers(lines)):
        kind, value, found, _ = ours.parse(line)
        right = count == case.count and value == case.value and kind == case.expected_kind() and found == count
        yield case, text, line, right, found


def ours_to_library(cases):
    lines = [ours.generate_line(c.digits, c.restricted, c.start, c.key, c.count, c.value) for c in cases]
    for case, text in zip(cases, ours.answers(lines)):
        used = list(range(max(0, case.last - 16), case.last + 1))
        value, kind, found, _ = decode_token(
            token=text,
            secret_key=case.key,
            count=case.last,
            used_counts=used,
            starting_code=case.start,
            restricted_digit_set=case.restricted,
        )
        right = value == case.value and kind == case.kind and found == case.count
        yield case, text, (value, kind, found), right, found or 0


def chunk(arguments):
    way, seed, tokens = arguments
    rng = random.Random(seed)
    cases = [Case(rng) for _ in range(tokens)]
    coincidences, wrong = 0, []
    for case, text, answer, right, found in way(cases):
        if right:
            continue
        if 0 < found < case.count and case.same_digits_at(found, text):
            coincidences += 1
        else:
            wrong.append(f"{way.__name__} seed {seed}: {case} text {text}: {answer}")
    return way.__name__, tokens, coincidences, wrong


def main():
    tokens = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**9)
    print(f"interop: {tokens} tokens each way, seed {seed}")
    work = [
        (way, f"{seed}-{way.__name__}-{start}", min(CHUNK, tokens - start))
        for way in (library_to_ours, ours_to_library)
        for start in range(0, tokens, CHUNK)
    ]
    totals, wrong = {}, []
    with multiprocessing.Pool() as pool:
        for way, done, coincidences, failed in pool.imap_unordered(chunk, work):
            before = totals.get(way, (0, 0))
            totals[way] = (before[0] + done, before[1] + coincidences)
            wrong += failed
    for way, (done, coincidences) in sorted(totals.items()):
        print(f"interop: {way}: {done} tokens, {coincidences} coincidences of digits")
    for line in wrong[:20]:
        print(line)
    if wrong or any(done != tokens for done, _ in totals.values()):
        print(f"interop: {len(wrong)} wrong answers; replay: tests/interop/run.sh {tokens} {seed}")
        sys.exit(1)


if __name__ == "__main__":
    main()

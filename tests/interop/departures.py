"""Where the public Python library departs from our rulings: what it does, what ours does, and why.

Each test shows both sides, so that a release of the library which mends a fault is noticed here.
"""

import unittest

import ours
from openpaygo import TokenType, decode_token, generate_token

KEY = "a29ab82edc5fbbc41ec9530f6dac86b1"
START = 123456789


def token(count, value, digits=9, restricted=False):
    return ours.generate(digits, restricted, START, KEY, count, value)


def with_a_leading_zero():
    return next((count, text) for count in range(2, 400, 2) if (text := token(count, 1)).startswith("0"))


def library(text, count, used, restricted=False, start=START):
    """What the library answers: value, type, count, the used counts to keep."""
    return decode_token(
        token=text,
        secret_key=KEY,
        count=count,
        used_counts=used,
        starting_code=start,
        restricted_digit_set=restricted,
    )


def unit(count, *entries, restricted=False):
    return ours.life(START, KEY, count, entries, restricted)


def kinds(count, *entries, restricted=False):
    return [answer[0] for answer in unit(count, *entries, restricted=restricted)]


class Text(unittest.TestCase):
    def test_ruling_18_a_text_without_its_leading_zeros_is_a_token_there_and_malformed_here(self):
        count, text = with_a_leading_zero()
        short = text.lstrip("0")
        self.assertEqual(library(short, count - 2, [])[:3], (1, TokenType.ADD_TIME, count))
        self.assertEqual(kinds(count - 2, short, text), ["Malformed", "AddTime"])

    def test_ruling_18_spaces_signs_and_other_digits_are_read_there_and_malformed_here(self):
        # The library reads with int(): two people who enter "the same" token may not mean the same text.
        count, text = with_a_leading_zero()
        for odd in (" " + text[1:], "+" + text[1:]):
            self.assertEqual(library(odd, count - 2, [])[1], TokenType.ADD_TIME)
            self.assertEqual(kinds(count - 2, odd), ["Malformed"])
        arabic = "".join(chr(0x660 + int(digit)) for digit in text)
        self.assertEqual(library(arabic, count - 2, [])[1], TokenType.ADD_TIME)
        self.assertEqual(kinds(count - 2, arabic), ["Malformed"])

    def test_ruling_19_digits_outside_the_restricted_set_alias_others_there_and_are_malformed_here(self):
        # 5 is read as 1, 6 as 2, 8 as 4: every token has many texts, and each of them is a guess for free.
        text = token(2, 1, restricted=True)
        alias = text.replace("1", "5").replace("2", "6").replace("4", "8")
        self.assertEqual(library(alias, 1, [], restricted=True)[:3], (1, TokenType.ADD_TIME, 2))
        self.assertEqual(kinds(1, alias, text, restricted=True), ["Malformed", "AddTime"])

    def test_ruling_19_a_restricted_text_above_the_highest_token_is_invalid_there_and_malformed_here(self):
        # It cannot be any unit's token: a slip of the finger, not a guess.
        self.assertEqual(library("4" * 15, 1, [], restricted=True)[1], TokenType.INVALID)
        self.assertEqual(kinds(1, "4" * 15, restricted=True), ["Malformed"])


class Counts(unittest.TestCase):
    def test_ruling_7_starting_code_plus_value_is_an_add_there_and_invalid_here(self):
        # Who reads the starting code off a label would have a token.
        text = f"{START + 30:09d}"
        self.assertEqual(library(text, 0, [])[:3], (30, TokenType.ADD_TIME, 0))
        self.assertEqual(kinds(0, text), ["Invalid"])

    def test_ruling_6_counts_below_the_provisioned_one_are_open_there_and_used_here(self):
        # A unit migrated at count 10 has had its 2, 4, 6 and 8 in its former life.
        for count in (2, 4, 6, 8):
            self.assertEqual(library(token(count, 30), 10, [])[:3], (30, TokenType.ADD_TIME, count))
        self.assertEqual(kinds(10, *(token(count, 30) for count in (2, 4, 6, 8, 10))), ["AlreadyUsed"] * 5)

    def test_ruling_4_an_add_entered_first_is_forgotten_there_and_used_here(self):
        # An empty list of used counts never becomes a longer one: nothing is remembered, every older Add is open.
        first, second = token(2, 30), token(4, 30)
        value, kind, count, used = library(first, 1, [])
        self.assertEqual((value, kind, count, used), (30, TokenType.ADD_TIME, 2, None))
        value, kind, count, used = library(second, count, used or [])
        self.assertEqual((kind, count, used), (TokenType.ADD_TIME, 4, None))
        self.assertEqual(library(first, count, used or [])[:2], (30, TokenType.ADD_TIME))
        self.assertEqual(kinds(1, first, second, first), ["AddTime", "AddTime", "AlreadyUsed"])

    def test_without_a_list_of_used_counts_an_older_add_is_an_exception_there_and_an_answer_here(self):
        with self.assertRaises(TypeError):
            library(token(2, 30), 4, None)
        self.assertEqual(kinds(4, token(2, 30)), ["AlreadyUsed"])

    def test_ruling_5_an_older_add_lowers_the_count_there_and_not_here(self):
        # Whoever stores the count that is returned opens the newer tokens again.
        entries = [token(8, 30), token(4, 30)]
        value, kind, count, used = library(entries[0], 1, [0])
        self.assertEqual(count, 8)
        self.assertEqual(library(entries[1], count, used)[2], 4)
        self.assertEqual([answer[3] for answer in unit(1, *entries)], [8, 8])

    def test_ruling_3_an_add_older_than_a_set_may_come_back_there_and_never_does_here(self):
        # With a list the Set's kill is kept. A device that starts with none is told to keep none: nothing is killed.
        add, fresh, killed = token(4, 30), token(8, 0), token(6, 30)
        set_zero = token(7, 0)
        _, _, count, used = library(set_zero, 1, [0])
        self.assertEqual(library(killed, count, used)[1], TokenType.ALREADY_USED)
        _, _, count, used = library(set_zero, 1, [])
        self.assertEqual(library(killed, count, used or [])[:2], (30, TokenType.ADD_TIME))
        self.assertEqual(
            kinds(1, set_zero, killed, add, fresh, killed),
            ["SetTime", "AlreadyUsed", "AlreadyUsed", "AddTime", "AlreadyUsed"],
        )

    def test_ruling_2_the_reach_to_older_adds_is_15_counts_there_and_20_here(self):
        # 15 counts are seven Adds; ten are asked for (TP3).
        newest = token(42, 1)
        for behind, there in ((14, TokenType.ADD_TIME), (16, TokenType.ALREADY_USED), (20, TokenType.ALREADY_USED)):
            self.assertEqual(library(token(42 - behind, 5), 42, [42])[1], there)
            self.assertEqual(kinds(1, newest, token(42 - behind, 5)), ["AddTime", "AddTime"])
        self.assertEqual(kinds(1, newest, token(20, 5)), ["AddTime", "AlreadyUsed"])

    def test_ruling_15_the_token_of_count_0_is_already_used_there_and_invalid_here(self):
        # It was never a token.
        self.assertEqual(library(f"{START + 30:09d}", 40, [40])[1], TokenType.ALREADY_USED)
        self.assertEqual(kinds(40, f"{START + 30:09d}"), ["Invalid"])


class Special(unittest.TestCase):
    def test_ruling_8_a_sync_works_again_and_again_there_and_once_here(self):
        # Each re-entry would re-open the tokens above it.
        sync = token(21, 999)
        for last in (1, 21, 41, 84):
            self.assertEqual(library(sync, last, [0])[1:3], (TokenType.COUNTER_SYNC, 21))
        self.assertEqual(
            kinds(1, sync, sync, token(22, 5), sync), ["CounterSync", "AlreadyUsed", "AddTime", "AlreadyUsed"]
        )

    def test_ruling_8_a_sync_reaches_63_back_there_and_30_here(self):
        # The page says last - 30.
        jump = [token(64, 1), token(121, 996)]
        for back, here in ((63, "AlreadyUsed"), (32, "AlreadyUsed"), (30, "CounterSync")):
            count = 121 - back
            count += 1 - count % 2
            self.assertEqual(library(token(count, 999), 121, [0])[1], TokenType.COUNTER_SYNC)
            self.assertEqual(kinds(1, *jump, token(count, 999))[2], here, f"{back} back")
        self.assertEqual(library(token(57, 999), 121, [0])[1], TokenType.ALREADY_USED)

    def test_ruling_9_a_reset_token_works_to_count_63_there_and_never_here_unless_switched_on(self):
        # It is one token for the whole life, and it re-opens all others.
        reset = token(0, 999)
        self.assertEqual(library(reset, 40, [40])[:3], (999, TokenType.ADD_TIME, 0))
        self.assertEqual(kinds(40, reset), ["Invalid"])

    def test_ruling_10_998_and_999_on_an_even_count_are_adds_there_and_what_they_say_here(self):
        # The published acceptance procedure uses an even 998.
        self.assertEqual(library(token(4, 998), 1, [0])[:2], (998, TokenType.ADD_TIME))
        self.assertEqual(library(token(4, 999), 1, [0])[:2], (999, TokenType.ADD_TIME))
        self.assertEqual(kinds(1, token(4, 998)), ["DisablePayg"])
        self.assertEqual(kinds(1, token(4, 999)), ["CounterSync"])

    def test_ruling_10_an_older_even_998_is_taken_there_and_not_here(self):
        self.assertEqual(library(token(4, 998), 8, [8])[:2], (998, TokenType.ADD_TIME))
        self.assertEqual(kinds(1, token(8, 1), token(4, 998)), ["AddTime", "AlreadyUsed"])

    def test_ruling_11_996_and_997_are_days_there_and_reserved_here(self):
        for value in (996, 997):
            self.assertEqual(library(token(2, value), 1, [0])[:2], (value, TokenType.ADD_TIME))
            self.assertEqual(library(token(3, value), 1, [0])[:2], (value, TokenType.SET_TIME))
            self.assertEqual(kinds(1, token(2, value), token(3, value)), ["Reserved", "Reserved"])

    def test_a_starting_code_of_0_is_none_there_and_a_starting_code_here(self):
        # The library then takes the one it makes of the key.
        text = ours.generate(9, False, 0, KEY, 2, 5)
        made = generate_token(secret_key=KEY, count=1, value=5, starting_code=0)[1]
        self.assertNotEqual(made, text)
        from_key = ours.answers([f"start {KEY}"])[0]
        self.assertEqual(made, ours.generate(9, False, from_key, KEY, 2, 5))
        self.assertEqual(ours.life(0, KEY, 1, [text])[0][0], "AddTime")


class Extended(unittest.TestCase):
    def test_ruling_20_an_older_extended_token_is_taken_there_and_not_here(self):
        older = token(4, 123456, digits=12)
        self.assertEqual(library(older, 8, [8])[:3], (123456, TokenType.ADD_TIME, 4))
        self.assertEqual(kinds(1, token(8, 1), older), ["AddTime", "AlreadyUsed"])

    def test_ruling_20_999_reaches_farther_back_there_and_is_an_ordinary_value_here(self):
        odd = token(21, 999, digits=12)
        self.assertEqual(library(odd, 41, [41])[:3], (999, TokenType.SET_TIME, 21))
        self.assertEqual(kinds(41, odd), ["AlreadyUsed"])

    def test_a_wrong_extended_token_is_an_exception_there_and_an_answer_here(self):
        with self.assertRaises(UnboundLocalError):
            library("123456789012", 1, [0])
        self.assertEqual(kinds(1, "123456789012"), ["Invalid"])

    def test_15_digits_are_too_long_there_and_ours_here(self):
        text = token(3, 123456789, digits=15)
        with self.assertRaises(ValueError):
            library(text, 1, [0])
        self.assertEqual(unit(1, text), [("Extended", 123456789, 3, 3)])


if __name__ == "__main__":
    unittest.main()

//! A walk cut into steps gives the same answer however it is cut, after exactly the hashes it needs and no more.

use crate::life::{reach, verdict, Life, START};
use crate::model::{Answer, Unit};
use crate::random::{cases, entry, life, low_counts};
use opaygo::report::Token;
use opaygo::status::Status;
use opaygo::token::{ExtendedWalk, Walk};
use proptest::prelude::*;

/// Either kind of walk, as a device keeps it.
enum Any {
    Standard(Walk),
    Extended(ExtendedWalk),
}

impl Any {
    fn begin(life: &Life, digits: u32, token: u64) -> Self {
        let (window, limits, start) = (&life.window, &life.limits, life.unit.start as u32);
        match digits {
            9 => Self::Standard(Walk::begin(window, limits, start, token as u32)),
            _ => Self::Extended(ExtendedWalk::begin(window, limits, start, token, digits as u8)),
        }
    }

    fn step(&mut self, life: &Life, max_hashes: u16) -> Option<Token> {
        match self {
            Self::Standard(walk) => walk.step(&life.window, &life.limits, &life.unit.key, max_hashes),
            Self::Extended(walk) => walk.step(&life.window, &life.unit.key, max_hashes),
        }
    }
}

/// A unit after some entries, the next token for it, and the model's answer.
fn asked() -> impl Strategy<Value = (Life, u32, u64, Answer)> {
    (life(low_counts()), prop::collection::vec(entry(), 0..8), entry()).prop_map(|(mut life, entries, last)| {
        let mut before = Vec::new();
        for entry in &entries {
            let (digits, number) = entry.token(&mut life, &before);
            before.push((digits, number));
            life.enter_both(digits, number);
        }
        let (digits, number) = last.token(&mut life, &before);
        let answer = life.model.decode(&mut life.unit, &reach(&life.limits), digits, number);
        (life, digits, number, answer)
    })
}

/// Steps with these budgets, over and over, and checks that the answer comes with the very hash that gives it.
fn cut(life: &Life, digits: u32, number: u64, answer: &Answer, budgets: &[u16]) -> Result<(), TestCaseError> {
    let mut walk = Any::begin(life, digits, number);
    let mut hashes = 0i64;
    for (calls, &budget) in budgets.iter().cycle().enumerate() {
        prop_assert!(calls < 100_000, "no end");
        hashes += i64::from(budget);
        let found = walk.step(life, budget);
        prop_assert_eq!(
            found.is_some(),
            hashes >= answer.hashes,
            "{} of {} hashes",
            hashes,
            answer.hashes
        );
        if let Some(token) = found {
            prop_assert_eq!(verdict(token.kind), answer.verdict);
            prop_assert_eq!(i64::from(token.count), answer.count);
            prop_assert_eq!(u64::from(token.value), answer.value);
            prop_assert_eq!(walk.step(life, budget), Some(token), "asked again");
            return Ok(());
        }
    }
    unreachable!()
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn every_way_of_cutting_the_steps_gives_the_same_answer_after_the_same_hashes(
        (life, digits, number, answer) in asked(),
        budgets in prop::collection::vec(0u16..70, 1..12),
        last_budget in 1u16..70,
    ) {
        let budgets = [budgets, vec![last_budget]].concat();
        cut(&life, digits, number, &answer, &budgets)?;
    }

    #[test]
    fn one_hash_at_a_time_and_all_at_once_give_the_same_answer((life, digits, number, answer) in asked()) {
        cut(&life, digits, number, &answer, &[1])?;
        cut(&life, digits, number, &answer, &[u16::MAX])?;
        prop_assert_eq!(verdict(life.decode(digits, number).kind), answer.verdict);
    }

    #[test]
    fn a_standard_walk_in_the_room_of_an_extended_one_is_the_same_walk(
        (life, digits, number, answer) in asked(),
        budget in 1u16..70,
    ) {
        if digits != 9 {
            return Ok(());
        }
        let walk = Walk::begin(&life.window, &life.limits, life.unit.start as u32, number as u32);
        let mut room = ExtendedWalk::NONE;
        room.low = walk;
        prop_assert_eq!((room.low.digits(), u64::from(room.low.value())), (9, answer.value));
        let token = std::iter::from_fn(|| Some(room.low.step(&life.window, &life.limits, &life.unit.key, budget)))
            .find_map(|found| found)
            .unwrap();
        prop_assert_eq!(verdict(token.kind), answer.verdict);
    }
}

/// A code of the unit's chain that ends in zeros, so that the token just below it differs in the first digits alone.
fn round_code(unit: &mut Unit, digits: u32, span: u64) -> (u64, u64) {
    (0..span)
        .find_map(|value| {
            let code = unit.chain(digits, value, 64)[1..=64]
                .iter()
                .find(|&code| code % span == 0);
            code.map(|&code| (value, code))
        })
        .unwrap()
}

#[test]
fn a_code_just_above_the_token_is_no_match() {
    for (digits, span) in [(9, 1_000), (12, 1_000_000)] {
        let mut life = crate::life::example(1, opaygo::config::Limits::DEFAULT);
        let (value, code) = round_code(&mut life.unit, digits, span);
        let (right, wrong) = (code + (START + value) % span, code - span + (START + value) % span);
        // One hash at a time, so that the walk looks at every code.
        for (number, wanted) in [(right, true), (wrong, false)] {
            let mut walk = Any::begin(&life, digits, number);
            let token = std::iter::from_fn(|| Some(walk.step(&life, 1)))
                .find_map(|found| found)
                .unwrap();
            assert_eq!(u64::from(token.value), value);
            assert_eq!(
                token.kind != Status::Invalid,
                wanted,
                "{number} of {digits} digits: {token:?}"
            );
        }
    }
}

#[test]
fn no_walk_at_all_answers_invalid_without_a_hash() {
    let life = crate::life::example(1, opaygo::config::Limits::DEFAULT);
    for budget in [0, 1, u16::MAX] {
        for mut walk in [Any::Standard(Walk::NONE), Any::Extended(ExtendedWalk::NONE)] {
            let found = walk.step(&life, budget).unwrap();
            assert_eq!((found.kind, found.count), (Status::Invalid, 0));
        }
    }
    assert_eq!(ExtendedWalk::NONE.low.digits(), 0);
    for digits in [12, 15] {
        let walk = ExtendedWalk::begin(&life.window, &life.limits, 0, 0, digits);
        assert_eq!(walk.low.digits(), digits);
    }
}

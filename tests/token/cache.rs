//! The chain cache: the same answers with and without it, and what a token then costs.

use crate::support::{Bench, KEY, START};
use opaygo::status::Status;
use opaygo::token::cache::CacheEntry;
use opaygo::token::generate;
use proptest::prelude::*;

fn unit(count: u16, entries: usize) -> Bench {
    let mut unit = Bench::provisioned(&format!(";count={count}"));
    unit.port.cache = vec![CacheEntry::EMPTY; entries];
    unit
}

/// Enters a token, a hash a poll; the answer and the hashes.
fn hashes(unit: &mut Bench, count: u16, value: u16) -> (Status, u32) {
    let text = format!("{:09}", generate(START, &KEY, count, value));
    let mut status = unit.device.enter(&unit.port.lend(), unit.now, text.as_bytes());
    let mut polls = 0;
    while status == Status::Decoding {
        status = unit.device.poll(&unit.port.lend(), unit.now, 1);
        polls += 1;
    }
    (status, polls)
}

#[test]
fn a_value_seen_before_costs_its_window_whatever_the_age() {
    for age in [100, 1_000, 10_000] {
        let mut unit = unit(age, 3);
        assert_eq!(hashes(&mut unit, age + 2, 7), (Status::AddTime, u32::from(age) + 2));
        for step in 2..6 {
            let (status, cost) = hashes(&mut unit, age + 2 * step, 7);
            assert_eq!(status, Status::AddTime);
            assert!(cost <= 64 + 1, "age {age}: {cost} hashes");
        }
        // The farthest that may be taken: the whole reach, and what the last token moved on.
        assert_eq!(hashes(&mut unit, age + 10 + 64, 7), (Status::AddTime, 20 + 64 + 2));
    }
}

#[test]
fn a_used_token_behind_the_kept_place_is_still_told_from_an_invalid_one() {
    let mut unit = unit(300, 5);
    for count in [302, 304, 340] {
        assert_eq!(hashes(&mut unit, count, 7).0, Status::AddTime);
    }
    for count in [2, 10, 302, 304] {
        assert_eq!(hashes(&mut unit, count, 7).0, Status::AlreadyUsed, "count {count}");
    }
    assert_eq!(hashes(&mut unit, 0, 7).0, Status::Invalid);
}

#[test]
fn the_value_used_last_stays() {
    let mut unit = unit(500, 4);
    let mut count = 500;
    let mut cost = |value| {
        count += 2;
        let (status, cost) = hashes(&mut unit, count, value);
        assert_eq!(status, Status::AddTime);
        cost
    };
    cost(7);
    for value in [30, 1, 90, 60] {
        assert!(cost(value) > 500, "value {value} is new");
        // Used between the others, it is never the one that makes room.
        assert!(cost(7) <= 64 + 20, "value 7 was used last");
    }
}

#[test]
fn two_units_on_one_cache_answer_as_they_would_alone() {
    let other = "#OTHER;000000007;000102030405060708090a0b0c0d0e0f;count=40";
    let mut units = [unit(40, 4), unit(40, 4)];
    units[1] = {
        let mut blank = Bench::blank();
        let line = other.as_bytes();
        opaygo::product::factory_line::provision(&mut blank.device, &blank.port.lend(), blank.now, line).unwrap();
        blank.port.cache = vec![CacheEntry::EMPTY; 4];
        blank
    };
    let token = |of: usize, count: u16, value: u16| match of {
        0 => format!("{:09}", generate(START, &KEY, count, value)),
        _ => format!(
            "{:09}",
            generate(7, &std::array::from_fn(|byte| byte as u8), count, value)
        ),
    };
    // Both in turn, a few hashes each, over one memory.
    let mut cache = vec![CacheEntry::EMPTY; 4];
    for round in 1..20u16 {
        let texts = [0, 1].map(|of| match round % 4 {
            3 => token(of, 40 + 2 * (round - 1), 7),
            _ => token(of, 40 + 2 * round, 7),
        });
        let mut answers = [Status::Decoding; 2];
        for of in [0, 1] {
            let unit = &mut units[of];
            std::mem::swap(&mut cache, &mut unit.port.cache);
            answers[of] = unit.device.enter(&unit.port.lend(), unit.now, texts[of].as_bytes());
            std::mem::swap(&mut cache, &mut unit.port.cache);
        }
        while answers.contains(&Status::Decoding) {
            for of in [0, 1] {
                if answers[of] == Status::Decoding {
                    let unit = &mut units[of];
                    std::mem::swap(&mut cache, &mut unit.port.cache);
                    answers[of] = unit.device.poll(&unit.port.lend(), unit.now, 5);
                    std::mem::swap(&mut cache, &mut unit.port.cache);
                }
            }
        }
        let wanted = if round % 4 == 3 {
            Status::AlreadyUsed
        } else {
            Status::AddTime
        };
        assert_eq!(answers, [wanted; 2], "round {round}");
        // And never the other's.
        if round % 4 == 2 {
            for of in [0, 1] {
                let unit = &mut units[of];
                std::mem::swap(&mut cache, &mut unit.port.cache);
                assert_eq!(unit.text(&token(1 - of, 42 + 2 * round, 7)), Status::Invalid);
                std::mem::swap(&mut cache, &mut unit.port.cache);
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Deed {
    Token(i16, u16),
    Wait(u32),
    Power,
}

/// What is stored, but for when the next record was due: that goes by the polls, and with a cache there are fewer.
fn stored(unit: &Bench) -> Vec<u8> {
    let mut bytes = unit.port.bytes.clone();
    for record in bytes.chunks_mut(32) {
        record[27] &= 15;
        record[28..].fill(0);
    }
    bytes
}

fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let value = prop_oneof![Just(1u16), Just(7), Just(30), 0u16..1000, Just(998), Just(999)];
    let deed = prop_oneof![
        8 => (-40i16..110, value).prop_map(|(ahead, value)| Deed::Token(ahead, value)),
        1 => (0u32..40_000).prop_map(Deed::Wait),
        1 => Just(Deed::Power),
    ];
    prop::collection::vec(deed, 1..25)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]
    #[test]
    fn every_life_is_the_same_with_and_without_a_cache(
        deeds in deeds(), count in 0u16..200, entries in 1usize..7, hashes in 1u16..90, reset in 0u8..2,
    ) {
        let mut units = [unit(count, entries), unit(count, 0)];
        let mut last = count;
        for unit in &mut units {
            unit.port.config.limits.reset_token = reset;
            unit.port.config.free_tries = 15;
        }
        for deed in deeds {
            let answers = units.each_mut().map(|unit| match deed {
                Deed::Token(ahead, value) => {
                    let text = format!("{:09}", generate(START, &KEY, last.saturating_add_signed(ahead), value));
                    let mut status = unit.device.enter(&unit.port.lend(), unit.now, text.as_bytes());
                    while status == Status::Decoding {
                        status = unit.device.poll(&unit.port.lend(), unit.now, hashes);
                    }
                    unit.settle();
                    status
                }
                Deed::Wait(seconds) => unit.wait(seconds),
                Deed::Power => unit.power(),
            });
            prop_assert_eq!(answers[0], answers[1], "{:?}", &deed);
            let reports = units.each_ref().map(Bench::report);
            prop_assert_eq!(reports[0], reports[1]);
            prop_assert_eq!(stored(&units[0]), stored(&units[1]));
            last = reports[0].count;
        }
    }
}

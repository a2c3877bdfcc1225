//! UI and PC: what a person enters, and what is shown.

use crate::support::pad::Pad;
use crate::support::{wrong, Bench, KEY, START};
use crate::DAY;
use opaygo::report::{PaygState, Report};
use opaygo::status::Status;
use opaygo::token::generate;
use std::collections::BTreeSet;

#[test]
fn ui00a_keys_and_whole_strings_do_the_same() {
    let mut pad = Pad::new(Bench::provisioned(""));
    let mut unit = Bench::provisioned("");
    for (count, value) in [(2, 30), (2, 30), (5, 7), (4, 1), (8, 998), (9, 0)] {
        let text = format!("{:09}", generate(START, &KEY, count, value));
        assert_eq!(pad.keys(&format!("*{text}")), unit.text(&text));
        pad.unit.settle();
        assert_eq!(pad.unit.report(), unit.report());
    }
}

/// Every transition that a product sees when it asks each `step` seconds, and how often.
fn transitions(step: u32) -> Vec<PaygState> {
    let mut unit = Bench::provisioned("");
    unit.port.config.credit_per_value = 10_000;
    let mut seen = vec![PaygState::Disabled];
    let mut look = |unit: &mut Bench, times: u32| {
        for _ in 0..times {
            let mut report = Report::EMPTY;
            unit.wait(0);
            unit.device.report(&unit.port.config, &mut report);
            assert_eq!(report.changed == 1, report.state != seen[seen.len() - 1]);
            if report.changed == 1 {
                seen.push(report.state);
            }
        }
    };
    look(&mut unit, 3);
    for (count, value) in [(2, 1), (3, 2), (4, 998), (5, 1), (7, 0), (8, 0)] {
        assert!(unit.token(count, value) as i8 > 0);
        look(&mut unit, 2);
        let end = unit.now + 30_000;
        while unit.now < end {
            unit.now += step;
            look(&mut unit, 1);
        }
        look(&mut unit, 2);
    }
    seen
}

#[test]
fn ui01_one_change_for_each_transition_at_any_cadence() {
    use PaygState::{Disabled, Enabled, Unlocked};
    let life = [
        Disabled, Enabled, Disabled, Enabled, Disabled, Unlocked, Enabled, Disabled,
    ];
    for step in [1, 7, 60, 3_599, 30_000] {
        assert_eq!(transitions(step), life, "a look each {step} s");
    }
}

#[test]
fn ui01_the_state_at_power_up_is_no_transition() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 1), Status::AddTime);
    assert_eq!(unit.power(), Status::Ok);
    let mut report = Report::EMPTY;
    unit.device.report(&unit.port.config, &mut report);
    assert_eq!((report.state, report.changed), (PaygState::Enabled, 0));
}

#[test]
fn ui02_more_than_ten_seconds_between_two_keys() {
    for (timeout, accepted, dropped) in [(11, 10, 12), (11, 11, 12), (20, 20, 21), (255, 255, 256)] {
        for (pause, whole) in [(accepted, true), (dropped, false)] {
            let mut unit = Bench::provisioned("");
            unit.port.config.key_timeout = timeout;
            let mut pad = Pad::new(unit);
            assert_eq!(pad.key(b'*'), Status::KeyAccepted);
            for key in format!("{:09}", generate(START, &KEY, 2, 1)).bytes() {
                pad.unit.now += pause;
                let wanted = if whole {
                    Status::KeyAccepted
                } else {
                    Status::KeyRejected
                };
                assert_eq!(pad.key(key), wanted, "{pause} s of {timeout}");
            }
            assert_eq!(pad.outcome(), if whole { Status::AddTime } else { Status::Ok });
        }
    }
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.port.config.key_timeout, 20, "the default");
    unit.port.config.key_timeout = 10;
    assert_eq!(unit.power(), Status::Config);
}

#[test]
fn ui03_each_thing_that_happens_has_its_own_answer() {
    let mut unit = Bench::provisioned(";test=550000000");
    unit.port.extended = true;
    let mut pad = Pad::new(unit);
    let mut answers = vec![pad.key(b'1'), pad.key(b'#'), pad.key(b'*')];
    let unit = &mut pad.unit;
    answers.push(unit.text("550000000"));
    answers
        .extend([(2, 1), (3, 1), (4, 996), (6, 998), (6, 998), (8, 1)].map(|(count, value)| unit.token(count, value)));
    answers.push(unit.token(9, 999));
    answers.push(unit.extended(11, 5, 12));
    answers.push(unit.text("12345"));
    answers.push(unit.text(&wrong(0)));
    assert_eq!(unit.text(&wrong(1)), Status::Invalid);
    answers.push(unit.text(&wrong(2)));
    assert_eq!(unit.report().wait, 60, "and how long to wait");
    assert_eq!(
        answers,
        [
            Status::KeyRejected,
            Status::StatusKey,
            Status::KeyAccepted,
            Status::TestCode,
            Status::AddTime,
            Status::SetTime,
            Status::Reserved,
            Status::DisablePayg,
            Status::AlreadyUsed,
            Status::NoEffect,
            Status::CounterSync,
            Status::Extended,
            Status::Malformed,
            Status::Invalid,
            Status::Locked,
        ]
    );
    let numbers: BTreeSet<i8> = answers.iter().map(|&answer| answer as i8).collect();
    assert_eq!(numbers.len(), answers.len());
}

#[test]
fn ui04_a_used_token_and_an_invalid_one_are_told_apart() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 1), Status::AddTime);
    assert_eq!(unit.text(&wrong(0)), Status::Invalid);
    for _ in 0..100 {
        assert_eq!(unit.token(2, 1), Status::AlreadyUsed, "as often as one likes");
    }
    assert_eq!(unit.text(&wrong(1)), Status::Invalid);
    assert_eq!(
        unit.report().wait,
        60,
        "a used token neither raises nor clears the failures"
    );
}

#[test]
fn pc01_the_output_has_a_level_to_be_asserted_again_and_again() {
    let mut unit = Bench::provisioned(";test=550000000");
    let level = |unit: &mut Bench, wanted: u8| {
        for _ in 0..3 {
            assert_eq!(unit.wait(0), Status::Ok);
            assert_eq!(unit.report().active, wanted);
            assert_eq!(unit.power(), Status::Ok);
        }
    };
    level(&mut unit, 0);
    assert_eq!(unit.token(2, 1), Status::AddTime);
    level(&mut unit, 1);
    unit.wait(DAY);
    level(&mut unit, 0);
    assert_eq!(unit.token(4, 998), Status::DisablePayg);
    level(&mut unit, 1);
    assert_eq!(unit.token(5, 0), Status::SetTime);
    level(&mut unit, 0);
    assert_eq!(unit.text("550000000"), Status::TestCode);
    assert_eq!(
        (unit.report().active, unit.report().changed),
        (1, 0),
        "a test is no transition"
    );
    unit.wait(30);
    level(&mut unit, 0);
}

//! TP: what tokens do.

use crate::support::{Bench, KEY, START};
use crate::DAY;
use opaygo::config::MAX_CREDIT_PER_VALUE;
use opaygo::report::PaygState;
use opaygo::status::Status;
use opaygo::token::generate;
use opaygo::unit::credit::grant;

#[test]
fn tp01_adds_accumulate_and_stop_at_the_greatest_credit() {
    let mut unit = Bench::provisioned("");
    for (count, days) in [(2, 5), (4, 30), (6, 0), (8, 995)] {
        let before = unit.report().credit;
        assert_eq!(unit.token(count, days), Status::AddTime);
        assert_eq!(unit.report().credit, before + u32::from(days) * DAY);
    }
    for step in 1..60 {
        let before = unit.report().credit;
        assert_eq!(unit.token(8 + 2 * step, 995), Status::AddTime);
        assert_eq!(unit.report().credit, before.saturating_add(995 * DAY));
    }
    assert_eq!(unit.report().credit, u32::MAX);
}

#[test]
fn tp02_tokens_of_other_units_are_refused() {
    let mut unit = Bench::provisioned("");
    unit.port.config.lock_base = 0;
    let image = unit.port.bytes.clone();
    let (tries, mut taken) = (20_000u32, 0);
    for at in 0..tries {
        unit.port.bytes.clone_from(&image);
        assert_eq!(unit.power(), Status::Ok);
        let mut other = KEY;
        other[(at % 16) as usize] ^= 1 + (at / 16 % 255) as u8;
        let text = format!(
            "{:09}",
            generate(START, &other, 2 + (at % 60) as u16, (at % 996) as u16)
        );
        match unit.text(&text) {
            Status::Invalid => assert_eq!(unit.report().credit, 0),
            _ => taken += 1,
        }
    }
    // A number is taken by chance when its six digits above the value are those of one of the 64 counts ahead.
    let expected = f64::from(tries) * 64.0 / 1e6;
    println!("{taken} of {tries} tokens of other units taken, {expected:.1} expected");
    assert!(f64::from(taken) <= expected + 5.0 * expected.sqrt());
}

#[test]
fn tp03_ten_older_and_thirty_two_newer_adds() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(40, 1), Status::AddTime);
    for count in (20..40).step_by(2) {
        assert_eq!(unit.token(count, 1), Status::AddTime, "{count}");
        assert_eq!(unit.token(count, 1), Status::AlreadyUsed, "{count}");
        assert_eq!(unit.report().count, 40);
    }
    assert_eq!(unit.token(18, 1), Status::AlreadyUsed, "one too old");
    assert_eq!(unit.report().credit, 11 * DAY);
    assert_eq!(unit.token(40 + 65, 1), Status::Invalid, "one too new");
    assert_eq!(unit.token(40 + 64, 1), Status::AddTime);
}

#[test]
fn tp05_a_set_replaces_the_credit_whatever_the_state() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 100), Status::AddTime);
    assert_eq!(unit.token(3, 7), Status::SetTime);
    assert_eq!(unit.report().credit, 7 * DAY);
    assert_eq!(unit.token(4, 998), Status::DisablePayg);
    assert_eq!(unit.token(5, 3), Status::SetTime);
    let report = unit.report();
    assert_eq!((report.state, report.credit), (PaygState::Enabled, 3 * DAY));
    assert_eq!(unit.token(7, 0), Status::SetTime);
    let report = unit.report();
    assert_eq!(
        (report.state, report.credit, report.active),
        (PaygState::Disabled, 0, 0)
    );
}

/// Nothing older than `count` is taken any more, whatever comes after it.
fn nothing_older_is_taken(unit: &mut Bench, count: u16) {
    let refused = |unit: &mut Bench| {
        for older in 1..count {
            for value in [1, 0, 995] {
                let before = unit.report();
                assert_eq!(unit.token(older, value), Status::AlreadyUsed, "({older}, {value})");
                assert_eq!(unit.report().credit, before.credit);
            }
        }
    };
    refused(unit);
    assert_eq!(unit.power(), Status::Ok);
    refused(unit);
    for (later, value) in [
        (count + 1, 1),
        (count + 3, 996),
        (count + 6, 999),
        (count + 7, 998),
        (count + 9, 1),
    ] {
        assert!(unit.token(later, value) as i8 > 0);
        assert_eq!(unit.power(), Status::Ok);
        refused(unit);
    }
    let behind = unit.report().count - 5;
    assert_eq!(
        unit.token(behind | 1, 999),
        Status::AlreadyUsed,
        "no sync behind the last one"
    );
    refused(unit);
}

#[test]
fn tp05_nothing_older_than_a_set_is_taken() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(4, 1), Status::AddTime);
    assert_eq!(unit.token(9, 1), Status::SetTime);
    nothing_older_is_taken(&mut unit, 9);
}

#[test]
fn tp18_nothing_older_than_an_unlock_is_taken() {
    for unlock in [8, 9] {
        let mut unit = Bench::provisioned("");
        assert_eq!(unit.token(unlock, 998), Status::DisablePayg);
        nothing_older_is_taken(&mut unit, unlock);
    }
}

#[test]
fn tp08_add_on_unlocked_has_no_effect() {
    no_effect_on_unlocked(&[(6, 30), (8, 0), (10, 995)]);
}

#[test]
fn tp08_unlock_on_unlocked_has_no_effect() {
    no_effect_on_unlocked(&[(6, 998), (7, 998), (9, 998)]);
}

fn no_effect_on_unlocked(tokens: &[(u16, u16)]) {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 12), Status::AddTime);
    assert_eq!(unit.token(4, 998), Status::DisablePayg);
    let before = unit.report();
    for &(count, value) in tokens {
        assert_eq!(unit.token(count, value), Status::NoEffect);
        let after = unit.report();
        assert_eq!((after.credit, after.state), (before.credit, PaygState::Unlocked));
        assert_eq!(after.count, count, "the count is consumed");
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.token(count, value), Status::AlreadyUsed);
    }
    // Nothing was saved up for the day of the next Set.
    assert_eq!(unit.token(13, 1), Status::SetTime);
    assert_eq!(unit.report().credit, DAY);
}

#[test]
fn tp12_every_value_and_divider_is_exact() {
    for unit in [DAY, 1, 2, 255, 256, 65_535, 65_536, 1_000_003, MAX_CREDIT_PER_VALUE] {
        for divider in 1..=255u8 {
            for value in 0..=995u32 {
                let exact = u128::from(value) * u128::from(unit) / u128::from(divider);
                assert_eq!(
                    u128::from(grant(value, unit, divider)),
                    exact,
                    "{value} x {unit} / {divider}"
                );
            }
        }
    }
    assert_eq!(u128::from(MAX_CREDIT_PER_VALUE), u128::from(u32::MAX) / 995);
    for (divider, value) in [(1, 180), (4, 22), (255, 995), (7, 1)] {
        let mut unit = Bench::provisioned(&format!(";divider={divider}"));
        assert_eq!(unit.token(2, value), Status::AddTime);
        assert_eq!(unit.report().credit, u32::from(value) * DAY / divider);
    }
}

#[test]
fn tp13_a_token_a_day_for_more_than_three_years() {
    let mut unit = Bench::provisioned("");
    for day in 1..=3 * 366 + 1 {
        assert_eq!(unit.token(2 * day, 1), Status::AddTime, "day {day}");
        unit.wait(DAY);
        assert_eq!(unit.report().credit, 0);
    }
}

#[test]
fn tp13_no_count_follows_the_last_one() {
    let mut unit = Bench::provisioned(";count=65530");
    assert_eq!(unit.token(65_532, 1), Status::AddTime);
    assert_eq!(unit.token(65_535, 2), Status::SetTime);
    for count in [65_531, 65_532, 65_534, 65_535, 2, 4] {
        assert_eq!(unit.token(count, 1), Status::AlreadyUsed, "{count}");
    }
    let Bench { port, device, now } = &mut unit;
    for (count, value) in [(0, 1), (2, 1), (65_535, 0)] {
        assert!(device.apply(&port.lend(), *now, count, value, None) != Status::AddTime);
    }
    assert_eq!(unit.power(), Status::Ok);
    let report = unit.report();
    assert_eq!((report.count, report.credit), (65_535, 2 * DAY));
}

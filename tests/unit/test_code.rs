//! The test code (ruling 21, TP11).

use crate::support::{Bench, KEY, START};
use crate::DAY;
use opaygo::status::Status;
use opaygo::token::generate;
use std::collections::VecDeque;

const CODE: &str = "550000000";

fn unit() -> Bench {
    Bench::provisioned(";test=550000000")
}

#[test]
fn r21_it_lasts_as_long_as_the_product_says_and_touches_nothing_else() {
    for seconds in [30, 1, 299] {
        let mut unit = unit();
        unit.port.config.test_seconds = seconds;
        let before = unit.report();
        assert_eq!(unit.text(CODE), Status::TestCode);
        let during = unit.report();
        assert_eq!((during.active, during.test), (1, seconds));
        assert_eq!(
            (during.count, during.credit, during.state),
            (before.count, before.credit, before.state)
        );
        unit.wait(u32::from(seconds) - 1);
        assert_eq!(unit.report().active, 1);
        unit.wait(1);
        assert_eq!((unit.report().active, unit.report().test), (0, 0));
    }
}

#[test]
fn tp11_never_five_minutes() {
    let mut unit = unit();
    unit.port.config.test_seconds = 300;
    assert_eq!(unit.power(), Status::Config);
    // Nor by entering it over and over: the test time starts anew, and five uses are five uses.
    unit.port.config.test_seconds = 299;
    assert_eq!(unit.power(), Status::Ok);
    for _ in 0..5 {
        assert_eq!(unit.text(CODE), Status::TestCode);
    }
    assert_eq!(unit.text(CODE), Status::NoEffect);
    unit.wait(299);
    assert_eq!(unit.report().active, 0);
}

#[test]
fn r21_only_while_the_unit_is_disabled() {
    let mut unit = unit();
    assert_eq!(unit.token(2, 1), Status::AddTime);
    assert_eq!(unit.text(CODE), Status::NoEffect);
    assert_eq!(unit.token(4, 998), Status::DisablePayg);
    assert_eq!(unit.text(CODE), Status::NoEffect);
    assert_eq!(unit.token(5, 0), Status::SetTime);
    assert_eq!(unit.text(CODE), Status::TestCode);
    assert_eq!(unit.token(6, 1), Status::AddTime);
    assert_eq!(unit.report().test, 0, "credit ends a test");
}

#[test]
fn r21_without_one_and_switched_off_it_is_a_number_like_any_other() {
    assert_eq!(Bench::provisioned("").text(CODE), Status::Invalid);
    let mut unit = unit();
    unit.port.config.test_seconds = 0;
    assert_eq!(unit.text(CODE), Status::Invalid);
}

#[test]
fn r21_it_is_no_try_and_forgives_none() {
    let mut unit = unit();
    assert_eq!(unit.text(&crate::support::wrong(0)), Status::Invalid);
    for _ in 0..7 {
        unit.text(CODE);
    }
    assert_eq!(unit.text(&crate::support::wrong(1)), Status::Invalid);
    assert_eq!(unit.report().wait, 60);
}

#[test]
fn r21_it_is_used_up_before_the_output_is_on() {
    for cut in 0..=40 {
        let mut unit = unit();
        for _ in 0..4 {
            assert_eq!(unit.text(CODE), Status::TestCode);
        }
        unit.port.cut_after = Some(cut);
        let answer = unit.text(CODE);
        let on = answer == Status::TestCode;
        unit.port.cut_after = None;
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.report().active, 0, "a power cut ends a test");
        let left = unit.text(CODE) == Status::TestCode;
        assert!(!(on && left), "cut after {cut} bytes: {answer:?}, and once more");
    }
}

/// Enters the test code each `step` seconds for `span` seconds with a power cut each `cut` tries, and checks any hour
/// and any day of it; how often it was taken.
fn try_for(uptime: bool, step: u32, span: u32, cut: u32) -> u32 {
    let mut unit = unit();
    unit.port.rtc = !uptime;
    unit.now = 0;
    assert_eq!(unit.power(), Status::Ok);
    let (mut hour, mut day, mut taken) = (VecDeque::new(), VecDeque::new(), 0);
    for (tries, time) in (0..span).step_by(step as usize).enumerate() {
        unit.wait(step);
        if cut > 0 && tries as u32 % cut == cut - 1 {
            unit.now = if uptime { 0 } else { unit.now };
            assert_eq!(unit.power(), Status::Ok);
        }
        if unit.text(CODE) == Status::TestCode {
            taken += 1;
            for (window, length, most) in [(&mut hour, 3_600, 5), (&mut day, DAY, 128)] {
                window.push_back(time);
                while time - window[0] >= length {
                    window.pop_front();
                }
                assert!(window.len() <= most, "{} in {length} s", window.len());
            }
        }
    }
    taken
}

#[test]
fn tp11_five_in_any_hour_and_120_in_any_day_across_power_cuts() {
    for (step, cut) in [(1, 0), (7, 1), (31, 0), (60, 3), (719, 1), (721, 0)] {
        let days = 3 * DAY;
        let rtc = try_for(false, step, days, cut);
        assert!(
            rtc <= 360 && (cut > 0 || rtc >= 300),
            "step {step}, cut {cut}: {rtc} in three days"
        );
        // An uptime clock forgets no use that a power cut makes it forget the time of.
        assert!(try_for(true, step, days, cut) <= rtc);
    }
}

#[test]
fn r21_a_token_of_the_unit_is_refused_as_its_test_code() {
    for (count, value) in [(1, 0), (1, 998), (2, 30), (999, 1), (1000, 995)] {
        let mut unit = Bench::blank();
        let image = unit.port.bytes.clone();
        let code = generate(START, &KEY, count, value);
        assert_eq!(unit.factory(&format!(";test={code:09}")), Err(Status::TestIsToken));
        assert_eq!(unit.port.bytes, image);
    }
    let code = generate(START, &KEY, 1001, 1);
    assert!(Bench::blank().factory(&format!(";test={code:09}")).is_ok());
}

#[test]
fn what_cannot_be_stored_neither_begins_nor_ends_test_time() {
    let mut unit = unit();
    unit.port.cut_after = Some(0);
    assert_eq!(unit.text(CODE), Status::Storage);
    assert_eq!((unit.report().active, unit.report().test), (0, 0));
    unit.port.cut_after = None;
    assert_eq!(unit.text(CODE), Status::TestCode);
    // The charge is stored, the outcome is not.
    unit.port.cut_after = Some(32);
    assert_eq!(unit.token(2, 1), Status::Storage);
    assert_eq!((unit.report().active, unit.report().test), (1, 30));
    unit.port.cut_after = None;
    assert_eq!(unit.token(2, 1), Status::AddTime);
    assert_eq!((unit.report().active, unit.report().test), (1, 0));
    // The use that could not be stored is none.
    assert_eq!(unit.token(3, 0), Status::SetTime);
    for _ in 1..5 {
        assert_eq!(unit.text(CODE), Status::TestCode);
    }
    assert_eq!(unit.text(CODE), Status::NoEffect);
}

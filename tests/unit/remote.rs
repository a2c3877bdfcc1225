//! The remote channel (TP17, UI0b, UI5, ruling 25), and the tamper flag.

use crate::support::Bench;
use crate::DAY;
use opaygo::report::{PaygState, Report};
use opaygo::status::Status;

fn apply(unit: &mut Bench, count: u16, value: u16) -> Status {
    let Bench { port, device, now } = unit;
    device.apply(&port.lend(), *now, count, value, None)
}

fn apply_set(unit: &mut Bench, count: u16, credit: u32) -> Status {
    let Bench { port, device, now } = unit;
    device.apply(&port.lend(), *now, count, 0, Some(credit))
}

fn tamper(unit: &mut Bench) -> Status {
    let Bench { port, device, now } = unit;
    device.tamper(&port.lend(), *now)
}

#[test]
fn tp17_one_payment_by_two_channels_credits_once() {
    for (count, value) in [(2, 30), (3, 30), (4, 996), (4, 998), (5, 999)] {
        let mut unit = Bench::provisioned("");
        let first = unit.token(count, value);
        assert!(first as i8 > 0);
        let credit = unit.report().credit;
        assert_eq!(
            apply(&mut unit, count, value),
            Status::AlreadyUsed,
            "keypad, then remote"
        );
        assert_eq!(unit.report().credit, credit);

        let mut unit = Bench::provisioned("");
        assert_eq!(apply(&mut unit, count, value), first, "the same answer by either");
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.token(count, value), Status::AlreadyUsed, "remote, then keypad");
        assert_eq!(unit.report().credit, credit);
    }
}

#[test]
fn ui00b_the_remote_channel_keeps_the_windows_of_the_keypad() {
    let mut unit = Bench::provisioned("");
    assert_eq!(apply(&mut unit, 66, 1), Status::Invalid);
    assert_eq!(apply(&mut unit, 40, 1), Status::AddTime);
    assert_eq!(apply(&mut unit, 20, 1), Status::AddTime);
    assert_eq!(apply(&mut unit, 18, 1), Status::AlreadyUsed);
    assert_eq!(apply(&mut unit, 0, 1), Status::Invalid);
    assert_eq!(apply(&mut unit, 0, 999), Status::Invalid);
    assert_eq!(apply(&mut unit, 141, 999), Status::Invalid);
    assert_eq!(apply(&mut unit, 11, 999), Status::CounterSync);
    assert_eq!(apply(&mut unit, 42, 1_000), Status::Range);
    assert_eq!(apply(&mut unit, 13, 30), Status::SetTime);
    assert_eq!((unit.report().count, unit.report().credit), (13, 30 * DAY));
}

#[test]
fn ui05_a_payment_by_radio_is_applied_at_once() {
    let mut unit = Bench::provisioned("");
    assert_eq!(apply(&mut unit, 2, 1), Status::AddTime);
    let mut report = Report::EMPTY;
    unit.device.report(&unit.port.config, &mut report);
    assert_eq!((report.state, report.changed, report.value), (PaygState::Enabled, 1, 1));
}

#[test]
fn r25_the_waiting_period_does_not_hold_it_up_and_it_forgives() {
    let mut unit = Bench::provisioned("");
    for at in 0..2 {
        assert_eq!(unit.text(&crate::support::wrong(at)), Status::Invalid);
    }
    assert_eq!(apply(&mut unit, 66, 1), Status::Invalid);
    assert_eq!(unit.report().wait, 60, "a refused one neither charges nor forgives");
    assert_eq!(apply(&mut unit, 2, 1), Status::AddTime);
    assert_eq!(unit.report().wait, 0);
    assert_eq!(unit.text(&crate::support::wrong(2)), Status::Invalid);
    assert_eq!(unit.report().wait, 0, "the free try is back");
}

#[test]
fn r25_a_server_may_set_the_very_second() {
    let mut unit = Bench::provisioned("");
    assert_eq!(apply_set(&mut unit, 4, 100), Status::Range, "a Set has an odd count");
    assert_eq!(apply_set(&mut unit, 5, 12_345), Status::SetTime);
    assert_eq!(unit.report().credit, 12_345);
    assert_eq!(apply_set(&mut unit, 5, 99_999), Status::AlreadyUsed);
    assert_eq!(unit.token(4, 1), Status::AlreadyUsed);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().credit, 12_345);
    assert_eq!(apply_set(&mut unit, 7, 0), Status::SetTime);
    assert_eq!(unit.report().state, PaygState::Disabled);
}

#[test]
fn r25_a_token_under_way_is_decided_first() {
    let mut unit = Bench::provisioned("");
    let text = format!(
        "{:09}",
        opaygo::token::generate(crate::support::START, &crate::support::KEY, 40, 1)
    );
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.enter(&port.lend(), *now, text.as_bytes()), Status::Decoding);
    assert_eq!(device.apply(&port.lend(), *now, 2, 1, None), Status::Busy);
    assert_eq!(device.enter(&port.lend(), *now, text.as_bytes()), Status::Busy);
    while device.poll(&port.lend(), *now, 1) == Status::Decoding {}
    assert_eq!(device.apply(&port.lend(), *now, 22, 1, None), Status::AddTime);
    assert_eq!(unit.report().credit, 2 * DAY);
}

#[test]
fn tamper_is_kept_and_a_set_clears_it() {
    let mut unit = Bench::provisioned("");
    assert_eq!(tamper(&mut unit), Status::Ok);
    let image = unit.port.bytes.clone();
    assert_eq!(tamper(&mut unit), Status::Ok);
    assert_eq!(unit.port.bytes, image, "once is enough");
    for _ in 0..2 {
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.report().tamper, 1);
    }
    assert_eq!(unit.token(2, 1), Status::AddTime, "refused only if the product says so");
    assert_eq!(unit.report().tamper, 1);
    assert_eq!(unit.token(3, 1), Status::SetTime);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().tamper, 0);
}

#[test]
fn tamper_may_refuse_adds_which_are_not_consumed() {
    let mut unit = Bench::provisioned("");
    unit.port.config.tamper_refuses_adds = 1;
    assert_eq!(tamper(&mut unit), Status::Ok);
    for _ in 0..5 {
        assert_eq!(unit.token(8, 1), Status::Tampered);
        assert_eq!(apply(&mut unit, 8, 1), Status::Tampered);
        let report = unit.report();
        assert_eq!(
            (report.credit, report.count, report.wait),
            (0, 1, 0),
            "not consumed, not charged"
        );
    }
    assert_eq!(unit.token(3, 0), Status::SetTime);
    assert_eq!(unit.token(8, 1), Status::AddTime);
    assert_eq!(unit.report().credit, DAY);
}

//! The waiting period, and when a try is charged.

use crate::support::{wrong, Bench, KEY, START};
use crate::DAY;
use opaygo::status::Status;
use opaygo::token::generate;

#[test]
fn r16_one_free_try_then_a_minute_doubling_to_512() {
    let mut unit = Bench::provisioned("");
    let mut waits = Vec::new();
    for at in 0..14 {
        assert_eq!(unit.text(&wrong(at)), Status::Invalid);
        let wait = unit.report().wait;
        waits.push(wait / 60);
        if wait > 0 {
            unit.wait(u32::from(wait) - 1);
            assert_eq!(unit.token(2, 1), Status::Locked, "a second too early");
            unit.wait(1);
        }
    }
    assert_eq!(waits, [0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 512, 512, 512]);
    assert_eq!(unit.token(2, 1), Status::AddTime);
    assert_eq!(unit.text(&wrong(20)), Status::Invalid);
    assert_eq!(unit.report().wait, 0, "a good token forgives");
}

#[test]
fn r16_free_tries_base_and_cap_are_the_products() {
    for (free, base, cap, wanted) in [
        (0, 60, 100, [60, 100, 100, 100]),
        (2, 10, 30, [0, 0, 10, 20]),
        (0, 0, 0, [0, 0, 0, 0]),
        (0, 40_000, 65_535, [40_000, 65_535, 65_535, 65_535]),
    ] {
        let mut unit = Bench::provisioned("");
        (unit.port.config.free_tries, unit.port.config.lock_base) = (free, base);
        unit.port.config.lock_cap = cap;
        for (at, wait) in (0..).zip(wanted) {
            assert_eq!(unit.text(&wrong(at)), Status::Invalid);
            assert_eq!(unit.report().wait, wait);
            unit.wait(wait.into());
        }
    }
}

#[test]
fn r16_while_it_runs_every_token_is_locked_and_nonsense_malformed() {
    let mut unit = Bench::provisioned(";test=550000000");
    assert_eq!(unit.text(&wrong(0)), Status::Invalid);
    assert_eq!(unit.text(&wrong(1)), Status::Invalid);
    let image = unit.port.bytes.clone();
    for text in ["550000000", "123456789", "000000000"] {
        assert_eq!(unit.text(text), Status::Locked);
    }
    assert_eq!(unit.token(2, 1), Status::Locked);
    for text in ["", "1", "12345678", "1234567890", "12345678x", "123456789012"] {
        assert_eq!(unit.text(text), Status::Malformed);
    }
    assert_eq!(unit.port.bytes, image, "nothing was looked at, nothing is charged");
}

#[test]
fn r16_malformed_and_used_tokens_are_not_charged() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 1), Status::AddTime);
    let image = unit.port.bytes.clone();
    for _ in 0..50 {
        assert_eq!(unit.text("12345"), Status::Malformed);
    }
    assert_eq!(unit.port.bytes, image);
    for _ in 0..50 {
        assert_eq!(unit.token(2, 1), Status::AlreadyUsed);
    }
    assert_eq!(unit.text(&wrong(0)), Status::Invalid);
    assert_eq!(unit.report().wait, 0, "the free try is still there");
}

/// Ten wrong tries, so that 256 minutes run.
fn locked() -> Bench {
    let mut unit = Bench::provisioned("");
    for at in 0..10 {
        let wait = unit.report().wait;
        unit.wait(wait.into());
        assert_eq!(unit.text(&wrong(at)), Status::Invalid);
    }
    assert_eq!(unit.report().wait, 256 * 60);
    unit
}

#[test]
fn r16_power_cuts_do_not_shorten_it() {
    let mut unit = locked();
    for waited in 1..=256 {
        assert_eq!(unit.token(2, 1), Status::Locked, "after {} minutes", waited - 1);
        unit.wait(30);
        assert_eq!(unit.power(), Status::Ok);
        unit.now += 30;
        assert_eq!(unit.power(), Status::Ok);
    }
    assert_eq!(unit.token(2, 1), Status::AddTime, "an RTC goes on while power is off");

    let mut unit = locked();
    unit.port.rtc = false;
    let mut waited = 0;
    while unit.report().wait > 600 {
        unit.now = 0;
        assert_eq!(unit.power(), Status::Ok);
        unit.live(600);
        waited += 600;
        assert!(unit.report().wait + waited >= 256 * 60);
        assert_eq!(unit.token(2, 1), Status::Locked);
    }
    assert!(waited > 256 * 60, "what was not stored is waited for again");
    // What is too short for a record never ends it.
    let mut unit = locked();
    unit.port.rtc = false;
    for _ in 0..1_000 {
        unit.now = 0;
        assert_eq!(unit.power(), Status::Ok);
        unit.live(15);
        assert_eq!(unit.report().wait, 256 * 60 - 15);
        assert_eq!(unit.token(2, 1), Status::Locked);
    }
    let mut polls = 0;
    while unit.report().wait > 0 {
        unit.wait(600);
        polls += 1;
    }
    assert_eq!(polls, 26);
    unit.now = 0;
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().wait, 0, "over is over");
}

#[test]
fn r16_a_clock_set_back_does_not_shorten_it() {
    let mut unit = locked();
    for _ in 0..100 {
        unit.now -= 1000;
        unit.wait(0);
        assert_eq!(unit.report().wait, 256 * 60);
    }
}

#[test]
fn r17_a_try_is_charged_before_it_is_judged() {
    let mut unit = Bench::provisioned("");
    for tries in 1..=12 {
        // Cut as soon as the walk is under way: nothing is known yet, and the try is spent.
        let Bench { port, device, now } = &mut unit;
        assert_eq!(
            device.enter(&port.lend(), *now, wrong(tries).as_bytes()),
            Status::Decoding
        );
        assert_eq!(unit.power(), Status::Ok);
        let minutes = if tries == 1 { 0 } else { (1 << (tries - 2)).min(512) };
        assert_eq!(u32::from(unit.report().wait), minutes * 60);
        unit.wait(minutes * 60);
    }
}

#[test]
fn r17_no_cut_of_the_charge_buys_a_guess() {
    for cut in 0..=40 {
        let mut unit = Bench::provisioned("");
        assert_eq!(unit.text(&wrong(0)), Status::Invalid);
        unit.port.cut_after = Some(cut);
        let answer = unit.text(&wrong(1));
        unit.port.cut_after = None;
        assert_eq!(unit.power(), Status::Ok);
        let charged = unit.report().wait > 0;
        assert!(
            charged || answer == Status::Storage,
            "cut after {cut} bytes: {answer:?} for nothing"
        );
    }
}

#[test]
fn r17_a_power_cut_leaves_a_good_token_charged_and_not_taken() {
    let mut unit = Bench::provisioned("");
    unit.port.config.free_tries = 0;
    let text = format!(
        "{:09}",
        opaygo::token::generate(crate::support::START, &crate::support::KEY, 2, 1)
    );
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.enter(&port.lend(), *now, text.as_bytes()), Status::Decoding);
    assert_eq!(device.poll(&port.lend(), *now, 1), Status::Decoding);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.text(&text), Status::Locked);
    unit.wait(60);
    assert_eq!(unit.text(&text), Status::AddTime);
    assert_eq!(unit.report().credit, DAY);
}

#[test]
fn r17_a_storage_failure_leaves_it_charged() {
    for good in [true, false] {
        let mut unit = Bench::provisioned("");
        unit.port.config.free_tries = 0;
        assert_eq!(unit.token(2, 1), Status::AddTime);
        // The charge is stored, the outcome is not.
        unit.port.cut_after = Some(32);
        let answer = unit.token(if good { 4 } else { 2 }, 1);
        unit.port.cut_after = None;
        assert_eq!(answer, Status::Storage);
        assert_eq!((unit.report().wait, unit.report().credit), (60, DAY));
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!((unit.report().wait, unit.report().credit), (60, DAY));
        unit.wait(60);
        assert_eq!(unit.token(4, 1), Status::AddTime);
    }
}

#[test]
fn r17_a_charge_that_cannot_be_stored_looks_at_nothing() {
    let mut unit = Bench::provisioned("");
    unit.port.cut_after = Some(0);
    assert_eq!(unit.token(2, 1), Status::Storage);
    unit.port.cut_after = None;
    assert_eq!((unit.report().credit, unit.report().count), (0, 1));
    assert_eq!(unit.token(2, 1), Status::AddTime);
}

#[test]
fn a_save_that_fails_does_not_end_the_token_that_is_being_decoded() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 1), Status::AddTime);
    unit.now += 10;
    let Bench { port, device, now } = &mut unit;
    let text = format!("{:09}", generate(START, &KEY, 4, 1));
    assert_eq!(device.enter(&port.lend(), *now, text.as_bytes()), Status::Decoding);
    *now += 10;
    port.cut_after = Some(0);
    assert_eq!(device.save(&port.lend(), *now), Status::Storage);
    port.cut_after = None;
    assert_eq!(device.poll(&port.lend(), *now, u16::MAX), Status::AddTime);
    assert_eq!(unit.report().credit, 2 * DAY - 20);
}

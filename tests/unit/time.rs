//! CT: the credit's clock.

use crate::support::Bench;
use crate::DAY;
use opaygo::config::UNKNOWN_GAP;
use opaygo::report::PaygState;
use opaygo::status::Status;

/// A unit with this credit, however much.
fn with_credit(credit: u32) -> Bench {
    let mut unit = Bench::provisioned("");
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.apply(&port.lend(), *now, 3, 0, Some(credit)), Status::SetTime);
    unit.settle();
    unit
}

/// A plain generator of numbers: the same on every run.
fn next(seed: &mut u64) -> u32 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) as u32
}

#[test]
fn ct01_a_million_clock_steps_lose_nothing() {
    let mut unit = with_credit(u32::MAX);
    let mut seed = 1;
    let (mut elapsed, steps) = (0u64, 1_000_000);
    for step in 1..=steps {
        let size = [1, 1, 60, 3_600, 20_000][next(&mut seed) as usize % 5];
        let seconds = next(&mut seed) % (size + 1);
        elapsed += u64::from(seconds);
        assert_eq!(unit.wait(seconds), Status::Ok);
        if step % 1_000 == 0 {
            assert_eq!(unit.power(), Status::Ok);
            let error = u64::from(u32::MAX) - elapsed - u64::from(unit.report().credit);
            assert_eq!(error, 0, "after {step} steps");
        }
    }
    println!("{steps} clock steps, {elapsed} s elapsed, error 0");
    assert!(unit.report().credit > 0);
}

#[test]
fn ct03_keys_and_tokens_do_not_stop_the_clock() {
    let mut pad = crate::support::pad::Pad::new(with_credit(DAY));
    // A key held down is seen at each poll, so that no poll is left for anything else.
    for second in 1..=2_000 {
        pad.unit.now += 1;
        let _ = pad.key(if second % 3 == 0 { b'*' } else { b'7' });
        assert_eq!(pad.unit.report().credit, DAY - second);
    }
    pad.unit.wait(DAY);
    let _ = pad.key(b'7');
    assert_eq!(pad.unit.report().active, 0);
    let mut unit = with_credit(DAY);
    for second in 1..=500 {
        unit.now += 1;
        assert_eq!(unit.token(3, 0), Status::AlreadyUsed);
        assert_eq!(unit.report().credit, DAY - second);
    }
}

#[test]
fn ct04_the_same_credit_at_any_cadence_of_calls() {
    for step in [1, 2, 61, 3_599, 3_601, 50_000] {
        let mut unit = with_credit(100_000);
        for time in (step..=100_000).step_by(step as usize) {
            unit.wait(step);
            assert_eq!(unit.report().credit, 100_000 - time);
        }
    }
    // By the clock nothing is spent by use.
    let mut unit = with_credit(DAY);
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.spend(&port.lend(), *now, 100), Status::Range);
    assert_eq!(unit.report().credit, DAY);
}

#[test]
fn ct04_a_main_loop_that_sleeps_as_told_misses_nothing() {
    let mut unit = with_credit(10 * DAY + 17);
    let start = unit.now;
    let mut polls = 0;
    while unit.report().state == PaygState::Enabled {
        let sleep = unit.report().sleep;
        assert!(sleep > 0 && sleep <= 3_600);
        unit.wait(sleep);
        polls += 1;
    }
    assert_eq!(
        unit.now - start,
        10 * DAY + 17,
        "the output goes off in the very second"
    );
    // One an hour, and the early ones before the interval is an hour.
    assert_eq!(polls, 247);
    assert_eq!(unit.report().sleep, u32::MAX, "nothing to do but wait for a key");
}

#[test]
fn ct05_credit_ends_at_zero() {
    let mut unit = with_credit(100);
    for _ in 0..5 {
        unit.wait(99);
        unit.power();
    }
    unit.wait(1_000_000_000);
    assert_eq!(unit.report().credit, 0);
    assert_eq!(unit.token(4, 1), Status::AddTime);
    assert_eq!(unit.report().credit, DAY, "nothing is owed");
}

#[test]
fn ct06_168_hours_without_power_are_charged_exactly() {
    let week = 168 * 3_600;
    let mut unit = with_credit(30 * DAY);
    assert_eq!(unit.cut(week), Status::Ok);
    assert_eq!(unit.report().credit, 30 * DAY - week, "by an RTC");

    let mut unit = with_credit(30 * DAY);
    unit.port.rtc = false;
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.save(&port.lend(), *now), Status::Ok);
    unit.now = 0;
    assert_eq!(unit.restart(), Status::Ok);
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.resume(&port.lend(), *now, week), Status::Ok);
    assert_eq!(unit.report().credit, 30 * DAY - week, "by the product's own knowledge");
    assert_eq!(unit.report().clock_faults, 0);
    assert_eq!(unit.restart(), Status::Ok);
    assert_eq!(unit.report().credit, 30 * DAY - week, "stored");
}

#[test]
fn ct10_what_a_unit_is_outlives_power_cuts() {
    let mut unit = Bench::provisioned(";divider=2;test=550000000");
    assert_eq!(unit.text("550000000"), Status::TestCode);
    assert_eq!(unit.token(2, 10), Status::AddTime);
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.tamper(&port.lend(), *now), Status::Ok);
    unit.text(&crate::support::wrong(0));
    unit.text(&crate::support::wrong(1));
    let mut before = unit.report();
    before.test = 0;
    before.value = 0;
    for _ in 0..3 {
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.report(), before);
        assert_eq!(unit.token(4, 1), Status::Locked);
    }
    unit.wait(60);
    assert_eq!(unit.token(2, 10), Status::AlreadyUsed);
}

#[test]
fn ct12_a_clock_set_back_costs_what_may_have_run_and_is_counted() {
    let mut unit = with_credit(10 * DAY);
    unit.live(20_000);
    for jump in 1..=3u32 {
        let (before, due) = (unit.report().credit, 3_600);
        unit.now -= 100_000;
        unit.live(12);
        let report = unit.report();
        assert!(report.credit >= before - due - 12 && report.credit <= before);
        assert_eq!(u32::from(report.clock_faults), jump);
        // Stored at once: the next power cut finds it.
        let image = unit.port.bytes.clone();
        unit.wait(0);
        assert_eq!(unit.port.bytes, image);
    }
    // A step back of a minute is none.
    let (credit, faults) = (unit.report().credit, unit.report().clock_faults);
    unit.now -= 60;
    unit.live(60);
    assert_eq!((unit.report().credit, unit.report().clock_faults), (credit, faults));
    unit.wait(1_000_000);
    assert_eq!(unit.report().credit, 0, "a jump forward burns credit");
}

#[test]
fn ct12_a_clock_that_starts_anew_at_each_power_cut_gives_nothing_away() {
    for run in [5, 15, 61, 300, 3_599] {
        let mut unit = with_credit(10 * DAY);
        unit.live(20_000);
        let mut used = 20_000;
        for _ in 0..20_000 {
            unit.now = 500_000;
            assert_eq!(unit.power(), Status::Ok);
            let end = unit.now + run;
            while unit.now < end {
                let on = unit.report().active == 1;
                let sleep = unit.report().sleep.clamp(1, end - unit.now);
                used += if on { sleep } else { 0 };
                unit.now += sleep;
                let Bench { port, device, now } = &mut unit;
                let _ = device.poll(&port.lend(), *now, 16);
                unit.settle();
            }
            assert!(
                used <= 10 * DAY,
                "{used} s used of {}, {run}, {:?}",
                10 * DAY,
                unit.report()
            );
        }
    }
}

#[test]
fn ct12_the_mark_of_a_clock_fault_is_gone_after_a_checkpoint_interval() {
    let mut unit = with_credit(10 * DAY);
    unit.now -= 1_000;
    assert_eq!(unit.power(), Status::Ok);
    unit.live(12);
    assert_eq!(unit.report().clock_faults, 1);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().clock_faults, 2, "still in doubt");
    unit.live(8_000);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().clock_faults, 2);
    assert!(unit.report().credit >= 10 * DAY - 8_000 - 100);
    // A clock set back under way leaves the same mark, and the polls after it do not take it away.
    unit.now -= 1_000;
    unit.live(12);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().clock_faults, 4);
}

#[test]
fn ct12_a_restart_of_an_uptime_costs_what_may_have_run_unless_the_gap_is_known() {
    let mut unit = with_credit(10 * DAY);
    unit.port.rtc = false;
    unit.power();
    unit.live(10_000);
    let before = unit.report().credit;
    for restart in 1..=5u32 {
        unit.now = 0;
        assert_eq!(unit.power(), Status::Ok);
        for _ in 0..3 {
            assert_eq!(unit.wait(0), Status::Ok);
        }
        let lost = before - unit.report().credit;
        assert!(lost <= 3_600 + 16 * (restart - 1), "{lost} s, once for each restart");
        assert_eq!(u32::from(unit.report().clock_faults), restart + 1);
    }
    let before = unit.report().credit;
    unit.now = 0;
    assert_eq!(unit.restart(), Status::Ok);
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.resume(&port.lend(), *now, 7), Status::Ok);
    assert_eq!(unit.report().credit, before - 7);
    // A unit without running credit has nothing to lose, and restarts are its daily life.
    let mut unit = Bench::provisioned("");
    unit.port.rtc = false;
    unit.now = 0;
    assert_eq!(unit.power(), Status::Ok);
    unit.wait(0);
    assert_eq!(unit.report().clock_faults, 0);
}

#[test]
fn ct12_an_rtc_that_was_without_power_is_told_by_resume() {
    let mut unit = with_credit(10 * DAY);
    unit.live(20_000);
    let before = unit.report().credit;
    unit.now -= 1_000_000;
    assert_eq!(unit.restart(), Status::Ok);
    let Bench { port, device, now } = &mut unit;
    assert_eq!(device.resume(&port.lend(), *now, UNKNOWN_GAP), Status::Ok);
    let report = unit.report();
    assert_eq!((report.clock_faults, report.active), (1, 1));
    assert!(report.credit >= before - 3_600 && report.credit < before);
}

#[test]
fn ct12_a_clock_set_back_ends_a_running_test() {
    let mut unit = Bench::provisioned(";test=550000000");
    assert_eq!(unit.text("550000000"), Status::TestCode);
    unit.now -= 1_000_000;
    unit.live(12);
    assert_eq!(unit.report().active, 0);
}

#[test]
fn ct12_the_end_of_the_credit_is_stored_at_once() {
    let mut unit = with_credit(1_000);
    unit.wait(1_000);
    let end = unit.now;
    unit.now = end - 900;
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().credit, 0, "no clock set back finds it again");
    unit.port.config.checkpoint = 59;
    assert_eq!(unit.power(), Status::Config);
}

//! Clocks: chips that answer nonsense, that are set, that die, and supplies that fail.

use opaygo::report::PaygState;
use opaygo::status::Status;

use crate::bench::{Unit, DAY, EEPROM, NOW};

const MONTH: u32 = 30 * DAY;
/// 2000-01-01, where many an RTC begins.
const ANEW: u32 = 946_684_800;

/// Thirty days paid, by an RTC alone and beside an uptime.
fn paid() -> [Unit; 2] {
    let alone = Unit::paid(EEPROM, 30);
    let mut both = Unit::new(EEPROM);
    both.board.uptime = Some(0);
    both.power();
    assert_eq!(both.token(2, 30), Status::AddTime);
    both.settle();
    [alone, both].map(|mut unit| {
        assert_eq!((unit.report.credit, unit.report.active), (MONTH, 1));
        unit.pass(60);
        unit
    })
}

/// `2165-165-165 165:165:85`, `2000-00-00`, a garbled register of hours, a day more or less at midnight, a second back.
#[test]
fn rtc_one_bad_reading() {
    let right = NOW + 60;
    for reading in [
        u32::MAX,
        4_000_000_000,
        0,
        ANEW,
        right + 20 * 3_600,
        right + DAY,
        right - DAY,
        right - 1,
    ] {
        for mut unit in paid() {
            let credit = unit.report.credit;
            unit.board.rtc = Some(reading);
            unit.poll();
            assert_eq!(unit.report.active, 1, "{reading}");
            unit.board.rtc = Some(right);
            unit.pass(1);
            assert_eq!((unit.report.credit, unit.report.active), (credit - 1, 1), "{reading}");
            assert_eq!(unit.report.clock_faults, 0, "{reading}");
            // And so it is stored.
            unit.power();
            assert_eq!(unit.report.credit, credit - 1, "{reading}");
        }
    }
}

/// It starts at 2000, the unit is paid, and a network or a technician sets it right. Or a network sets it back by a
/// second each day.
#[test]
fn rtc_is_set() {
    for told in [true, false] {
        let mut unit = Unit::new(EEPROM);
        unit.board.rtc = Some(ANEW);
        unit.board.uptime = (!told).then_some(0);
        unit.power();
        assert_eq!(unit.token(2, 30), Status::AddTime);
        unit.settle();
        unit.pass(600);
        assert_eq!(unit.report.credit, MONTH - 600);
        unit.board.rtc = Some(NOW);
        if told {
            // An RTC alone cannot know: the call says it.
            assert_eq!(unit.device.clock_set(&unit.board, 0), Status::Ok);
        }
        for _ in 0..100 {
            unit.pass(1);
        }
        let kept = |unit: &Unit, passed| unit.report.credit.abs_diff(MONTH - passed) <= 1 && unit.report.active == 1;
        assert!(kept(&unit, 700), "told: {told}: {}", unit.report.credit);
        unit.power();
        unit.pass(10);
        assert!(
            kept(&unit, 710),
            "told: {told}, after a restart: {}",
            unit.report.credit
        );
    }
    for mut unit in paid() {
        let credit = unit.report.credit;
        for _ in 0..29 {
            for _ in 0..24 {
                unit.pass(3_600);
            }
            unit.board.rtc = unit.board.rtc.map(|time| time - 1);
            unit.poll();
            unit.settle();
        }
        let passed = 29 * DAY;
        assert!(
            unit.report.credit.abs_diff(credit - passed) <= 29,
            "{}",
            unit.report.credit
        );
        assert_eq!(unit.report.clock_faults, 0);
    }
}

/// A load pulls a weak supply down, the chip resets, the load is off, it starts again: every half second.
#[test]
fn brownout() {
    for (rtc, uptime, what) in [
        (true, false, "an RTC with its battery"),
        (false, true, "an uptime, and nobody says how long"),
        (true, false, "an RTC whose battery is flat"),
    ] {
        let flat = what.ends_with("flat");
        let mut unit = Unit::new(EEPROM);
        if flat {
            unit.board.rtc = Some(ANEW);
        }
        (unit.board.has_rtc, unit.board.uptime) = (rtc, uptime.then_some(0));
        unit.power();
        assert_eq!(unit.token(2, 30), Status::AddTime);
        unit.settle();
        // Six minutes, in which 0.1.0 lost all of it.
        for restart in 0..720 {
            match &mut unit.board.rtc {
                Some(time) if flat => *time = ANEW,
                Some(time) => *time += restart & 1,
                None => {}
            }
            unit.board.uptime = uptime.then_some(0);
            unit.open();
            unit.poll();
        }
        unit.settle();
        let lost = MONTH - unit.report.credit;
        let most = if rtc && !flat { 360 } else { 3_600 + 720 * 16 };
        println!("720 restarts in 6 minutes, {what}: {lost} s");
        assert!(lost <= most && unit.report.active == 1, "{what}: {lost} s");
    }
}

/// The RTC dies when the unit is paid off, and the EEPROM is worn out besides.
#[test]
fn unlocked_dead_rtc() {
    for days in [0, 5] {
        let mut unit = Unit::new(EEPROM);
        if days > 0 {
            assert_eq!(unit.token(2, days), Status::AddTime);
        }
        assert_eq!(unit.token(3, 998), Status::DisablePayg);
        unit.settle();
        let on = |unit: &Unit| (unit.report.active, unit.report.state) == (1, PaygState::Unlocked);
        unit.board.rtc = None;
        for _ in 0..40 {
            unit.poll();
            assert!(on(&unit), "the RTC does not answer");
        }
        assert_eq!(unit.open(), Status::Clock);
        assert!(on(&unit), "and power was cut");
        let _ = unit.device.save(&unit.board, 0);
        unit.device.query(&unit.board.config, &mut unit.report);
        assert!(on(&unit), "saved");
        unit.board.rtc = Some(ANEW);
        assert_eq!(unit.open(), Status::Ok);
        assert!(on(&unit), "the RTC is back, and anew");
        unit.board.writes_fail = true;
        unit.board.rtc = Some(0);
        unit.open();
        assert!(on(&unit), "nothing can be stored");
    }
}

/// A day is paid, the RTC's bus is cut, and the main loop drives its output by the report for a year.
#[test]
fn dead_clock_main_loop() {
    let mut unit = Unit::paid(EEPROM, 1);
    unit.pass(3_600);
    let credit = unit.report.credit;
    let right = unit.board.rtc.take();
    let (mut on, mut answer) = (0, Status::Ok);
    for _ in 0..24 * 365 {
        answer = unit.poll();
        on += u32::from(unit.report.active);
    }
    assert!(on <= 8, "on for {on} of 8760 h");
    assert_eq!((answer, unit.report.active), (Status::Clock, 0));
    assert_eq!(unit.report.credit, credit, "it is kept");
    // The bus is mended within the day.
    unit.board.rtc = right;
    unit.pass(10);
    assert_eq!((unit.report.active, unit.report.credit), (1, credit - 10));
}

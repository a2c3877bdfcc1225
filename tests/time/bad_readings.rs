//! T1: what a wrong reading may cost.

use crate::world::{Bad, Clocks, Life, DAY};

const NOW: u32 = 1_700_000_000;
const MONTH: u32 = 30 * DAY;

/// The readings that people have reported, and their kind: of a bus that gives ones or zeros, of garbled registers, of
/// bits that flip, of callbacks that fail.
fn readings() -> Vec<Bad> {
    let mut all = vec![Bad::Fails];
    all.extend(
        [
            0,
            u32::MAX,
            0x7fff_ffff,
            0x8000_0000,
            946_684_800,
            4_000_000_000,
            6_153_000_000_u64 as u32,
        ]
        .map(Bad::Stuck),
    );
    all.extend((0..32).map(Bad::Flipped));
    all.extend(
        [
            -86_400,
            -3_600,
            -60,
            -1,
            1,
            59,
            60,
            61,
            3_600,
            20 * 3_600,
            86_400,
            90_000,
            31_536_000,
        ]
        .map(Bad::Off),
    );
    all.extend((0..8).map(Bad::Noise));
    all
}

/// Burst after burst of every kind, each reading taken by so many calls, and nothing is lost, ended, or stored.
fn one_bad_reading_costs_nothing(clocks: Clocks, burst: u32, calls: u32) {
    for bad in readings() {
        for sleep in [1, 16, 600, 3_600] {
            let mut life = Life::paid(clocks, NOW, MONTH);
            life.run(40_000);
            let begun = life.product.real;
            let credit = life.report.credit;
            let writes = life.product.writes.get();
            if u64::from(life.report.sleep) > sleep {
                life.sleep(sleep);
            }
            life.product.bad = Some(bad);
            for reading in 0..burst {
                for _ in 0..calls {
                    life.poll();
                    assert_eq!(life.report.active, 1, "{bad:?}, reading {reading}");
                    assert_eq!(life.product.writes.get(), writes, "{bad:?} is stored");
                }
                if clocks == Clocks::Both {
                    life.product.real += 1;
                }
            }
            life.product.bad = None;
            life.sleep(1);
            life.run(200);
            let elapsed = (life.product.real - begun) as u32;
            assert_eq!(life.report.credit, credit - elapsed, "{bad:?} after {sleep} s");
            assert_eq!(life.report.clock_faults, 0, "{bad:?}");
            // What is stored is as exact.
            life.cut(100);
            life.run(200);
            let elapsed = (life.product.real - begun) as u32;
            assert_eq!(life.report.credit, credit - elapsed, "{bad:?}, stored");
        }
    }
}

#[test]
fn t1_a_burst_of_eight_readings_of_an_rtc_alone_costs_nothing() {
    for burst in [1, 2, 7, 8] {
        one_bad_reading_costs_nothing(Clocks::Rtc, burst, 1);
    }
}

#[test]
fn t1_a_minute_of_bad_readings_beside_an_uptime_costs_nothing() {
    for burst in [1, 2, 30, 59] {
        one_bad_reading_costs_nothing(Clocks::Both, burst, 1);
    }
}

/// The first bad reading is what a product wakes to that slept as it was told.
#[test]
fn t1_a_bad_reading_after_a_sleep_costs_nothing() {
    for drift in [0, 1, -1, 10, -10, 20, -20, 50, -50] {
        for bad in readings() {
            for burst in [1, 30, 55] {
                for (phase, restarts) in (0..16).map(|phase| (phase, phase % 2 == 1)) {
                    let mut life = Life::paid(Clocks::Both, NOW, MONTH);
                    life.product.drift = drift;
                    life.product.config.checkpoint = 21_600;
                    life.run(5_000 + phase);
                    life.product.real += u64::from(life.report.sleep);
                    life.product.bad = Some(bad);
                    for reading in 0..burst {
                        life.poll();
                        assert_eq!(life.report.active, 1, "{bad:?}, reading {reading}");
                        life.product.real += 1;
                    }
                    life.product.bad = None;
                    if restarts {
                        life.cut(100);
                    }
                    life.run(200);
                    let passed = (life.product.real - 1_000) as i64;
                    let off = i64::from(MONTH - life.report.credit) - passed;
                    // As in the test below.
                    let most = if drift.abs() > 20 { 20 } else { 2 };
                    assert!(
                        off.abs() <= most,
                        "{off} s: {bad:?}, {burst} readings, drift {drift}, phase {phase}, restarts: {restarts}"
                    );
                    assert_eq!(life.report.clock_faults, 0, "{bad:?}");
                }
            }
        }
    }
}

/// An RTC that stood once at a second, and stands there again: a minute is one of the second burst alone.
#[test]
fn t1_a_burst_of_what_was_read_before_is_a_burst() {
    for drift in [10, -10, 50, -50] {
        for phase in 0..16 {
            let mut life = Life::new(Clocks::Both, NOW);
            life.product.drift = drift;
            life.set(MONTH);
            let begun = life.product.real;
            for burst in [5, 55] {
                life.run(300 + phase);
                life.product.real += u64::from(life.report.sleep);
                life.product.bad = Some(Bad::Stuck(0));
                for _ in 0..burst {
                    life.poll();
                    life.product.real += 1;
                }
                life.product.bad = None;
            }
            life.run(200);
            let off = i64::from(MONTH - life.report.credit) - (life.product.real - begun) as i64;
            assert!(off.abs() <= 2, "{off} s: drift {drift}, phase {phase}");
        }
    }
}

/// A driver that asks its chip once a second: beside an uptime a bad copy counts for as long as it stands, not as often as it
/// is asked for.
#[test]
fn t1_a_copy_of_a_second_beside_an_uptime_is_one_reading() {
    for burst in [1, 30, 59] {
        one_bad_reading_costs_nothing(Clocks::Both, burst, 20);
    }
}

/// Beside an uptime that runs more than 2 % off, a reading that is a few seconds wrong goes as its drift does.
#[test]
fn t1_a_burst_that_passes_for_drift_costs_seconds() {
    let mut worst = (0, 0);
    for drift in [-50, -30, -20, 20, 30, 50] {
        for wrong in (-15..=15).map(Bad::Off).chain([2, 3].map(Bad::Flipped)) {
            for burst in [5, 25, 59] {
                for phase in 0..16 {
                    let mut life = Life::paid(Clocks::Both, NOW, DAY);
                    life.product.drift = drift;
                    life.run(500 + phase);
                    (life.product.bad, life.report.sleep) = (Some(wrong), 1);
                    for _ in 0..burst {
                        life.product.real += 1;
                        life.poll();
                    }
                    life.product.bad = None;
                    life.sleep(1);
                    life.run(200);
                    let passed = (life.product.real - 1_000) as i64;
                    let off = i64::from(DAY - life.report.credit) - passed;
                    assert!(
                        off.abs() <= 20,
                        "{off} s: {wrong:?}, {burst} readings, drift {drift}, phase {phase}"
                    );
                    assert!(off.abs() <= 2 || drift.abs() > 20, "{off} s: {wrong:?}, drift {drift}");
                    worst = (off.min(worst.0), off.max(worst.1));
                }
            }
        }
    }
    println!("bursts that pass for drift: {} to {} s", worst.0, worst.1);
}

#[test]
fn t1_right_after_a_start_the_worse_is_shown_and_the_stored_kept() {
    for clocks in [Clocks::Rtc, Clocks::Both] {
        for bad in readings() {
            let mut life = Life::paid(clocks, NOW, MONTH);
            life.run(7_000);
            let writes = life.product.writes.get();
            life.product.bad = Some(bad);
            life.cut(50);
            for _ in 0..7 {
                life.poll();
                assert!(life.report.credit <= MONTH - 3_000);
            }
            assert_eq!(life.product.writes.get(), writes, "{bad:?} is stored");
            life.product.bad = None;
            life.run(300);
            let passed = (life.product.real - 1_000) as u32;
            assert_eq!(life.report.credit, MONTH - passed, "{clocks:?} {bad:?}");
            assert_eq!(
                (life.report.clock_faults, life.report.active),
                (0, 1),
                "{clocks:?} {bad:?}"
            );
        }
    }
}

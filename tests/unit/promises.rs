//! What holds over any life, by name.

use crate::support::{Bench, LIVED};
use opaygo::status::Status;
use proptest::collection::vec;
use proptest::prelude::*;
use std::collections::BTreeSet;

const DAY: u32 = 86_400;

/// A stretch of a life: how long the unit runs, in steps of which length, and whether the power is cut after it.
fn stretches() -> impl Strategy<Value = Vec<(u32, u32, bool)>> {
    let step = prop_oneof![
        Just(1u32),
        Just(59),
        Just(3_599),
        Just(3_600),
        Just(3_601),
        1u32..10_000
    ];
    vec((0u32..20_000, step, any::<bool>()), 1..40)
}

/// Seconds that the output was on in `seconds` of running, polled each `step` or as soon as the unit asks for it.
fn run(unit: &mut Bench, seconds: u32, step: u32) -> u32 {
    let (mut left, mut on) = (seconds, 0);
    while left > 0 {
        let report = unit.report();
        let step = left.min(step).min(report.sleep.max(1));
        on += u32::from(report.active) * step;
        left -= step;
        assert_eq!(unit.wait(step), Status::Ok);
    }
    on
}

fn paid(uptime: u8, days: u16) -> Bench {
    let mut unit = Bench::provisioned(";test=550000000");
    unit.port.rtc = uptime == 0;
    unit.power();
    assert_eq!(unit.token(2, days), Status::AddTime);
    unit
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, max_shrink_iters: 500, ..ProptestConfig::default() })]

    #[test]
    fn by_an_honest_rtc_the_credit_is_what_was_paid_less_what_has_passed(life in stretches(), off in 0u32..100_000) {
        let mut unit = paid(0, 3);
        let start = unit.now;
        for (seconds, step, cut) in life {
            run(&mut unit, seconds, step);
            if cut {
                unit.cut(off);
                // Of two cuts in a row the unit may have to be sure for longer.
                unit.live(LIVED);
            }
            prop_assert_eq!(unit.report().credit, (3 * DAY).saturating_sub(unit.now - start));
        }
    }

    #[test]
    fn no_power_cut_of_an_uptime_clock_gains_a_second(life in stretches()) {
        let mut unit = paid(1, 2);
        let mut on = 0;
        for (seconds, step, cut) in life {
            on += run(&mut unit, seconds, step);
            if cut {
                unit.now = 0;
                unit.power();
                unit.wait(0);
            }
        }
        prop_assert!(on + unit.report().credit <= 2 * DAY, "{on} s on");
    }

    #[test]
    fn no_clock_set_back_gains_a_second(life in stretches(), anew in 0u32..900_000, cuts in any::<bool>()) {
        let mut unit = paid(0, 2);
        let mut on = 0;
        for (seconds, step, back) in life {
            on += run(&mut unit, seconds, step);
            if back {
                unit.now = anew;
                if cuts {
                    unit.power();
                }
                unit.wait(0);
            }
        }
        unit.live(12);
        prop_assert!(on + unit.report().credit <= 2 * DAY, "{on} s on");
    }

    #[test]
    fn nothing_shortens_a_waiting_period(life in stretches(), failures in 2usize..12, uptime in 0u8..2) {
        let mut unit = paid(uptime, 1);
        for at in 0..failures {
            let wait = unit.report().wait;
            unit.wait(wait.into());
            prop_assert_eq!(unit.text(&format!("{:09}", 1_000 * at)), Status::Invalid);
        }
        let wait = u32::from(unit.report().wait);
        let mut waited = 0;
        for (seconds, step, cut) in life {
            let before = waited;
            run(&mut unit, seconds, step);
            waited += seconds;
            if cut {
                unit.now = if uptime == 1 { 0 } else { unit.now };
                unit.power();
            }
            let answer = unit.token(4, 1);
            prop_assert!(answer == Status::Locked || waited >= wait, "{answer:?} after {before} of {wait} s");
            if answer != Status::Locked {
                return Ok(());
            }
        }
    }

    #[test]
    fn a_payment_credits_once_in_any_order_by_any_channel(
        entries in vec((1u16..70, any::<bool>(), any::<bool>()), 1..120),
    ) {
        let mut unit = Bench::provisioned("");
        let (mut credited, mut spent) = (BTreeSet::new(), 0);
        for (half, remote, cut) in entries {
            let count = 2 * half;
            let answer = if remote {
                let Bench { port, device, now } = &mut unit;
                device.apply(&port.lend(), *now, count, 1, None)
            } else {
                unit.token(count, 1)
            };
            if answer == Status::AddTime {
                prop_assert!(credited.insert(count), "{count} twice");
            }
            if cut {
                unit.power();
            }
            // What was not credited was a wrong try, perhaps; the clock stands still beside that.
            let wait = u32::from(unit.report().wait);
            spent += wait;
            unit.wait(wait);
        }
        let left = (credited.len() as u32 * DAY).saturating_sub(spent);
        prop_assert!(unit.report().credit >= left && unit.report().credit <= credited.len() as u32 * DAY);
    }

    #[test]
    fn the_test_code_is_taken_five_times_an_hour_at_most(
        tries in vec((0u32..2_000, any::<bool>()), 1..200), uptime in 0u8..2,
    ) {
        let mut unit = Bench::provisioned(";test=550000000");
        unit.port.rtc = uptime == 0;
        unit.power();
        let (mut time, mut uses) = (0u32, Vec::new());
        for (pause, cut) in tries {
            time += pause;
            unit.wait(pause);
            if cut {
                unit.now = if uptime == 1 { 0 } else { unit.now };
                unit.power();
            }
            if unit.text("550000000") == Status::TestCode {
                uses.push(time);
                let hour = uses.iter().filter(|&&used| time - used < 3_600).count();
                prop_assert!(hour <= 5, "{hour} within an hour");
            }
        }
    }
}

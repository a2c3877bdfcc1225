//! The promises of time from T2 on, each by its number.

use crate::world::{Bad, Clocks, Life, DAY};
use opaygo::report::PaygState;
use opaygo::status::Status;

const NOW: u32 = 1_700_000_000;
const MONTH: u32 = 30 * DAY;

#[test]
fn t2_setting_a_clock_costs_nothing() {
    for clocks in [Clocks::Rtc, Clocks::Both] {
        for by in [
            0,
            1,
            -1,
            59,
            -59,
            61,
            -61,
            3_600,
            -3_600,
            86_400,
            -86_400,
            753_315_200,
            -753_315_200,
            i64::from(i32::MAX),
        ] {
            let mut life = Life::paid(clocks, NOW, MONTH);
            life.run(9_000);
            life.product.rtc = life.product.rtc.wrapping_add(by as u32);
            let told = life.device.clock_set(&life.product, 0);
            assert_eq!(told, Status::Ok);
            life.query();
            life.settle();
            life.run(400);
            let passed = (life.product.real - 1_000) as u32;
            assert!(
                life.report.credit.abs_diff(MONTH - passed) <= 1,
                "{clocks:?} {by}: {}",
                life.report.credit
            );
            assert_eq!(life.report.clock_faults, 0);
            life.cut(1_000);
            life.run(200);
            let passed = (life.product.real - 1_000) as u32;
            assert!(
                life.report.credit.abs_diff(MONTH - passed) <= 1,
                "{clocks:?} {by}, after a cut: {}",
                life.report.credit
            );
        }
    }
}

#[test]
fn t2_with_an_uptime_no_call_is_needed() {
    for by in [
        1,
        -1,
        59,
        -59,
        61,
        -61,
        3_600,
        -3_600,
        86_400,
        -86_400,
        753_315_200,
        -753_315_200,
    ] {
        for drift in [-50, 0, 50] {
            let mut life = Life::paid(Clocks::Both, NOW, MONTH);
            life.product.drift = drift;
            life.run(9_000);
            life.product.rtc = life.product.rtc.wrapping_add(by as u32);
            life.sleep(1);
            life.run(200);
            let passed = (life.product.real - 1_000) as u32;
            let left = life.report.credit.abs_diff(MONTH - passed);
            assert!(left <= 3_700 / 20 + 1, "{by}, drift {drift}: {left}");
            assert_eq!(life.report.clock_faults, 0);
            let off = left;
            life.cut(1_000);
            life.run(200);
            let passed = (life.product.real - 1_000) as u32;
            assert!(
                life.report.credit.abs_diff(MONTH - passed) <= off + 1,
                "{by}, drift {drift}, after a cut: {} {passed} {off}",
                MONTH - life.report.credit
            );
        }
    }
}

#[test]
fn t3_a_thousand_restarts_cost_hours() {
    for clocks in [Clocks::Uptime, Clocks::Rtc, Clocks::Both] {
        let mut life = Life::paid(clocks, NOW, MONTH);
        life.run(50_000);
        let before = life.report.credit;
        for _ in 0..1_000 {
            // An RTC whose battery is flat starts anew.
            life.product.rtc = 946_684_800_u32.wrapping_sub(life.product.real as u32);
            life.cut(0);
            for _ in 0..12 {
                life.poll();
            }
        }
        let lost = before.saturating_sub(life.report.credit);
        assert!(lost <= 3_600 + 1_000 * 16, "{clocks:?}: {lost} s");
        println!("a thousand restarts, {clocks:?}: {lost} s");
    }
}

#[test]
fn t3_a_restart_costs_what_may_have_run() {
    for clocks in [Clocks::Uptime, Clocks::Rtc, Clocks::Both] {
        for ran in [1, 15, 17, 100, 1_000, 5_000, 20_000] {
            let mut life = Life::paid(clocks, NOW, MONTH);
            life.run(50_000);
            for _ in 0..20 {
                let before = life.report.credit;
                let announced = life.announced();
                life.product.rtc = 946_684_800_u32.wrapping_sub(life.product.real as u32);
                life.cut(1);
                life.run(70);
                let lost = before - life.report.credit;
                assert!(
                    u64::from(lost) <= announced + 71,
                    "{clocks:?}: {lost} s, {announced} announced"
                );
                life.run(ran);
            }
            let passed = life.product.real - 1_000;
            let charged = u64::from(MONTH - life.report.credit);
            assert!(charged + 20 * 71 >= passed - 20, "{clocks:?}: {charged} s for {passed}");
        }
    }
}

#[test]
fn t4_an_unlocked_unit_stays_on() {
    for clocks in [Clocks::Rtc, Clocks::Uptime, Clocks::Both] {
        let mut life = Life::paid(clocks, NOW, DAY);
        assert_eq!(life.enter(5, 998), Status::DisablePayg);
        life.product.bad = Some(Bad::Fails);
        life.product.uptime_fails = true;
        for _ in 0..200 {
            life.product.real += 1;
            life.poll();
            assert_eq!((life.report.active, life.report.state), (1, PaygState::Unlocked));
        }
        life.product.write_fails = true;
        let answer = life.cut(10);
        assert_eq!(answer, Status::Clock);
        assert_eq!((life.report.active, life.report.state), (1, PaygState::Unlocked));
        life.product.bad = None;
        life.product.uptime_fails = false;
        life.product.rtc = 0;
        assert_eq!(life.cut(10), Status::Ok);
        assert_eq!((life.report.active, life.report.state), (1, PaygState::Unlocked));
    }
}

#[test]
fn t4_without_a_clock_a_unit_is_off_keeps_its_credit_and_goes_on_by_itself() {
    for clocks in [Clocks::Rtc, Clocks::Uptime] {
        for sleep in [1, 600] {
            let mut life = Life::paid(clocks, NOW, MONTH);
            life.run(40_000);
            let credit = life.report.credit;
            life.product.bad = Some(Bad::Fails);
            life.product.uptime_fails = clocks != Clocks::Rtc;
            let mut on = 0;
            for _ in 0..10_000 {
                life.product.real += sleep;
                life.poll();
                on += u32::from(life.report.active);
                assert!(life.report.credit >= credit - 3_600);
            }
            assert!(on <= 60, "{clocks:?}: on for {on} polls");
            assert_eq!(life.status, Status::Clock);
            life.product.bad = None;
            life.product.uptime_fails = false;
            life.run(100);
            assert_eq!((life.report.active, life.status), (1, Status::Ok), "{clocks:?}");
            if clocks == Clocks::Rtc {
                assert!(
                    life.report.credit >= credit - 3_600 - 120,
                    "{} {credit}",
                    life.report.credit
                );
            }
        }
    }
}

#[test]
fn t4_with_an_uptime_it_goes_on() {
    for bad in [Bad::Fails, Bad::Stuck(0), Bad::Stuck(u32::MAX), Bad::Noise(1)] {
        let mut life = Life::paid(Clocks::Both, NOW, 10 * DAY);
        life.run(40_000);
        life.product.bad = Some(bad);
        let begun = life.product.real;
        let credit = life.report.credit;
        while life.product.real < begun + 200_000 {
            life.sleep(u64::from(life.report.sleep.max(1)));
            assert_eq!(life.report.active, 1);
        }
        let passed = (life.product.real - begun) as u32;
        assert_eq!(life.report.credit, credit - passed, "{bad:?}");
        // Off in the very second all the same.
        life.run(10 * u64::from(DAY));
        assert_eq!((life.report.active, life.report.credit), (0, 0));
    }
}

#[test]
fn t6_every_open_recovers() {
    for clocks in [Clocks::Rtc, Clocks::Uptime, Clocks::Both] {
        let mut life = Life::paid(clocks, NOW, MONTH);
        life.run(40_000);
        let credit = life.report.credit;
        life.product.bad = Some(Bad::Fails);
        life.product.uptime_fails = clocks == Clocks::Uptime;
        assert_eq!(life.cut(5), Status::Clock);
        life.product.bad = None;
        life.product.uptime_fails = false;
        life.run(30);
        assert_eq!((life.status, life.report.active), (Status::Ok, 1), "{clocks:?}");
        assert!(life.report.credit >= credit - 3_600 - 40);
    }
}

#[test]
fn t7_usage_metering_needs_no_clock() {
    let mut life = Life::new(Clocks::Rtc, NOW);
    life.product.config.usage_metering = 1;
    life.set(1_000);
    life.product.bad = Some(Bad::Fails);
    for _ in 0..50 {
        life.product.real += 100;
        assert_eq!(life.device.spend(&life.product, 0, 10), Status::Ok);
        life.poll();
        assert_eq!(life.report.active, 1);
    }
    assert_eq!(life.report.credit, 500);
    life.cut(10);
    assert_eq!((life.report.credit, life.report.active), (500, 1));
}

#[test]
fn t5_a_sleep_far_longer_than_told_is_charged() {
    for clocks in [Clocks::Rtc, Clocks::Uptime, Clocks::Both] {
        for slept in [4_000, 50_000, 65_500, 66_000, 126_000, 1_000_000] {
            let mut life = Life::paid(clocks, NOW, MONTH);
            life.run(5_000);
            life.sleep(slept);
            for _ in 0..12 {
                life.sleep(1);
            }
            let passed = (life.product.real - 1_000) as u32;
            assert_eq!(life.report.credit, MONTH - passed, "{clocks:?} {slept}");
        }
    }
}

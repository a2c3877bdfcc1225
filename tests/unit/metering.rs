//! Usage metering (ruling 26), and credit at its ends (ruling 24).

use crate::support::Bench;
use opaygo::report::PaygState;
use opaygo::status::Status;

/// A unit that meters litres, 50 for each activation value.
fn meter() -> Bench {
    let mut unit = Bench::provisioned("");
    (unit.port.config.usage_metering, unit.port.config.credit_per_value) = (1, 50);
    unit
}

fn spend(unit: &mut Bench, units: u32) -> Status {
    let Bench { port, device, now } = unit;
    device.spend(&port.lend(), *now, units)
}

#[test]
fn r26_tokens_add_units_and_the_product_spends_them() {
    let mut unit = meter();
    assert_eq!(unit.token(2, 2), Status::AddTime);
    assert_eq!(unit.report().credit, 100);
    unit.wait(1_000_000);
    assert_eq!(unit.report().credit, 100, "no clock spends them");
    assert_eq!(spend(&mut unit, 30), Status::Ok);
    assert_eq!(spend(&mut unit, 0), Status::Ok);
    assert_eq!(unit.report().credit, 70);
    assert_eq!(unit.token(3, 1), Status::SetTime);
    assert_eq!(unit.report().credit, 50);
    assert_eq!(spend(&mut unit, 51), Status::Ok);
    let report = unit.report();
    assert_eq!((report.credit, report.state), (0, PaygState::Disabled));
    assert_eq!(unit.token(4, 998), Status::DisablePayg);
    assert_eq!(spend(&mut unit, 1_000), Status::Ok, "an unlocked unit spends nothing");
    assert_eq!(unit.report().credit, 0);
}

#[test]
fn r26_what_was_spent_stays_spent_over_a_power_cut() {
    let mut unit = meter();
    assert_eq!(unit.token(2, 20), Status::AddTime);
    for litre in 1..=999 {
        assert_eq!(spend(&mut unit, 1), Status::Ok);
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.report().credit, 1_000 - litre);
    }
    unit.now -= 100_000;
    unit.wait(0);
    assert_eq!(unit.report().credit, 1, "a clock fault costs no units");
}

#[test]
fn r26_a_storage_failure_is_told_and_gives_nothing_back() {
    let mut unit = meter();
    assert_eq!(unit.token(2, 20), Status::AddTime);
    unit.port.cut_after = Some(0);
    assert_eq!(spend(&mut unit, 10), Status::Storage);
    assert_eq!(unit.report().credit, 990);
    unit.port.cut_after = None;
    assert_eq!(spend(&mut unit, 1), Status::Ok);
    assert_eq!(unit.power(), Status::Ok);
    assert_eq!(unit.report().credit, 989);
}

#[test]
fn r24_credit_saturates_at_both_ends() {
    let mut unit = Bench::provisioned("");
    unit.port.config.credit_per_value = opaygo::config::MAX_CREDIT_PER_VALUE;
    let mut count = 2;
    for _ in 0..3 {
        assert_eq!(unit.token(count, 995), Status::AddTime);
        count += 2;
    }
    assert_eq!(unit.report().credit, u32::MAX);
    for _ in 0..3 {
        unit.wait(2_000_000_000);
    }
    assert_eq!(unit.report().credit, 0);
    unit.now = 0;
    unit.live(12);
    assert_eq!(unit.report().credit, 0);
}

#[test]
fn r24_a_planned_power_off_writes_only_what_has_changed() {
    let mut unit = Bench::provisioned("");
    assert_eq!(unit.token(2, 1), Status::AddTime);
    let save = |unit: &mut Bench| {
        let Bench { port, device, now } = unit;
        let before = port.writes;
        assert_eq!(device.save(&port.lend(), *now), Status::Ok);
        port.writes - before
    };
    assert_eq!(save(&mut unit), 0);
    unit.wait(10);
    assert_eq!((save(&mut unit), save(&mut unit)), (2, 0));
    unit.port.rtc = false;
    unit.now = 0;
    assert_eq!(unit.restart(), Status::Ok);
    assert_eq!(unit.report().credit, 86_390);
}

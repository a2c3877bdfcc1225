//! Attacks on the clock of a unit with ten days of credit, for thirty days.

use crate::attacker::Victim;
use crate::page::{hold, table};
use crate::support::Bench;
use crate::{DAY, DAYS};
use opaygo::config::UNKNOWN_GAP;

const MONTH: u64 = DAY as u64 * DAYS as u64;
const PAID: u16 = 10;
/// What an RTC shows when the credit is bought.
const START: u32 = 1_700_000_000;

/// A cut each `run` seconds for `off` seconds; `clock` tells what the clock then shows of what it showed.
fn cutter(uptime: bool, run: u32, off: u32, mut clock: impl FnMut(&Victim, u32) -> u32) -> Victim {
    let mut victim = Victim::paying(uptime, PAID);
    while victim.time < MONTH {
        victim.tries += 1;
        victim.run(run);
        let show = clock(&victim, victim.unit.now);
        victim.cut(off, show);
    }
    victim
}

/// Lets an RTC start anew while the unit is off, and run on until it shows the second of the last record.
fn patient_battery_thief(told: bool) -> Victim {
    let mut victim = Victim::paying(false, PAID);
    let anew = 1_000;
    victim.cut(1, anew);
    victim.run(3_600);
    while victim.time < MONTH {
        victim.tries += 1;
        victim.run(3_599);
        victim.cut(3_600, anew + 3_600);
        if told {
            let Bench { port, device, now } = &mut victim.unit;
            device.resume(&port.lend(), *now, UNKNOWN_GAP);
        }
    }
    victim
}

/// With an uptime beside the RTC.
fn both() -> Victim {
    let mut victim = Victim::paying(false, PAID);
    victim.unit.port.uptime = Some(0);
    victim.cut(1, START + 1);
    victim.run(200);
    victim
}

/// Low battery at dusk: the load pulls the supply down and the chip starts again, each half second of an hour a day.
fn brownouts(mut victim: Victim, anew: impl Fn(&Victim) -> u32) -> Victim {
    while victim.time < MONTH {
        victim.run(23 * 3_600);
        for second in 0..7_200 {
            victim.tries += 1;
            let clock = anew(&victim);
            victim.cut(second % 2, clock);
        }
    }
    victim
}

/// On the RTC's bus of a unit that runs, each so many seconds: what it shows then.
fn on_the_bus(mut victim: Victim, each: u32, show: impl Fn(u32) -> u32) -> Victim {
    while victim.time < MONTH {
        victim.tries += 1;
        victim.run(each);
        victim.unit.now = show(victim.unit.now);
    }
    victim
}

#[test]
fn thirty_days_of_clock_attacks() {
    let head = [
        "what is done to the clock",
        "power cuts",
        "accepted",
        "minutes on",
        "of them free",
        "records written",
    ];
    let mut rows = Vec::new();
    let defended: [(&str, Victim); 7] = [
        (
            "RTC: nothing, a power cut each 59 min",
            cutter(false, 3_540, 1, |_, now| now + 1),
        ),
        (
            "RTC: its battery out, so that it starts anew, each 59 min",
            cutter(false, 3_540, 1, |_, _| 1_000),
        ),
        ("RTC: the same each 5 min", cutter(false, 300, 1, |_, _| 1_000)),
        (
            "RTC: set back by a day each 30 h",
            cutter(false, 30 * 3_600, 1, |_, now| now - DAY),
        ),
        (
            "RTC: set forward by an hour each hour",
            cutter(false, 3_540, 1, |_, now| now + 3_600),
        ),
        ("uptime: a power cut each 59 min", cutter(true, 3_540, 1, |_, _| 0)),
        ("uptime: a power cut each 5 min", cutter(true, 300, 1, |_, _| 0)),
    ];
    for (name, victim) in defended {
        assert_eq!(victim.free_seconds(), 0, "{name}: {} s on", victim.on);
        rows.push(victim.row(name));
    }
    let low = "low battery, a restart each half second of an hour a day";
    let flat = |_: &Victim| 1_000;
    for (name, victim) in [
        (
            format!("RTC: {low}"),
            brownouts(Victim::paying(false, PAID), |victim| victim.unit.now),
        ),
        (
            format!("RTC that starts anew: {low}"),
            brownouts(Victim::paying(false, PAID), flat),
        ),
        (format!("uptime: {low}"), brownouts(Victim::paying(true, PAID), |_| 0)),
        (format!("both: {low}"), brownouts(both(), |victim| victim.unit.now)),
    ] {
        assert_eq!(victim.free_seconds(), 0, "{name}: {} s on", victim.on);
        rows.push(victim.row(&name));
    }
    for (name, victim) in [
        (
            "both: on the RTC's bus, it is held at one second",
            on_the_bus(both(), 1, |now| now - 1),
        ),
        (
            "both: on the RTC's bus, set back by a minute each minute",
            on_the_bus(both(), 60, |now| now - 60),
        ),
        (
            "both: on the RTC's bus, set back by a day each hour",
            on_the_bus(both(), 3_600, |now| now - DAY),
        ),
    ] {
        // The drift that an honest timer may have.
        let drift = victim.paid / 16 + victim.paid / 100 + 120;
        assert!(
            victim.free_seconds() <= drift,
            "{name}: {} s free",
            victim.free_seconds()
        );
        rows.push(victim.row(name));
    }
    let slow = on_the_bus(both(), 17, |now| now - 1);
    assert!(slow.free_seconds() <= slow.paid / 16 + slow.paid / 100 + 120);
    rows.push(slow.row("both: on the RTC's bus, it is slowed by a seventeenth, as an honest timer may drift"));
    let back = on_the_bus(Victim::paying(false, PAID), 60, |now| now - 59);
    rows.push(back.row("not defended, RTC: on its bus, set back by 59 s each minute"));
    // What no reading shows is not defended: a clock that tells a possible time after each cut.
    rows.push(
        patient_battery_thief(false)
            .row("not defended, RTC: its battery out, and left off until it shows the time of the last record"),
    );
    let told = patient_battery_thief(true);
    assert_eq!(told.free_seconds(), 0);
    rows.push(told.row("the same, the product calling `opaygo_resume` when the chip reports a lost supply"));
    let exact = cutter(false, 3_540, 1, |_, _| START);
    rows.push(exact.row("not defended, RTC: set over its bus to the second of the last record, each 59 min"));
    let table = table(&head, &rows);
    println!("{table}");
    hold("clocks", &table);
}

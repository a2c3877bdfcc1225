//! What storage is worn by: records a token, a day and a year, and how evenly cells are used. Fills docs/WEAR.md.

use std::collections::BTreeMap;

use opaygo::status::Status;

use crate::bytes;
use crate::chip::{Call, Chip};
use crate::geometries::{all, config, name, start, Kind};
use crate::model::State;
use crate::page::{hold, table};
use crate::promises::powered;
use crate::unit::{Act, Rig, Token};

const PAGE: &str = "docs/WEAR.md";

/// What `act` writes on an EEPROM of 1,024 bytes.
fn writes(kind: Kind, act: Act) -> u32 {
    let (mut rig, mut state) = powered(&start(3, kind, 0));
    let before = rig.chip.calls[Call::Write as usize];
    rig.act(act, &mut state).expect("power stays on");
    rig.chip.calls[Call::Write as usize] - before
}

#[test]
fn what_one_event_writes() {
    let rows = [
        ("a good token", Kind::Running, Act::Token(Token::new(6, 3)), 4),
        ("a wrong token", Kind::Running, Act::Wrong, 2),
        ("a used token", Kind::Running, Act::Token(Token::new(4, 30)), 3),
        (
            "a good token by the remote channel",
            Kind::Running,
            Act::Apply(Token::new(6, 3)),
            2,
        ),
        ("the test code", Kind::Off, Act::Test, 2),
        ("a checkpoint", Kind::Running, Act::Checkpoint, 1),
        ("the end of credit", Kind::Running, Act::RunOut, 1),
        (
            "a start of which nobody knows how long power was off",
            Kind::Running,
            Act::Unknown,
            2,
        ),
        ("the tamper flag", Kind::Running, Act::Tamper, 2),
        ("a planned power-off", Kind::Running, Act::Save, 2),
    ];
    let mut cells = Vec::new();
    for (what, kind, act, wanted) in rows {
        let measured = writes(kind, act);
        assert_eq!(measured, wanted, "{what}");
        cells.push(vec![what.to_owned(), measured.to_string()]);
    }
    // Nothing is written when nothing has changed.
    let (mut rig, _) = powered(&start(3, Kind::Unlocked, 0));
    let before = rig.chip.calls[Call::Write as usize];
    for _ in 0..100 {
        rig.now += 3600;
        rig.chip.begin();
        assert_eq!(rig.device.poll(&rig.chip.lend(), rig.now, 1), Status::Ok);
        assert_eq!(rig.device.save(&rig.chip.lend(), rig.now), Status::Ok);
    }
    assert_eq!(rig.chip.calls[Call::Write as usize], before);
    cells.push(vec!["anything else, and any time without credit".into(), "0".into()]);
    hold(PAGE, "events", &table(&["event", "records written"], &cells));
}

/// A year of a unit that is paid for 30 days every 30 days: writes, and how often each place was written or erased.
fn year(geometry: usize, checkpoint: u16) -> (u32, Vec<u32>) {
    let mut config = config();
    config.checkpoint = checkpoint;
    let mut rig = Rig::new(Chip::new(all()[geometry], config));
    let mut state = State::New;
    rig.open();
    rig.act(Act::Provision, &mut state).expect("power stays on");
    rig.chip.log = Some(Vec::new());
    let end = rig.now + 365 * 86_400;
    let mut paid_until = rig.now;
    let mut count = 1;
    while rig.now < end {
        rig.chip.begin();
        if rig.now >= paid_until {
            count = (count & !1) + 2;
            paid_until += 30 * 86_400;
            let text = Token::new(count, 30).text();
            assert_eq!(
                rig.device.enter(&rig.chip.lend(), rig.now, text.as_bytes()),
                Status::Decoding
            );
            assert_eq!(rig.device.poll(&rig.chip.lend(), rig.now, u16::MAX), Status::AddTime);
        }
        rig.now += rig.report().sleep.clamp(1, 86_400);
        assert_eq!(rig.device.poll(&rig.chip.lend(), rig.now, 1), Status::Ok);
    }
    let log = rig.chip.log.take().unwrap();
    let slots = bytes::slots(&all()[geometry]);
    let record = |(call, at): &&(Call, u16)| *call == Call::Write && slots.contains(at);
    let written = log.iter().filter(record).count();
    // A cell is worn by a write on EEPROM, by an erase on flash.
    let geometry = all()[geometry];
    let (wears, places) = match geometry.page {
        0 => (Call::Write, slots),
        page => (
            Call::Erase,
            (0..geometry.size / page).map(|number| number * page).collect(),
        ),
    };
    let mut worn: BTreeMap<u16, u32> = places.into_iter().map(|place| (place, 0)).collect();
    for (_, at) in log.iter().filter(|(call, _)| *call == wears) {
        *worn.entry(*at).or_default() += 1;
    }
    (written as u32, worn.into_values().collect())
}

#[test]
fn a_year_on_each_geometry() {
    let mut rows = Vec::new();
    for geometry in [0, 1, 2, 3, 8, 9, 18, 19, 28, 29] {
        let layout = all()[geometry];
        let mut row = vec![name(&layout).replace(" by 8", "")];
        for checkpoint in [900, 3600, 21_600] {
            let (written, worn) = year(geometry, checkpoint);
            let (least, most) = (*worn.iter().min().unwrap(), *worn.iter().max().unwrap());
            assert!(most - least <= 1, "{}: worn from {least} to {most}", name(&layout));
            let endures: u32 = if layout.page == 0 { 100_000 } else { 10_000 };
            row.extend([
                written.to_string(),
                most.to_string(),
                (endures / most.max(1)).to_string(),
            ]);
        }
        rows.push(row);
    }
    let head = [
        "region",
        "15 min: records a year",
        "cycles",
        "years",
        "1 h: records a year",
        "cycles",
        "years",
        "6 h: records a year",
        "cycles",
        "years",
    ];
    hold(PAGE, "years", &table(&head, &rows));
}

#[test]
fn guessing_wears_no_more_than_the_waiting_periods_let() {
    // A guesser who tries whenever it is allowed, for a year.
    let (mut rig, mut state) = powered(&start(3, Kind::Running, 0));
    let begun = rig.now;
    let before = rig.chip.calls[Call::Write as usize];
    let mut guesses = 0;
    while rig.now - begun < 365 * 86_400 {
        rig.act(Act::Wrong, &mut state).expect("power stays on");
        guesses += 1;
    }
    let written = rig.chip.calls[Call::Write as usize] - before;
    hold(
        PAGE,
        "guesser",
        &format!("{guesses} wrong tokens in a year, {written} records written.\n"),
    );
}

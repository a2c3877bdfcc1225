//! Promises 1, 2, 3, 6 and 8, each by itself; the campaign holds them all to many more cuts.

use opaygo::report::Report;
use opaygo::status::Status;

use crate::bytes;
use crate::campaign::{next, reopen, ACTS};
use crate::chip::{mix, Torn, TORN};
use crate::geometries::{all, name, start, Kind, Start};
use crate::model::{State, DAY};
use crate::unit::{Act, Rig, Token, KEY, LINE};

/// Some of each sort: EEPROM, flash with the provisioning record inside and apart.
pub const SOME: [usize; 5] = [0, 2, 8, 9, 29];

/// A unit that is open, and what it is.
pub fn powered(start: &Start) -> (Rig, State) {
    let mut rig = Rig::new(start.chip.clone());
    rig.now = start.now;
    rig.open();
    (rig, start.state.powered())
}

/// Every way to cut `act` at this start, with what the unit may then be; `after` sees it with power back.
fn each_cut(start: &Start, act: Act, torn: &[Torn], mut after: impl FnMut(Rig, [State; 2])) {
    for torn in torn {
        for step in 0.. {
            let (mut rig, mut state) = powered(start);
            rig.chip.cut_ahead(step, *torn);
            let Err(allowed) = rig.act(act, &mut state) else {
                break;
            };
            rig.chip.power();
            after(rig, *allowed);
        }
    }
}

#[test]
fn promise_1_atomic() {
    for geometry in SOME {
        for (kind, act) in ACTS {
            each_cut(&start(geometry, kind, 1), act, &TORN, |mut rig, allowed| {
                reopen(&mut rig, &allowed).unwrap_or_else(|_| unreachable!("power stays on"));
            });
        }
    }
}

#[test]
fn promise_2_durable() {
    // What was answered before the cut is there after it, and after every later start.
    for geometry in SOME {
        for (kind, act) in ACTS {
            let (mut rig, mut state) = powered(&start(geometry, kind, 2));
            rig.act(act, &mut state).expect("power stays on");
            state = reopen(&mut rig, &[state]).expect("power stays on");
            let answered = Start {
                geometry,
                position: 0,
                chip: rig.chip,
                now: rig.now,
                state,
            };
            each_cut(&answered, Act::Wrong, &[Torn::Junk], |mut rig, allowed| {
                let state = reopen(&mut rig, &allowed).expect("power stays on");
                let state = reopen(&mut rig, &[state]).expect("power stays on");
                reopen(&mut rig, &[state]).expect("power stays on");
            });
        }
    }
}

#[test]
fn promise_3_once() {
    // The power goes again and again while one token is entered; in the end it was credited once.
    for geometry in 0..all().len() {
        for seed in 0..40 {
            let here = start(geometry, Kind::Running, seed % 5);
            let (mut rig, mut state) = powered(&here);
            let token = next(&state);
            let mut cuts = 0;
            let answer = loop {
                let junk = mix(u64::from(seed) << 32 | cuts);
                // Rarer and rarer, so that it ends.
                rig.chip.cut_ahead(
                    (junk % (20 + 8 * cuts)) as u32,
                    TORN[(junk >> 32) as usize % TORN.len()],
                );
                match rig.act(Act::Token(token), &mut state) {
                    Ok(()) => break state.clone(),
                    Err(allowed) => {
                        cuts += 1;
                        rig.chip.power();
                        state = reopen(&mut rig, &*allowed).expect("power stays on");
                    }
                }
            };
            rig.chip.power();
            let passed = u64::from(rig.now - here.now);
            let credit = here.state.unit().credit + DAY - passed;
            let on = name(&all()[geometry]);
            assert_eq!(answer.unit().credit, credit, "{on}, seed {seed}, {cuts} cuts");
            reopen(&mut rig, &[answer]).expect("power stays on");
            assert_eq!(u64::from(rig.report().credit), credit, "{on}, seed {seed}, {cuts} cuts");
        }
    }
}

#[test]
fn promise_6_alive() {
    // After any cut, and after any number of cuts in starts and entries, the next token is taken at the first try.
    for geometry in SOME {
        for (kind, act) in ACTS {
            each_cut(
                &start(geometry, kind, 3),
                act,
                &[Torn::Zero, Torn::Unreadable],
                |mut rig, allowed| {
                    let mut state = reopen(&mut rig, &allowed).expect("power stays on");
                    if !matches!(state, State::Unit(_)) {
                        rig.act(Act::Provision, &mut state).expect("power stays on");
                    }
                    rig.act(Act::Token(next(&state)), &mut state).expect("power stays on");
                },
            );
        }
    }
    for geometry in 0..all().len() {
        let (mut rig, mut state) = powered(&start(geometry, Kind::Running, 0));
        for round in 0..200u32 {
            let junk = mix(u64::from(round) << 8 | geometry as u64);
            rig.chip
                .cut_ahead((junk % 70) as u32, TORN[(junk >> 32) as usize % TORN.len()]);
            let act = if junk % 3 == 0 { Act::Wrong } else { Act::Resume(16) };
            if let Err(allowed) = rig.act(act, &mut state) {
                rig.chip.power();
                state = reopen(&mut rig, &*allowed).expect("power stays on");
            }
        }
        rig.chip.power();
        rig.act(Act::Token(next(&state)), &mut state).expect("power stays on");
        reopen(&mut rig, &[state]).expect("power stays on");
    }
}

/// Where `what` stands in `bytes`.
fn places(bytes: &[u8], what: &[u8]) -> Vec<u16> {
    let found = bytes
        .windows(what.len())
        .enumerate()
        .filter(|(_, window)| *window == what);
    found.map(|(at, _)| at as u16).collect()
}

#[test]
fn promise_8_secret_stays() {
    // In storage the key is where it was put, whatever is cut; what a unit tells never holds four bytes of it.
    for geometry in SOME {
        for (kind, act) in ACTS {
            each_cut(&start(geometry, kind, 3), act, &[Torn::New, Torn::Or], |rig, _| {
                let copies = bytes::copies(&rig.chip.geometry);
                let found = places(&rig.chip.cells.bytes, &KEY);
                assert!(
                    found.iter().all(|at| copies.contains(at)),
                    "{act:?}: the key at {found:?}"
                );
            });
        }
    }
    let (mut rig, mut state) = powered(&start(3, Kind::Running, 0));
    rig.act(Act::Wrong, &mut state).expect("power stays on");
    let mut serial = [0; 28];
    assert_eq!(rig.device.serial(&rig.chip.lend(), &mut serial), Status::Ok);
    let again = crate::chip::factory(&mut rig.device, &rig.chip.lend(), rig.now, LINE.as_bytes());
    let report: Report = rig.report();
    let told = format!("{serial:x?} {:08x} {again:?} {report:x?}", rig.device.key_check());
    for part in KEY.windows(4) {
        let hex: String = part.iter().map(|byte| format!("{byte:02x}")).collect();
        let list: Vec<_> = part.iter().map(|byte| format!("{byte:x}")).collect();
        assert!(!told.contains(&hex) && !told.contains(&list.join(", ")), "{told}");
    }
    // A token of another key is nothing to this one.
    assert_eq!(state.unit().take(Token::new(0, 1), None).1, Status::Invalid);
}

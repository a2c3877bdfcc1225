//! Promise 7, and what a unit does on a chip whose callbacks fail, lie or cannot read. Knows nothing of power cuts.

use opaygo::status::Status;
use opaygo::unit::Device;

use crate::bytes;
use crate::campaign::{next, ACTS};
use crate::chip::{Call, How, Trouble};
use crate::geometries::{all, name, start, Kind, Start};
use crate::model::State;
use crate::promises::{powered, SOME};
use crate::unit::{Act, Rig};

/// How many calls of each kind `act` makes.
fn calls(start: &Start, act: Act) -> [u32; 3] {
    let (mut rig, mut state) = powered(start);
    let before = rig.chip.calls;
    rig.act(act, &mut state).expect("power stays on");
    std::array::from_fn(|kind| rig.chip.calls[kind] - before[kind])
}

/// Finds which of `allowed` the unit is, by what it reports and without a new start.
fn reported(rig: &Rig, allowed: &[State]) -> Option<State> {
    let same = |state: &&State| match state {
        State::Unit(unit) => rig.device.ready() == Status::Ok && rig.reports_other(unit).is_none(),
        _ => rig.device.ready() != Status::Ok,
    };
    allowed.iter().find(same).cloned()
}

/// `act` in trouble: it does what it says, or says `Storage` and has not; then, the trouble over, the unit goes on.
fn in_trouble(start: &Start, act: Act, trouble: Trouble, restart: bool) {
    let (mut rig, mut state) = powered(start);
    rig.lenient = true;
    rig.chip.cause(trouble);
    let done = rig.act(act, &mut state);
    let written = rig.chip.calls;
    rig.chip.trouble = None;
    rig.lenient = false;
    if let Err(allowed) = done {
        let restart = restart || rig.device.ready() == Status::NotOpen;
        if restart || !matches!(allowed[0], State::Unit(_)) {
            let answer = rig.open();
            let opened: Vec<_> = allowed.iter().map(State::powered).collect();
            let found = allowed
                .iter()
                .chain(&opened)
                .find(|state| rig.differs(answer, state).is_none());
            state = found
                .unwrap_or_else(|| {
                    let told: Vec<_> = allowed.iter().map(|state| rig.differs(answer, state)).collect();
                    panic!("neither as before nor as after: {told:?}")
                })
                .clone();
        } else {
            assert_ne!(rig.report().storage_fault & trouble.told(), 0, "promise 14: not told");
            state = reported(&rig, &*allowed).expect("neither as before nor as after");
        }
        if !matches!(state, State::Unit(_)) {
            rig.act(Act::Provision, &mut state).expect("the trouble is over");
        }
    } else if restart {
        let answer = rig.open();
        state = state.powered();
        assert_eq!(rig.differs(answer, &state), None, "promise 2: after {written:?} calls");
    }
    rig.act(Act::Apply(next(&state)), &mut state)
        .expect("the trouble is over");
    let answer = rig.open();
    assert_eq!(rig.differs(answer, &state.powered()), None, "promise 2: later");
}

#[test]
fn promise_7_quiet() {
    // The chip itself refuses a write or an erase after one that failed, in the same call.
    let mut cases = 0;
    for geometry in SOME.into_iter().chain([10, 30]) {
        // Round the end of a page, where a save erases and carries.
        let slots = bytes::slots(&all()[geometry]).len() as u32;
        for position in [0, slots.saturating_sub(6) % 60, slots.saturating_sub(7) % 60] {
            for (kind, act) in ACTS {
                let here = start(geometry, kind, position);
                let calls = calls(&here, act);
                for (call, how) in [
                    (Call::Write, How::Fails),
                    (Call::Write, How::FailsHalfway),
                    (Call::Write, How::FailsAfterwards),
                    (Call::Write, How::Lies),
                    (Call::Erase, How::Fails),
                    (Call::Erase, How::FailsHalfway),
                    (Call::Erase, How::FailsAfterwards),
                    (Call::Erase, How::Lies),
                    (Call::Read, How::Fails),
                ] {
                    if call == Call::Read && act == Act::Unknown {
                        // A start that cannot read is the next test's.
                        continue;
                    }
                    if how == How::Lies && kind == Kind::Corrupt {
                        // At the factory, key in hand: an erased page gets it back only if a write is a write.
                        continue;
                    }
                    for from in 0..calls[call as usize] {
                        for times in [1, 2, 3, 1000] {
                            for restart in [false, true] {
                                let trouble = Trouble { call, from, times, how };
                                let what = (position, act, trouble, restart);
                                let on = name(&all()[geometry]);
                                let run = || in_trouble(&here, act, trouble, restart);
                                if std::panic::catch_unwind(run).is_err() {
                                    panic!("{on}: {what:?}");
                                }
                                cases += 1;
                            }
                        }
                    }
                }
            }
        }
    }
    println!("{cases} operations in trouble");
}

#[test]
fn a_record_that_does_not_take_is_told_and_the_next_slot_takes_it() {
    // Of two slots, one is the newest record's.
    for geometry in (0..all().len()).filter(|&geometry| bytes::slots(&all()[geometry]).len() > 2) {
        let (mut rig, mut state) = powered(&start(geometry, Kind::Running, 1));
        rig.lenient = true;
        rig.chip.cause(Trouble {
            call: Call::Write,
            from: 0,
            times: 1,
            how: How::Lies,
        });
        rig.act(Act::Tamper, &mut state).expect("the next slot takes it");
        let on = name(&all()[geometry]);
        assert_eq!(rig.report().storage_fault, 8, "{on}: not told");
        let answer = rig.open();
        assert_eq!(rig.differs(answer, &state.powered()), None, "{on}");
    }
}

#[test]
fn a_start_in_trouble_keeps_the_unit() {
    // One record or copy cannot be read at a start, or one write or erase fails: the unit is what it was, or says
    // `Storage`, and at the next start it is what it was.
    for geometry in SOME {
        let here = start(geometry, Kind::Running, 2);
        let (rig, _) = powered(&here);
        let before = rig.chip.calls;
        let mut again = Rig::new(rig.chip);
        again.now = here.now;
        again.open();
        let reads = again.chip.calls[0] - before[0];
        for from in 0..reads {
            for times in [1, 1000] {
                let mut rig = Rig::new(here.chip.clone());
                rig.now = here.now;
                rig.chip.cause(Trouble {
                    call: Call::Read,
                    from,
                    times,
                    how: How::Fails,
                });
                let answer = rig.open();
                if times == 1 {
                    assert_eq!(rig.differs(answer, &here.state), None, "{geometry}: read {from} fails");
                    // What it stores now must not be older than what could not be read.
                    let mut state = here.state.clone();
                    rig.chip.trouble = None;
                    rig.act(Act::Wrong, &mut state).expect("the trouble is over");
                    let answer = rig.open();
                    assert_eq!(rig.differs(answer, &state), None, "{geometry}: read {from} failed");
                    continue;
                }
                rig.chip.trouble = None;
                if from == 0 {
                    assert_eq!(answer, Status::Storage, "{geometry}: nothing can be read");
                    let line = crate::unit::LINE.as_bytes();
                    let closed = crate::chip::factory(&mut rig.device, &rig.chip.lend(), rig.now, line);
                    assert_eq!(closed, Err(Status::NotOpen));
                }
                let answer = rig.open();
                assert_eq!(
                    rig.differs(answer, &here.state),
                    None,
                    "{geometry}: reads from {from} failed"
                );
            }
        }
    }
}

#[test]
fn a_page_is_not_erased_when_no_copy_of_the_key_can_be_read() {
    let geometry = 8;
    assert_eq!(name(&all()[geometry]), "flash 2 x 256 by 8, inside");
    let (mut rig, mut state) = powered(&start(geometry, Kind::Running, 0));
    for copy in bytes::copies(&rig.chip.geometry) {
        rig.chip.make_unreadable(copy);
    }
    rig.chip.log = Some(Vec::new());
    rig.lenient = true;
    let mut refused = 0;
    for _ in 0..12 {
        if rig.act(Act::Resume(16), &mut state).is_err() {
            refused += 1;
        }
    }
    assert!(refused > 0);
    let log = rig.chip.log.take().unwrap_or_default();
    assert!(log.iter().all(|(call, _)| *call == Call::Write), "{log:?}");
}

#[test]
fn a_closed_device_takes_nothing() {
    let here = start(2, Kind::Running, 0);
    let mut rig = Rig::new(here.chip);
    rig.device = Device::CLOSED;
    let mut state = here.state;
    rig.chip.log = Some(Vec::new());
    let line = crate::unit::LINE.as_bytes();
    let answer = crate::chip::factory(&mut rig.device, &rig.chip.lend(), rig.now, line);
    assert_eq!(answer, Err(Status::NotOpen));
    assert_eq!(
        rig.device.enter(&rig.chip.lend(), rig.now, b"123456789"),
        Status::NotOpen
    );
    assert_eq!(rig.chip.log, Some(Vec::new()));
    let answer = rig.open();
    state.pass(0);
    assert_eq!(answer, Status::Ok);
}

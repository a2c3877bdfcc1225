//! Promises 4 and 5: bits that rot and cells that stick. Knows nothing of power cuts.

use opaygo::status::Status;

use crate::bytes;
use crate::campaign::next;
use crate::chip::{mix, Stuck};
use crate::geometries::{all, name, start, Kind, Start};
use crate::model::State;
use crate::promises::{powered, SOME};
use crate::unit::{Act, Rig, Token};

/// A unit that has just taken a token, and then may have made a checkpoint.
fn paid(geometry: usize, position: u32, checkpoint: bool) -> (Start, Token) {
    let here = start(geometry, Kind::Running, position);
    let (mut rig, mut state) = powered(&here);
    let token = next(&state);
    rig.act(Act::Token(token), &mut state).expect("power stays on");
    if checkpoint {
        rig.act(Act::Checkpoint, &mut state).expect("power stays on");
    }
    let paid = Start {
        geometry,
        position,
        chip: rig.chip,
        state,
        now: rig.now,
    };
    (paid, token)
}

/// The unit is what it was, the token stays used, and the next one is taken and kept.
fn lives_on(mut rig: Rig, mut state: State, token: Token, what: &str) {
    let answer = rig.open();
    assert_eq!(rig.differs(answer, &state), None, "promise 4: {what}");
    rig.act(Act::Token(token), &mut state).expect("power stays on");
    rig.act(Act::Token(next(&state)), &mut state).expect("power stays on");
    let answer = rig.open();
    assert_eq!(rig.differs(answer, &state), None, "promise 4: {what}, later");
}

fn addresses(rig: &Rig) -> std::ops::Range<u16> {
    0..rig.chip.cells.bytes.len() as u16
}

#[test]
fn promise_4_no_gift() {
    // One bit rots, anywhere.
    let mut bits = 0;
    for geometry in SOME {
        for (position, checkpoint) in [(0, false), (1, false), (0, true), (1, true)] {
            let (here, token) = paid(geometry, position, checkpoint);
            for at in addresses(&powered(&here).0) {
                for bit in 0..8 {
                    let mut rig = Rig::new(here.chip.clone());
                    rig.now = here.now;
                    rig.chip.flip(at, bit);
                    lives_on(
                        rig,
                        here.state.clone(),
                        token,
                        &format!("{geometry}: bit {bit} at {at}"),
                    );
                    bits += 1;
                }
            }
        }
    }
    // Two bits rot in the newest record.
    let mut pairs = 0;
    for geometry in [0, 8] {
        let (here, token) = paid(geometry, 1, false);
        let (newest, _) = *bytes::records(&here.chip.geometry, &here.chip.cells.bytes)
            .last()
            .unwrap();
        for first in 0..256 {
            for second in first + 1..256 {
                let mut rig = Rig::new(here.chip.clone());
                rig.now = here.now;
                rig.chip.flip(newest + first / 8, (first % 8) as u8);
                rig.chip.flip(newest + second / 8, (second % 8) as u8);
                if mix(u64::from(first) << 16 | u64::from(second)) % 16 == 0 {
                    lives_on(
                        rig,
                        here.state.clone(),
                        token,
                        &format!("{geometry}: bits {first}, {second}"),
                    );
                } else {
                    let answer = rig.open();
                    assert_eq!(
                        rig.differs(answer, &here.state),
                        None,
                        "{geometry}: bits {first}, {second}"
                    );
                }
                pairs += 1;
            }
        }
    }
    println!("{bits} single bits and {pairs} pairs of the newest record: nothing gained, nothing lost");
}

/// A record of an earlier time that cannot be overwritten never wins.
#[test]
fn promise_4_no_gift_from_a_stuck_cell() {
    let mut lives = 0;
    for geometry in SOME {
        let two_slots = bytes::slots(&all()[geometry]).len() == 2;
        let here = start(geometry, Kind::Running, 0);
        let last = here.chip.cells.bytes.len() as u64;
        for case in 0..600 {
            let junk = mix(case);
            let stuck = Stuck {
                at: (junk % last) as u16,
                bit: (junk >> 32) as u8 % 8,
                one: junk >> 40 & 1 == 1,
            };
            let what = format!("{}: {stuck:?}", name(&all()[geometry]));
            let (mut rig, mut state) = powered(&here);
            rig.chip.stuck.push(stuck);
            rig.lenient = true;
            let mut refused = 0;
            for round in 0..40 {
                rig.chip.apply_stuck();
                let act = match round % 4 {
                    0 => Act::Token(next(&state)),
                    1 => Act::Wrong,
                    2 => Act::Token(Token::new(4, 30)),
                    _ => Act::Resume(16),
                };
                if let Err(allowed) = rig.act(act, &mut state) {
                    refused += 1;
                    let answer = rig.open();
                    if two_slots && answer == Status::Storage {
                        // Nothing more can be stored, and something must be: closed.
                        break;
                    }
                    let kept = allowed.iter().find(|state| rig.differs(answer, state).is_none());
                    state = kept.unwrap_or_else(|| panic!("{what}, round {round}: neither")).clone();
                } else if round % 5 == 0 {
                    let answer = rig.open();
                    assert_eq!(rig.differs(answer, &state), None, "{what}, round {round}");
                }
            }
            assert!(refused == 0 || two_slots, "{what}: {refused} of 40 refused");
            lives += 1;
        }
    }
    println!("{lives} lives on a chip with a stuck cell");
}

#[test]
fn promise_5_no_silent_reset() {
    let other_key = "#SLT000001;123456789;000102030405060708090a0b0c0d0e0f";
    for geometry in 0..all().len() {
        let on = name(&all()[geometry]);
        // Every record gone, in any way: corrupt, and no stranger's.
        for wrecked in [0x00, 0xff, 0x5a] {
            let here = start(geometry, Kind::Running, 1);
            let mut rig = Rig::new(here.chip);
            rig.now = here.now;
            for slot in bytes::slots(&rig.chip.geometry) {
                rig.chip.cells.bytes[usize::from(slot)..][..32].fill(wrecked);
            }
            assert_eq!(rig.open(), Status::Corrupt, "{on}");
            let report = rig.report();
            assert_eq!((report.active, report.credit), (0, 0), "{on}");
            for text in ["123456789", "662486790"] {
                let answer = rig.device.enter(&rig.chip.lend(), rig.now, text.as_bytes());
                assert_eq!(answer, Status::Corrupt, "{on}");
            }
            let apply = rig.device.apply(&rig.chip.lend(), rig.now, 6, 1, None);
            assert_eq!(apply, Status::Corrupt, "{on}");
            let (chip, now) = (&mut rig.chip, rig.now);
            let stranger = crate::chip::factory(&mut rig.device, &chip.lend(), now, other_key.as_bytes());
            assert_eq!(stranger, Err(Status::Provisioned), "{on}");
            let mut state = State::Corrupt;
            rig.act(Act::Provision, &mut state).expect("power stays on");
            let answer = rig.open();
            assert_eq!(rig.differs(answer, &state), None, "{on}");
        }
        // Every copy of the provisioning record gone: corrupt, not new, and the record is not a new owner's.
        let here = start(geometry, Kind::Running, 3);
        let mut rig = Rig::new(here.chip);
        rig.now = here.now;
        for copy in bytes::copies(&rig.chip.geometry) {
            rig.chip.flip(copy + 40, 3);
        }
        assert_eq!(rig.open(), Status::Corrupt, "{on}");
        let (chip, now) = (&mut rig.chip, rig.now);
        let again = crate::chip::factory(&mut rig.device, &chip.lend(), now, other_key.as_bytes());
        assert!(again.is_ok(), "{on}: {again:?}");
        assert_eq!((rig.report().credit, rig.report().count), (0, 1), "{on}");
        // One bit of the new life's newest record rots: the old life must not come back.
        let records = bytes::records(&rig.chip.geometry, &rig.chip.cells.bytes);
        rig.chip.flip(records.last().unwrap().0 + 5, 1);
        assert_eq!(rig.open(), Status::Ok, "{on}");
        assert_eq!((rig.report().credit, rig.report().count), (0, 1), "{on}");
    }
}

#[test]
fn a_corrupt_unit_that_takes_its_own_key_again_keeps_its_record_and_takes_a_count() {
    let again = "#OTHER;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;count=6;divider=9;restricted=1";
    for geometry in 0..all().len() {
        let here = start(geometry, Kind::Running, 1);
        let mut rig = Rig::new(here.chip);
        rig.now = here.now;
        assert_eq!(rig.open(), Status::Ok);
        let copy = usize::from(bytes::copies(&rig.chip.geometry)[0]);
        let before = rig.chip.cells.bytes[copy..][..64].to_vec();
        for slot in bytes::slots(&rig.chip.geometry) {
            rig.chip.cells.bytes[usize::from(slot)..][..32].fill(0x5a);
        }
        assert_eq!(rig.open(), Status::Corrupt);
        let (chip, now) = (&mut rig.chip, rig.now);
        crate::chip::factory(&mut rig.device, &chip.lend(), now, again.as_bytes()).unwrap();
        let on = name(&all()[geometry]);
        for copy in bytes::copies(&rig.chip.geometry) {
            assert_eq!(rig.chip.cells.bytes[usize::from(copy)..][..64], before, "{on}");
        }
        assert_eq!((rig.open(), rig.report().count), (Status::Ok, 6), "{on}");
    }
}

#[test]
fn a_unit_that_has_lost_its_key_in_the_middle_of_a_page_change_is_not_a_new_one() {
    for geometry in (0..all().len()).filter(|&geometry| all()[geometry].provision_size == 0) {
        let here = start(geometry, Kind::Running, 3);
        let mut rig = Rig::new(here.chip);
        let copies = bytes::copies(&rig.chip.geometry);
        let (last, others) = copies.split_last().unwrap();
        rig.chip.cells.bytes[usize::from(*last)..][..64].fill(0xff);
        for copy in others {
            rig.chip.flip(copy + 3, 3);
        }
        assert_eq!(rig.open(), Status::Corrupt, "{}", name(&all()[geometry]));
    }
}

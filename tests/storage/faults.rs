//! Promises 10 to 12 and 14: one damaged record, memory that is misread at a start, reads that fail, and that what was
//! noticed is told.

use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::unit::Device;

use crate::bytes::{self, Record};
use crate::campaign::ACTS;
use crate::chip::{mix, Call, Chip, How, Trouble};
use crate::geometries::{all, config, name, start, Kind};
use crate::model::State;
use crate::promises::{powered, SOME};
use crate::unit::{Act, Rig, Token, LINE, TEST_CODE};

pub const OTHER: &str = "#EVIL;000000001;00112233445566778899aabbccddeeff";

/// A unit that is provisioned and has had a token of 30.
pub fn paid(geometry: Geometry, usage: u8) -> Rig {
    let mut config = config();
    config.usage_metering = usage;
    let mut rig = Rig::new(Chip::new(geometry, config));
    let mut state = State::New;
    rig.open();
    rig.act(Act::Provision, &mut state).expect("power stays on");
    rig.act(Act::Token(Token::new(4, 30)), &mut state)
        .expect("power stays on");
    rig
}

pub fn call(rig: &mut Rig, call: impl FnOnce(&mut Device, &crate::chip::Lent, u32) -> Status) -> Status {
    rig.chip.begin();
    call(&mut rig.device, &rig.chip.lend(), rig.now)
}

pub fn factory(rig: &mut Rig, line: &str) -> Result<u32, Status> {
    rig.chip.begin();
    crate::chip::factory(&mut rig.device, &rig.chip.lend(), rig.now, line.as_bytes())
}

fn newest(rig: &Rig) -> Record {
    bytes::records(&rig.chip.geometry, &rig.chip.cells.bytes)
        .last()
        .expect("a record")
        .1
}

/// What can be taken from a unit, by name; with whether it is by usage or by time, and whether it has credit.
type Taking = (&'static str, u8, fn(&mut Rig));

const TAKINGS: [Taking; 9] = [
    ("a wrong try", 0, |rig| {
        call(rig, |device, chip, now| device.enter(chip, now, b"999999999"));
    }),
    ("a waiting period", 1, |rig| {
        for _ in 0..3 {
            call(rig, |device, chip, now| device.enter(chip, now, b"999999999"));
            call(rig, |device, chip, now| device.poll(chip, now, u16::MAX));
            let wait = rig.report().wait;
            rig.now += u32::from(wait);
        }
        rig.now -= 60;
        call(rig, |device, chip, now| device.enter(chip, now, b"999999999"));
    }),
    ("units", 1, |rig| {
        call(rig, |device, chip, now| device.spend(chip, now, 2_000_000));
    }),
    ("all units", 1, |rig| {
        call(rig, |device, chip, now| device.spend(chip, now, u32::MAX));
    }),
    ("a gap", 0, |rig| {
        call(rig, |device, chip, now| device.resume(chip, now, 29 * 86_400));
    }),
    ("an unknown gap", 0, |rig| {
        call(rig, |device, chip, now| device.resume(chip, now, u32::MAX));
    }),
    ("the tamper flag", 1, |rig| {
        call(rig, |device, chip, now| device.tamper(chip, now));
    }),
    ("a use of the test code", 1, |rig| {
        call(rig, |device, chip, now| device.apply(chip, now, 7, 0, Some(0)));
        call(rig, |device, chip, now| device.enter(chip, now, TEST_CODE.as_bytes()));
    }),
    ("a token", 0, |rig| {
        call(rig, |device, chip, now| device.apply(chip, now, 6, 1, None));
    }),
];

#[test]
fn promise_10_not_undone() {
    let mut flips = 0;
    for geometry in SOME {
        for (what, usage, take) in TAKINGS {
            for later in 0..3 {
                let mut rig = paid(all()[geometry], usage);
                // Elsewhere in the ring, and with a record of the clock's behind it.
                for _ in 0..later {
                    rig.now += 160;
                    call(&mut rig, |device, chip, now| device.save(chip, now));
                }
                take(&mut rig);
                if later == 2 {
                    rig.now += 3600;
                    call(&mut rig, |device, chip, now| device.poll(chip, now, 1));
                }
                let (was, kept) = (rig.report(), newest(&rig));
                let written = |at: &u16| {
                    let block = &rig.chip.cells.bytes[usize::from(at & !31)..][..32];
                    block.iter().any(|byte| *byte != 0xff)
                };
                for at in (0..rig.chip.cells.bytes.len() as u16).filter(written) {
                    for bit in 0..8 {
                        let mut rig = Rig {
                            chip: rig.chip.clone(),
                            device: Device::CLOSED,
                            now: rig.now,
                            lenient: false,
                        };
                        rig.chip.flip(at, bit);
                        let answer = rig.open();
                        let on = || {
                            format!(
                                "promise 10: {what}, {later}: bit {bit} at {at} of {}",
                                name(&all()[geometry])
                            )
                        };
                        assert_eq!(answer, Status::Ok, "{}", on());
                        let (is, record) = (rig.report(), newest(&rig));
                        assert!(
                            is.credit <= was.credit,
                            "{}: credit {} of {}",
                            on(),
                            is.credit,
                            was.credit
                        );
                        assert!(is.wait >= was.wait, "{}: wait {} of {}", on(), is.wait, was.wait);
                        assert!(is.tamper >= was.tamper && is.count >= was.count, "{}", on());
                        assert!(is.clock_faults >= was.clock_faults, "{}", on());
                        assert!(record.flags & 31 >= kept.flags & 31, "{}: {record:?}", on());
                        let uses = |record: &Record| record.tests.iter().filter(|left| **left > 0).count();
                        assert!(uses(&record) >= uses(&kept), "{}", on());
                        assert_eq!(record.used & kept.used, kept.used, "{}", on());
                        flips += 1;
                    }
                }
            }
        }
    }
    println!("{flips} single bits: nothing that was taken is undone");
}

/// What a start may read instead of what is there.
const MISREAD: [How; 4] = [How::Gives(0xff), How::Gives(0x00), How::Lies, How::Fails];

#[test]
fn promise_11_read_twice() {
    let mut starts = 0;
    for geometry in SOME {
        for how in MISREAD {
            let here = start(geometry, Kind::Running, 2);
            let (rig, _) = powered(&here);
            let reads = {
                let mut again = Rig::new(rig.chip.clone());
                again.now = here.now;
                again.open();
                again.chip.calls[0] - rig.chip.calls[0]
            };
            // The first reads, or some in the middle.
            let slow = (0..2 * reads).map(|times| (0, times)).chain([(0, u32::MAX)]);
            let bursts = (0..reads).flat_map(|from| [(from, 1), (from, 3), (from, 9)]);
            for (from, times) in slow.chain(bursts) {
                let mut rig = Rig::new(here.chip.clone());
                rig.now = here.now;
                rig.chip.lax = true;
                rig.chip.cause(Trouble {
                    call: Call::Read,
                    from,
                    times,
                    how,
                });
                let answer = rig.open();
                rig.chip.trouble = None;
                rig.chip.log = Some(Vec::new());
                let what = format!(
                    "promise 11: {}: {how:?} {from}+{times}: {answer:?}",
                    name(&all()[geometry])
                );
                let before = rig.chip.cells.bytes.clone();
                assert!(factory(&mut rig, OTHER).is_err(), "{what}: another key");
                assert!(factory(&mut rig, LINE).is_err(), "{what}: its own key again");
                assert_eq!(rig.chip.cells.bytes, before, "{what}: something was written");
                let log = rig.chip.log.take().unwrap_or_default();
                assert!(log.iter().all(|(call, _)| *call == Call::Write), "{what}: {log:?}");
                let used = Token::new(4, 30).text();
                call(&mut rig, |device, chip, now| device.enter(chip, now, used.as_bytes()));
                let entered = call(&mut rig, |device, chip, now| device.poll(chip, now, u16::MAX));
                assert_ne!(entered, Status::AddTime, "{what}: a used token");
                let again = rig.open();
                assert_eq!(rig.differs(again, &here.state), None, "{what}: the next start");
                starts += 1;
            }
        }
    }
    println!("{starts} starts that misread");
}

#[test]
fn nothing_that_can_be_read_is_storage_and_not_corrupt() {
    for geometry in 0..all().len() {
        let here = start(geometry, Kind::Running, 1);
        let (mut rig, _) = powered(&here);
        for at in (0..rig.chip.cells.bytes.len()).step_by(usize::from(rig.chip.geometry.write_size)) {
            rig.chip.make_unreadable(at as u16);
        }
        assert_eq!(rig.open(), Status::Storage, "{}", name(&all()[geometry]));
        assert_eq!(rig.report().storage_fault, 1);
    }
}

/// Slots that take nothing, and others that cannot be read at some starts: what a unit has stored stays, and is never
/// older than what was stored at an earlier start.
#[test]
fn promise_11_no_token_disappears_over_dead_slots_and_failed_reads() {
    let mut lives = 0;
    for geometry in [3usize, 8, 15, 25] {
        for seed in 0..60u64 {
            let here = start(geometry, Kind::Running, (seed % 7) as u32);
            let (mut rig, _) = powered(&here);
            let slots = bytes::slots(&rig.chip.geometry);
            let mut junk = mix(seed << 8 | geometry as u64);
            let mut below = |limit: usize| {
                junk = mix(junk);
                (junk >> 8) as usize % limit
            };
            // Cells that stay: every write of such a slot is noticed.
            for _ in 0..below(slots.len() / 3) {
                let at = slots[below(slots.len())] + below(32) as u16;
                let stuck = crate::chip::Stuck {
                    at,
                    bit: below(8) as u8,
                    one: below(2) == 1,
                };
                rig.chip.stuck.push(stuck);
            }
            rig.chip.apply_stuck();
            rig.open();
            for round in 0..12 {
                let hidden: Vec<u16> = (0..below(4)).map(|_| slots[below(slots.len())]).collect();
                let readable = rig.chip.cells.clone();
                if round % 2 == 1 {
                    hidden.iter().for_each(|slot| rig.chip.make_unreadable(*slot));
                }
                if rig.open() != Status::Ok {
                    rig.chip.cells = readable;
                    continue;
                }
                let count = (rig.report().count & !1) + 2;
                let taken = call(&mut rig, |device, chip, now| device.apply(chip, now, count, 1, None));
                // The next start reads all.
                rig.chip.make_readable();
                assert_eq!(rig.open(), Status::Ok);
                if taken == Status::AddTime {
                    let report = rig.report();
                    assert_eq!(
                        report.count,
                        count,
                        "{}: life {seed}, round {round}",
                        name(&all()[geometry])
                    );
                }
            }
            lives += 1;
        }
    }
    println!("{lives} lives with dead slots");
}

#[test]
fn promise_11_a_new_life_is_not_an_old_one_that_can_be_read_again() {
    for geometry in 0..all().len() {
        let here = start(geometry, Kind::Running, 1);
        let (mut rig, _) = powered(&here);
        let old = rig.chip.cells.clone();
        for slot in bytes::slots(&rig.chip.geometry) {
            rig.chip.make_unreadable(slot);
        }
        assert_eq!(rig.open(), Status::Corrupt);
        assert!(factory(&mut rig, &format!("{LINE};count=9")).is_ok());
        rig.chip.make_readable();
        assert_eq!(rig.open(), Status::Ok);
        let report = rig.report();
        let on = name(&all()[geometry]);
        assert_eq!((report.credit, report.count, report.active), (0, 9, 0), "{on}");
        assert_ne!(rig.chip.cells.bytes, old.bytes);
    }
}

/// Two reads fail in one operation round a change of pages, then the power is cut anywhere in the next ones.
#[test]
fn promise_12_mended_first() {
    let geometry = Geometry {
        size: 256,
        page: 128,
        provision_size: 0,
        write_size: 32,
        erased_to_zero: 0,
    };
    let (mut cases, mut cuts) = (0, 0);
    for position in 0..4 {
        let mut rig = paid(geometry, 0);
        let step = |rig: &mut Rig| {
            rig.now += 3600;
            call(rig, |device, chip, now| device.poll(chip, now, 1))
        };
        (0..position).for_each(|_| _ = step(&mut rig));
        let reads = {
            let mut rig = Rig::new(rig.chip.clone());
            rig.open();
            let before = rig.chip.calls[0];
            step(&mut rig);
            rig.chip.calls[0] - before
        };
        for first in 0..reads {
            for second in first..reads {
                let mut rig = Rig::new(rig.chip.clone());
                rig.open();
                rig.chip.fail_reads(&[first, second]);
                step(&mut rig);
                assert_eq!(
                    rig.report().storage_fault & 1,
                    1,
                    "reads {first}, {second} of {position}: not told"
                );
                rig.chip.fail_reads(&[]);
                cases += 1;
                for cut in 0..12 {
                    let mut rig = Rig {
                        chip: rig.chip.clone(),
                        device: Device::CLOSED,
                        now: rig.now,
                        lenient: false,
                    };
                    rig.open();
                    rig.chip.cut_ahead(cut, crate::chip::Torn::Junk);
                    (0..3).for_each(|_| _ = step(&mut rig));
                    rig.chip.power();
                    assert_eq!(
                        rig.open(),
                        Status::Ok,
                        "reads {first}, {second} of {position}, cut {cut}"
                    );
                    cuts += 1;
                }
            }
        }
    }
    println!("{cases} pairs of failed reads, {cuts} power cuts: no key is lost");
}

#[test]
fn promise_14_told() {
    let mut told = 0;
    for geometry in SOME {
        for (kind, act) in ACTS {
            let here = start(geometry, kind, 1);
            for (kind, call) in [Call::Read, Call::Write, Call::Erase].into_iter().enumerate() {
                for from in 0.. {
                    let (mut rig, mut state) = powered(&here);
                    rig.lenient = true;
                    rig.device.report(&rig.chip.config, &mut rig.report());
                    let trouble = Trouble {
                        call,
                        from,
                        times: 1,
                        how: How::Fails,
                    };
                    rig.chip.cause(trouble);
                    let before = rig.chip.calls[kind];
                    // Its answer is another promise's; a provisioning has no report.
                    let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| _ = rig.act(act, &mut state)));
                    if rig.chip.calls[kind] - before <= from {
                        break;
                    }
                    if done.is_ok() && !matches!(act, Act::Provision | Act::Unknown) {
                        let fault = rig.report().storage_fault;
                        let on = name(&all()[geometry]);
                        assert_eq!(
                            fault & trouble.told(),
                            trouble.told(),
                            "{on}: {act:?}, {trouble:?}: {fault}"
                        );
                        told += 1;
                    }
                }
            }
        }
    }
    println!("{told} failed callbacks told");
}

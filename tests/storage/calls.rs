//! What each call asks of storage at most, on an EEPROM and on flash, wherever the ring stands, and how many hashes it
//! takes. Fills docs/CALLS.md; the header's figures are held to it.

use std::cell::Cell;
use std::fs;

use opaygo::product::factory_line;
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::token::step::STEPS;
use opaygo::unit::factory::HASHES_A_CALL;
use opaygo::unit::port::Port;
use opaygo::unit::Device;

use crate::bytes;
use crate::chip::{Chip, Lent};
use crate::geometries::{config, Kind};
use crate::model::State;
use crate::page::{hold, table};
use crate::port_check;
use crate::unit::{Act, Rig, Token, LINE, TEST_CODE};

const PAGE: &str = "docs/CALLS.md";

/// Bytes of a write: the chip of these tests takes no other.
const RECORD: u32 = 32;

/// The boards of c_examples: an ATmega328P, and a microbit with an nRF51.
const EEPROM: Geometry = Geometry {
    size: 1024,
    page: 0,
    provision_size: 0,
    write_size: 1,
    erased_to_zero: 0,
};
const FLASH: Geometry = Geometry {
    size: 2048,
    page: 1024,
    provision_size: 0,
    write_size: 4,
    erased_to_zero: 0,
};

/// By their data sheets, in tenths of a microsecond: a byte of the ATmega328P's EEPROM; a word, and a page, of the
/// nRF51822's flash.
const BYTE: u32 = 33_000;
const WORD: u32 = 463;
const ERASE: u32 = 223_000;

type Call = fn(&mut Device, &Lent, u32) -> Status;

/// A function of the header, what happens before it, and what is measured.
struct Measured {
    name: &'static str,
    kind: Kind,
    before: fn(&mut Rig),
    call: Call,
}

fn nothing(_: &mut Rig) {}

fn entered(rig: &mut Rig) {
    let text = Token::new(6, 3).text();
    rig.chip.begin();
    rig.device.enter(&rig.chip.lend(), rig.now, text.as_bytes());
}

fn a_gap_due(rig: &mut Rig) {
    rig.now += 3600;
}

fn a_clock_gone_back_and_a_damaged_copy(rig: &mut Rig) {
    rig.now -= 128;
    let copy = bytes::copies(&rig.chip.geometry)[1];
    if rig.chip.geometry.page == 0 {
        rig.chip.flip(copy, 0);
    }
}

fn provision(device: &mut Device, chip: &Lent, now: u32) -> Status {
    match factory_line::provision(device, chip, now, LINE.as_bytes()) {
        Ok(_) => Status::Ok,
        Err(status) => status,
    }
}

const fn measured(name: &'static str, kind: Kind, before: fn(&mut Rig), call: Call) -> Measured {
    Measured {
        name,
        kind,
        before,
        call,
    }
}

const CALLS: [Measured; 17] = [
    measured(
        "opaygo_open",
        Kind::Running,
        a_clock_gone_back_and_a_damaged_copy,
        |device, chip, now| device.open(chip, now),
    ),
    measured("opaygo_enter", Kind::Running, nothing, |device, chip, now| {
        device.enter(chip, now, b"999999999")
    }),
    measured("opaygo_enter", Kind::Off, nothing, |device, chip, now| {
        device.enter(chip, now, TEST_CODE.as_bytes())
    }),
    measured("opaygo_poll", Kind::Running, entered, |device, chip, now| {
        device.poll(chip, now, u16::MAX)
    }),
    measured("opaygo_poll", Kind::Running, a_gap_due, |device, chip, now| {
        device.poll(chip, now, 1)
    }),
    measured("opaygo_apply", Kind::Running, nothing, |device, chip, now| {
        device.apply(chip, now, 6, 3, None)
    }),
    measured("opaygo_apply_set", Kind::Running, nothing, |device, chip, now| {
        device.apply(chip, now, 7, 0, Some(77))
    }),
    measured("opaygo_resume", Kind::Running, nothing, |device, chip, now| {
        device.resume(chip, now, 160)
    }),
    measured("opaygo_resume", Kind::Running, nothing, |device, chip, now| {
        device.resume(chip, now, u32::MAX)
    }),
    measured("opaygo_clock_set", Kind::Running, nothing, |device, chip, now| {
        device.clock_set(chip, now)
    }),
    measured(
        "opaygo_spend",
        Kind::Running,
        |rig| rig.chip.config.usage_metering = 1,
        |device, chip, now| device.spend(chip, now, 1),
    ),
    measured("opaygo_save", Kind::Running, a_gap_due, |device, chip, now| {
        device.save(chip, now)
    }),
    measured("opaygo_tamper", Kind::Running, nothing, |device, chip, now| {
        device.tamper(chip, now)
    }),
    measured("opaygo_serial", Kind::Running, nothing, |device, chip, _| {
        device.serial(chip, &mut [0; 28])
    }),
    measured("opaygo_provision", Kind::Blank, nothing, provision),
    measured("opaygo_provision", Kind::Corrupt, nothing, provision),
    measured("opaygo_query", Kind::Running, nothing, |device, chip, _| {
        let mut report = Report::EMPTY;
        device.query(Port::config(chip), &mut report);
        Status::Ok
    }),
];

/// The unit that a measurement begins with, `position` records on.
fn unit(geometry: Geometry, kind: Kind, position: u32) -> Rig {
    let mut rig = Rig::new(Chip::new(geometry, config()));
    let mut state = State::New;
    rig.open();
    if kind != Kind::Blank {
        rig.act(Act::Provision, &mut state).expect("power stays on");
    }
    if kind == Kind::Running || kind == Kind::Corrupt {
        rig.act(Act::Token(Token::new(4, 30)), &mut state)
            .expect("power stays on");
        (0..position).for_each(|_| rig.act(Act::Checkpoint, &mut state).expect("power stays on"));
    }
    if kind == Kind::Corrupt {
        // A full ring, of which no record is whole.
        for slot in bytes::slots(&geometry) {
            rig.chip.cells.bytes[usize::from(slot)..][..32].fill(0x5a);
        }
        rig.open();
    }
    rig
}

/// Of a call, or of the worst of several.
#[derive(Clone, Copy)]
struct Cost {
    /// Reads, writes, erases.
    storage: [u32; 3],
    hashes: u32,
}

impl Cost {
    fn or(self, other: Self) -> Self {
        let most = |at: usize| self.storage[at].max(other.storage[at]);
        Self {
            storage: [most(0), most(1), most(2)],
            hashes: self.hashes.max(other.hashes),
        }
    }
}

fn cost(rig: &mut Rig, call: impl FnOnce(&mut Device, &Lent, u32) -> Status) -> Cost {
    let (before, steps) = (rig.chip.calls, STEPS.get());
    rig.chip.begin();
    call(&mut rig.device, &rig.chip.lend(), rig.now);
    Cost {
        storage: [0, 1, 2].map(|at| rig.chip.calls[at] - before[at]),
        hashes: STEPS.get() - steps,
    }
}

/// The most of a call, over every place where the ring may stand.
fn most(geometry: Geometry, of: &Measured) -> Cost {
    let slots = bytes::slots(&geometry).len() as u32;
    let positions = if of.kind == Kind::Running { 2 * slots } else { 1 };
    let costs = (0..positions).map(|position| {
        let mut rig = unit(geometry, of.kind, position);
        (of.before)(&mut rig);
        let answer = Cell::new(Status::Ok);
        let mut once = || {
            cost(&mut rig, |device, chip, now| {
                answer.set((of.call)(device, chip, now));
                answer.get()
            })
        };
        let mut worst = once();
        // A provisioning that is not done goes on by the same call.
        while matches!(of.kind, Kind::Blank | Kind::Corrupt) && answer.get() == Status::Decoding {
            worst = worst.or(once());
        }
        worst
    });
    costs.reduce(Cost::or).expect("a position")
}

/// A wrong token, polled with several bounds: whether a poll takes as many hashes as it is given.
fn poll_takes_what_it_is_given() -> bool {
    [1, 16, 64].into_iter().all(|given| {
        let mut rig = unit(EEPROM, Kind::Running, 0);
        cost(&mut rig, |device, chip, now| device.enter(chip, now, b"999999999"));
        let polled = cost(&mut rig, |device, chip, now| device.poll(chip, now, given));
        polled.hashes == u32::from(given)
    })
}

#[test]
fn a_provisioning_wipes_the_newest_record_last() {
    let mut rig = unit(EEPROM, Kind::Running, 40);
    for copy in bytes::copies(&EEPROM) {
        rig.chip.cells.bytes[usize::from(copy)..][..64].fill(0x5a);
    }
    assert_eq!(rig.open(), Status::Corrupt);
    let record = |rig: &Rig, slot: u16| bytes::record(&EEPROM, &rig.chip.cells.bytes[usize::from(slot)..][..32]);
    let serial = |slot: &u16| record(&rig, *slot).map(|record| record.serial);
    let newest = bytes::slots(&EEPROM).into_iter().max_by_key(serial).unwrap();
    let mut without = 0;
    while provision(&mut rig.device, &rig.chip.lend(), rig.now) == Status::Decoding {
        let held: Vec<u16> = bytes::slots(&EEPROM)
            .into_iter()
            .filter(|slot| record(&rig, *slot).is_some())
            .collect();
        assert!(held.is_empty() || held.contains(&newest), "{held:?} without {newest}");
        without += u32::from(held.is_empty());
    }
    assert!(without > 0);
    assert_eq!(rig.open(), Status::Ok);
}

/// Hashes of a provisioning with a test code: of a call at most, and of all of them; and of its check value.
fn provisioning() -> [u32; 3] {
    let given = factory_line::parse(LINE.as_bytes()).unwrap();
    let mut rig = unit(EEPROM, Kind::Blank, 0);
    let (mut most, mut all, mut answer) = (0, 0, Status::Decoding);
    while answer == Status::Decoding {
        let call = cost(&mut rig, |device, chip, now| {
            answer = device.provision(chip, now, &given, HASHES_A_CALL);
            answer
        });
        (most, all) = (call.hashes.max(most), all + call.hashes);
    }
    assert_eq!(answer, Status::Ok);
    let check = cost(&mut rig, |device, chip, _| {
        assert!(device.check(chip).is_ok());
        Status::Ok
    });
    [most, all, check.hashes]
}

/// Tenths of a microsecond of a call's writes and erases, as milliseconds, rounded up.
fn milliseconds(cost: Cost, write: u32, erase: u32) -> String {
    (cost.storage[1] * write + cost.storage[2] * erase)
        .div_ceil(10_000)
        .to_string()
}

fn thousands(number: u16) -> String {
    format!("{},{:03}", number / 1000, number % 1000)
}

/// With one decimal.
fn tenths(number: u32) -> String {
    format!("{}.{}", number / 10, number % 10)
}

#[test]
fn each_call_at_its_worst() {
    let board = fs::read_to_string("c_examples/keypad/boards/microbit/nrf51.h").unwrap();
    for (name, bytes) in [("PAGE", FLASH.page), ("SIZE", FLASH.size)] {
        let line = format!("#define STORAGE_{name} {bytes}u\n");
        assert!(board.contains(&line), "the microbit's storage is another");
    }
    let mut rows: Vec<(&str, Cost, Cost)> = Vec::new();
    for call in &CALLS {
        let (eeprom, flash) = (most(EEPROM, call), most(FLASH, call));
        match rows.last_mut().filter(|row| row.0 == call.name) {
            Some(row) => (row.1, row.2) = (row.1.or(eeprom), row.2.or(flash)),
            None => rows.push((call.name, eeprom, flash)),
        }
    }
    let check = |geometry| {
        let steps = STEPS.get();
        Cost {
            storage: port_check::most(geometry),
            hashes: STEPS.get() - steps,
        }
    };
    rows.push(("opaygo_port_check", check(EEPROM), check(FLASH)));
    let header = fs::read_to_string("include/opaygo.h").unwrap();
    let [step, search, check] = provisioning();
    let (mut cells, mut missing) = (Vec::new(), Vec::new());
    for (name, eeprom, flash) in rows {
        let function = header
            .find(&format!(" {name}("))
            .unwrap_or_else(|| panic!("the header has no {name}"));
        let words = header[..function].rsplit("/**").next().unwrap();
        let words = words
            .replace("\n *", " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let ([_, writes, _], [_, most, erased]) = (eeprom.storage, flash.storage);
        let erases = if erased == 1 { "erase" } else { "erases" };
        let told =
            format!("At most {writes} writes of 32 bytes; on flash {most}, and {erased} {erases} (docs/CALLS.md).");
        if writes > 0 && !words.contains(&told) {
            missing.push(format!("{name}: {told}"));
        }
        let hashes = match name {
            "opaygo_poll" if poll_takes_what_it_is_given() => "`max_hashes`".to_owned(),
            "opaygo_provision" => step.to_string(),
            _ => eeprom.hashes.max(flash.hashes).to_string(),
        };
        let mut row = vec![format!("`{name}`"), hashes];
        row.extend(eeprom.storage[..2].iter().map(u32::to_string));
        row.push(milliseconds(eeprom, RECORD * BYTE, 0));
        row.extend(flash.storage.iter().map(u32::to_string));
        row.push(milliseconds(flash, RECORD / 4 * WORD, ERASE));
        cells.push(row);
    }
    let pages = format!("{} x {}", FLASH.size / FLASH.page, thousands(FLASH.page));
    let head = [
        "call",
        "hashes",
        &format!("EEPROM {}: reads", thousands(EEPROM.size)),
        "writes",
        "ms",
        &format!("nRF51, {pages}: reads"),
        "writes",
        "erases",
        "ms",
    ];
    let times = format!(
        "*ms* counts writes and erases alone, as data sheets have them: {} ms a byte on an ATmega328P's EEPROM, {} us a word\n\
         and {} ms a page on an nRF51822. A hash takes what docs/bench.md says.",
        tenths(BYTE / 1_000),
        tenths(WORD),
        tenths(ERASE / 1_000)
    );
    let words = format!(
        "Only a test code makes a provisioning take hashes: {}, at most {step} in a call, or as many as opaygo_factory_poll\n\
         is given. The call that ends a factory line takes {check} for its check value, and reads the serial number.",
        thousands(search as u16)
    );
    hold(
        PAGE,
        "calls",
        &format!("{}\n{times}\n\n{words}\n", table(&head, &cells)),
    );
    assert!(missing.is_empty(), "the header does not say of {missing:#?}");
}

//! What each call asks of storage at most, on an EEPROM and on flash, wherever the ring stands. Fills docs/CALLS.md; the
//! header's figures are held to it.

use std::fs;

use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::unit::Device;

use crate::bytes;
use crate::chip::{Chip, Lent};
use crate::geometries::{config, Kind};
use crate::model::State;
use crate::page::{hold, table};
use crate::unit::{Act, Rig, Token, LINE, TEST_CODE};

const PAGE: &str = "docs/CALLS.md";

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

/// Microseconds of a write of 32 bytes and of an erase: 3.3 ms a byte; 46.3 us a word and 22.3 ms a page of the nRF51.
const EEPROM_TIMES: [u32; 2] = [32 * 3_300, 0];
const FLASH_TIMES: [u32; 2] = [8 * 463 / 10, 22_300];

type Call = fn(&mut Device, &Lent, u32) -> Status;

/// A function of the header, the hashes it may take, what happens before it, and what is measured.
struct Measured {
    name: &'static str,
    hashes: &'static str,
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
    match crate::chip::factory(device, chip, now, LINE.as_bytes()) {
        Ok(_) => Status::Ok,
        Err(status) => status,
    }
}

const fn measured(name: &'static str, hashes: &'static str, kind: Kind, before: fn(&mut Rig), call: Call) -> Measured {
    Measured {
        name,
        hashes,
        kind,
        before,
        call,
    }
}

const CALLS: [Measured; 16] = [
    measured(
        "opaygo_open",
        "0",
        Kind::Running,
        a_clock_gone_back_and_a_damaged_copy,
        |device, chip, now| device.open(chip, now),
    ),
    measured("opaygo_enter", "0", Kind::Running, nothing, |device, chip, now| {
        device.enter(chip, now, b"999999999")
    }),
    measured("opaygo_enter", "0", Kind::Off, nothing, |device, chip, now| {
        device.enter(chip, now, TEST_CODE.as_bytes())
    }),
    measured(
        "opaygo_poll",
        "`max_hashes`",
        Kind::Running,
        entered,
        |device, chip, now| device.poll(chip, now, u16::MAX),
    ),
    measured(
        "opaygo_poll",
        "`max_hashes`",
        Kind::Running,
        a_gap_due,
        |device, chip, now| device.poll(chip, now, 1),
    ),
    measured("opaygo_apply", "0", Kind::Running, nothing, |device, chip, now| {
        device.apply(chip, now, 6, 3, None)
    }),
    measured("opaygo_apply_set", "0", Kind::Running, nothing, |device, chip, now| {
        device.apply(chip, now, 7, 0, Some(77))
    }),
    measured("opaygo_resume", "0", Kind::Running, nothing, |device, chip, now| {
        device.resume(chip, now, 160)
    }),
    measured("opaygo_resume", "0", Kind::Running, nothing, |device, chip, now| {
        device.resume(chip, now, u32::MAX)
    }),
    measured("opaygo_clock_set", "0", Kind::Running, nothing, |device, chip, now| {
        device.clock_set(chip, now)
    }),
    measured(
        "opaygo_spend",
        "0",
        Kind::Running,
        |rig| rig.chip.config.usage_metering = 1,
        |device, chip, now| device.spend(chip, now, 1),
    ),
    measured("opaygo_save", "0", Kind::Running, a_gap_due, |device, chip, now| {
        device.save(chip, now)
    }),
    measured("opaygo_tamper", "0", Kind::Running, nothing, |device, chip, now| {
        device.tamper(chip, now)
    }),
    measured("opaygo_serial", "0", Kind::Running, nothing, |device, chip, _| {
        device.serial(chip, &mut [0; 28])
    }),
    measured("opaygo_provision", "16", Kind::Blank, nothing, provision),
    measured("opaygo_provision", "16", Kind::Corrupt, nothing, provision),
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

/// The most reads, writes and erases of a call, over every place where the ring may stand.
fn most(geometry: Geometry, of: &Measured) -> [u32; 3] {
    let slots = bytes::slots(&geometry).len() as u32;
    let positions = if of.kind == Kind::Running { 2 * slots } else { 1 };
    let mut most = [0; 3];
    for position in 0..positions {
        let mut rig = unit(geometry, of.kind, position);
        (of.before)(&mut rig);
        let before = rig.chip.calls;
        rig.chip.begin();
        (of.call)(&mut rig.device, &rig.chip.lend(), rig.now);
        for (most, (after, before)) in most.iter_mut().zip(rig.chip.calls.iter().zip(before)) {
            *most = (*most).max(after - before);
        }
    }
    most
}

/// Microseconds as milliseconds, rounded up.
fn milliseconds(calls: [u32; 3], times: [u32; 2]) -> String {
    (calls[1] * times[0] + calls[2] * times[1]).div_ceil(1000).to_string()
}

#[test]
fn each_call_at_its_worst() {
    let mut rows: Vec<(&str, &str, [u32; 3], [u32; 3])> = Vec::new();
    for call in &CALLS {
        let (eeprom, flash) = (most(EEPROM, call), most(FLASH, call));
        match rows.last_mut().filter(|row| row.0 == call.name) {
            Some(row) => {
                (0..3).for_each(|at| row.2[at] = row.2[at].max(eeprom[at]));
                (0..3).for_each(|at| row.3[at] = row.3[at].max(flash[at]));
            }
            None => rows.push((call.name, call.hashes, eeprom, flash)),
        }
    }
    rows.push(("opaygo_query", "0", [0; 3], [0; 3]));
    let header = fs::read_to_string("include/opaygo.h").unwrap();
    let (mut cells, mut missing) = (Vec::new(), Vec::new());
    for (name, hashes, eeprom, flash) in rows {
        let function = header
            .find(&format!(" {name}("))
            .unwrap_or_else(|| panic!("the header has no {name}"));
        let words = header[..function].rsplit("/**").next().unwrap();
        let words = words
            .replace("\n *", " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let erases = if flash[2] == 1 { "erase" } else { "erases" };
        let (writes, most, erased) = (eeprom[1], flash[1], flash[2]);
        let told =
            format!("At most {writes} writes of 32 bytes; on flash {most}, and {erased} {erases} (docs/CALLS.md).");
        if writes > 0 && !words.contains(&told) {
            missing.push(format!("{name}: {told}"));
        }
        cells.push(vec![
            format!("`{name}`"),
            hashes.to_owned(),
            eeprom[0].to_string(),
            eeprom[1].to_string(),
            milliseconds(eeprom, EEPROM_TIMES),
            flash[0].to_string(),
            flash[1].to_string(),
            flash[2].to_string(),
            milliseconds(flash, FLASH_TIMES),
        ]);
    }
    let head = [
        "call",
        "hashes",
        "EEPROM 1,024: reads",
        "writes",
        "ms",
        "nRF51, 2 x 1,024: reads",
        "writes",
        "erases",
        "ms",
    ];
    hold(PAGE, "calls", &table(&head, &cells));
    assert!(missing.is_empty(), "the header does not say of {missing:#?}");
}

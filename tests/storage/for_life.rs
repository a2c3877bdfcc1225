//! Promise 13: another geometry and a later format; and what blank storage is.

use opaygo::status::Status;
use opaygo::storage::layout::Geometry;

use crate::bytes;
use crate::campaign::next;
use crate::chip::Chip;
use crate::faults::{call, factory, paid, OTHER};
use crate::geometries::{all, config, name, start, Kind};
use crate::model::State;
use crate::promises::powered;
use crate::unit::{Act, Rig, LINE};

#[test]
fn promise_13_for_life() {
    let mut opened = 0;
    let geometry = |size, page, provision_size| Geometry {
        size,
        page,
        provision_size,
        write_size: 4,
        erased_to_zero: 0,
    };
    let geometries = [
        geometry(192, 0, 0),
        geometry(256, 0, 0),
        geometry(512, 0, 0),
        geometry(1024, 0, 0),
        geometry(256, 0, 128),
        geometry(512, 0, 128),
        geometry(512, 0, 256),
        geometry(512, 256, 0),
        geometry(1024, 256, 0),
        geometry(1024, 512, 0),
        geometry(1024, 512, 1024),
        geometry(1024, 256, 512),
    ];
    let room = geometry(2048, 0, 0);
    for from in geometries {
        for to in geometries {
            for tokens in [1u16, 2, 5, 9, 20] {
                // One chip with room for all; the regions begin at its start.
                let mut chip = Chip::new(room, config());
                chip.geometry = from;
                let mut rig = Rig::new(chip);
                rig.open();
                factory(&mut rig, LINE).unwrap();
                for token in 1..=tokens {
                    call(&mut rig, |device, chip, now| {
                        device.apply(chip, now, 2 * token, 1, None)
                    });
                }
                rig.chip.geometry = to;
                let before = rig.chip.cells.bytes.clone();
                let answer = rig.open();
                let what = format!("{} opened as {}, {tokens} tokens", name(&from), name(&to));
                if from == to {
                    assert_eq!(answer, Status::Ok, "{what}");
                    continue;
                }
                // Two records of it, or a copy, must be where there is a place for one.
                let records = bytes::records(&from, &before).into_iter().map(|(slot, _)| slot);
                let seen = records.filter(|slot| bytes::slots(&to).contains(slot)).count();
                let copies = bytes::copies(&from);
                if seen < 2 && !bytes::copies(&to).iter().any(|copy| copies.contains(copy)) {
                    assert_ne!(answer, Status::Ok, "{what}");
                    continue;
                }
                assert_eq!(answer, Status::OtherGeometry, "{what}");
                assert_eq!(factory(&mut rig, OTHER), Err(Status::NotOpen), "{what}");
                assert_eq!(rig.chip.cells.bytes, before, "{what}");
                rig.chip.geometry = from;
                assert_eq!((rig.open(), rig.report().count), (Status::Ok, 2 * tokens), "{what}");
                opened += 1;
            }
        }
    }
    // The smallest write moves nothing.
    let mut rig = paid(
        Geometry {
            write_size: 1,
            ..geometry(512, 0, 0)
        },
        0,
    );
    rig.chip.geometry.write_size = 4;
    assert_eq!(rig.open(), Status::Ok);
    println!("{opened} other geometries answered");
    assert!(opened > 400, "{opened}");
}

#[test]
fn promise_13_a_later_format_locks() {
    for geometry in 0..all().len() {
        let here = start(geometry, Kind::Running, 2);
        let (rig, _) = powered(&here);
        let geometry = rig.chip.geometry;
        let records = bytes::records(&geometry, &rig.chip.cells.bytes);
        let copies = bytes::copies(&geometry);
        for place in records.iter().map(|(slot, _)| *slot).chain(copies.iter().copied()) {
            let mut rig = Rig::new(rig.chip.clone());
            rig.now = here.now;
            let bytes = &mut rig.chip.cells.bytes[usize::from(place)..];
            if copies.contains(&place) {
                bytes[59] = 3;
                let crc = bytes::crc(&bytes[..60]) ^ bytes::mark(&geometry);
                bytes[60..64].copy_from_slice(&crc.to_le_bytes());
                if place != copies[0] {
                    // An older copy that is whole is enough to know the unit by; its records tell the format.
                    continue;
                }
            } else {
                bytes[27] = bytes[27] & 0xf0 | 3;
                let crc = bytes::crc(&bytes[..28]) ^ bytes::mark(&geometry);
                bytes[28..32].copy_from_slice(&crc.to_le_bytes());
            }
            let before = rig.chip.cells.bytes.clone();
            assert_eq!(rig.open(), Status::LaterFormat, "{} at {place}", name(&geometry));
            assert_eq!(rig.report().active, 0);
            assert_eq!(factory(&mut rig, OTHER), Err(Status::NotOpen));
            assert_eq!(rig.chip.cells.bytes, before);
        }
    }
}

#[test]
fn blank_is_ff_or_00() {
    for geometry in all().into_iter().filter(|geometry| geometry.page == 0) {
        for byte in [0xff, 0x00] {
            let mut chip = Chip::new(geometry, config());
            chip.cells.bytes.fill(byte);
            let mut rig = Rig::new(chip);
            assert_eq!(rig.open(), Status::Unprovisioned, "{byte:02x} on {}", name(&geometry));
            assert!(factory(&mut rig, LINE).is_ok());
            let mut state = State::Unit(crate::model::Unit::provisioned(1));
            rig.act(Act::Token(next(&state)), &mut state).expect("power stays on");
            let answer = rig.open();
            assert_eq!(rig.differs(answer, &state), None);
        }
    }
}

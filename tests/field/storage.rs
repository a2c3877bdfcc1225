//! Memory: not ready, read wrong once, with a flipped bit, of another size, blank in another way.

use opaygo::status::Status;
use opaygo::storage::layout::Geometry;

use crate::bench::{Reads, Unit, ANOTHER, DAY, EEPROM, LINE};
use crate::bytes;

const APART: Geometry = Geometry {
    provision_size: 256,
    ..EEPROM
};
const FLASH: Geometry = Geometry {
    size: 512,
    page: 256,
    write_size: 8,
    ..EEPROM
};

/// The memory reads as blank while the unit is opened, and then it is there.
#[test]
fn memory_not_ready() {
    for pass in [0, 3_600] {
        let mut unit = Unit::paid(EEPROM, 30);
        unit.pass(pass);
        let before = unit.board.bytes.borrow().clone();
        unit.board.reads = Reads::Only(0xff);
        assert_eq!((unit.open(), unit.report.active), (Status::Unprovisioned, 0));
        unit.board.reads = Reads::Good;
        assert_eq!(unit.poll(), Status::Unprovisioned);
        for line in [ANOTHER, LINE] {
            assert!(unit.factory(line).is_err(), "{line}");
        }
        assert!(*unit.board.bytes.borrow() == before, "something was written");
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!((unit.report.active, unit.report.credit), (1, 30 * DAY - pass));
        assert_eq!(unit.token(2, 30), Status::AlreadyUsed);
        assert_eq!(unit.token(4, 30), Status::AddTime, "the owner's next");
        assert_eq!(unit.report.credit, 60 * DAY - pass);
    }
}

/// FF, 00, noise or failures, on each kind of storage, and a unit that is unlocked for good.
#[test]
fn memory_not_ready_records() {
    for geometry in [EEPROM, APART, FLASH] {
        for reads in [Reads::Only(0xff), Reads::Only(0), Reads::Noise, Reads::Fail] {
            let mut unit = Unit::paid(geometry, 30);
            assert_eq!(unit.token(3, 998), Status::DisablePayg);
            let before = unit.board.bytes.borrow().clone();
            unit.board.reads = reads;
            assert_ne!(unit.open(), Status::Ok, "{reads:?}");
            unit.board.reads = Reads::Good;
            assert!(unit.factory(ANOTHER).is_err(), "{reads:?}");
            assert!(*unit.board.bytes.borrow() == before, "{reads:?}: something was written");
            assert_ne!(unit.token(2, 30), Status::AddTime, "{reads:?}");
            assert_eq!((unit.power(), unit.report.active), (Status::Ok, 1), "{reads:?}");
            assert_eq!(unit.report.state, opaygo::report::PaygState::Unlocked);
        }
    }
}

/// One bit of the newest record, after something was taken: units that were spent, and a gap that was charged.
#[test]
fn spend_flip() {
    let mut meter = Unit::blank(EEPROM);
    (meter.board.config.usage_metering, meter.board.config.credit_per_value) = (1, 1_000);
    meter.open();
    assert!(meter.factory(LINE).is_ok());
    assert_eq!(meter.token(2, 30), Status::AddTime);
    assert_eq!(meter.device.spend(&meter.board, 0, 29_000), Status::Ok);
    let mut away = Unit::new(EEPROM);
    (away.board.has_rtc, away.board.uptime) = (false, Some(0));
    away.power();
    assert_eq!(away.token(2, 30), Status::AddTime);
    away.settle();
    assert_eq!(away.device.resume(&away.board, 0, 29 * DAY), Status::Ok);
    for (unit, left, what) in [(meter, 1_000, "spent"), (away, DAY, "away")] {
        for bit in 0..256 {
            let mut unit = unit.twin();
            let at = unit.newest() + bit / 8;
            unit.board.bytes.borrow_mut()[at] ^= 1 << (bit % 8);
            if !unit.board.has_rtc {
                unit.board.uptime = Some(0);
            }
            assert_eq!(unit.power(), Status::Ok, "{what}, bit {bit}");
            assert!(unit.report.credit <= left, "{what}, bit {bit}: {}", unit.report.credit);
            assert_eq!(unit.token(2, 30), Status::AlreadyUsed, "{what}, bit {bit}");
        }
    }
}

/// A read fails once while a page of two is renewed; later, power is cut as the other page has been erased.
#[test]
fn copy_lost() {
    let geometry = Geometry {
        size: 256,
        page: 128,
        ..FLASH
    };
    // Up to the hour in which page 0 is renewed.
    let mut unit = Unit::paid(geometry, 30);
    let mut hours = 0;
    while unit.board.erased.get() != Some(0) {
        unit.pass(3_600);
        hours += 1;
    }
    let mut tried = 0;
    for (read, restart) in (0..).flat_map(|read| [(read, false), (read, true)]) {
        let mut unit = Unit::paid(geometry, 30);
        (1..hours).for_each(|_| unit.pass(3_600));
        unit.board.count.set(0);
        unit.board.fails = Some(read);
        unit.board.rtc = unit.board.rtc.map(|time| time + 3_600);
        let mut told = 0;
        for _ in 0..20 {
            unit.poll();
            told |= unit.report.storage_fault;
        }
        if unit.board.count.get() <= read {
            break;
        }
        unit.board.fails = None;
        assert_ne!(told, 0, "read {read} is not told");
        tried += 1;
        if restart {
            unit.power();
        }
        // The next page that is erased is the last thing that happens.
        unit.board.cut.set(true);
        (0..20).for_each(|_| unit.pass(3_600));
        assert!(!unit.board.cut.get(), "no page was erased");
        assert_eq!(unit.power(), Status::Ok, "read {read}, restart {restart}");
        assert_eq!(unit.token(2, 30), Status::AlreadyUsed);
        assert_eq!(unit.token(4, 30), Status::AddTime);
    }
    println!("{tried} failed reads, each with a power cut behind it");
    assert!(tried > 4, "{tried}");
}

/// An update of the firmware has a smaller region, or a larger one, for a unit that lives already.
#[test]
fn region_shrinks() {
    let sized = |size| Geometry { size, ..EEPROM };
    for (from, to, tokens, checkpoints) in (1..10)
        .map(|tokens| (256, 512, tokens, 0))
        .chain((1..10).map(|tokens| (512, 256, tokens, 0)))
        .chain([
            (1024, 256, 10, 0),
            (1024, 512, 10, 3),
            (256, 1024, 10, 3),
            (192, 256, 5, 2),
        ])
    {
        let mut unit = Unit::new(sized(from));
        for token in 1..=tokens {
            assert_eq!(unit.token(2 * token, 1), Status::AddTime);
        }
        for _ in 0..checkpoints {
            unit.pass(3_600);
        }
        let what = format!("{from} to {to}, {tokens} tokens, {checkpoints} checkpoints");
        let credit = unit.report.credit;
        let before = unit.board.bytes.borrow().clone();
        unit.board.geometry = sized(to);
        let answer = unit.open();
        assert_eq!((answer, unit.report.active), (Status::OtherGeometry, 0), "{what}");
        assert_ne!(unit.token(2 * tokens, 1), Status::AddTime, "{what}: a used token");
        assert!(unit.factory(ANOTHER).is_err(), "{what}");
        assert!(*unit.board.bytes.borrow() == before, "{what}: something was written");
        unit.board.geometry = sized(from);
        assert_eq!((unit.power(), unit.report.credit), (Status::Ok, credit), "{what}");
    }
}

/// A new FRAM, data EEPROM or flash whose blank bytes are 00.
#[test]
fn blank_zero() {
    for (geometry, erased_to_zero) in [(EEPROM, 0), (APART, 0), (FLASH, 1)] {
        let mut unit = Unit::blank(Geometry {
            erased_to_zero,
            ..geometry
        });
        unit.board.bytes.borrow_mut().fill(0);
        assert_eq!(unit.open(), Status::Unprovisioned);
        assert!(unit.factory(LINE).is_ok());
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(unit.token(2, 30), Status::AddTime);
        assert_eq!((unit.power(), unit.report.credit), (Status::Ok, 30 * DAY));
        // Round the ring, and every page erased.
        for _ in 0..40 {
            unit.pass(3_600);
        }
        assert_eq!(bytes::copies(&unit.board.geometry).len(), 2);
        assert_eq!((unit.power(), unit.report.credit), (Status::Ok, 30 * DAY - 40 * 3_600));
    }
}

//! A unit: the one place where tokens, credit, lock-out and storage meet.
//! Knows no pointer and no keypad; the clock comes in as a value.

mod clock;
mod entry;
mod factory;

pub use factory::key_check;

use crate::config::Config;
use crate::journal::Journal;
use crate::port::Port;
use crate::provision::{self, Identity, Loaded, Unit, FIELDS};
use crate::record::{Record, TAMPER, UNLOCKED};
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::token::ExtendedWalk;

// Numbers, not an enum: a device that was never opened may hold any byte.
const UNPROVISIONED: u8 = 1;
const CORRUPT: u8 = 2;
const READY: u8 = 3;

/// What `magic` holds once a device is open.
const OPEN: u16 = 0x5047;

/// A unit in RAM. All that must outlive a power cut is in storage before a call answers.
#[repr(C)]
pub struct Device {
    record: Record,
    walk: ExtendedWalk,
    unit: Identity,
    journal: Journal,
    saved_at: u32,
    magic: u16,
    test_left: u16,
    test_phase: u8,
    mode: u8,
    shown: u8,
    owed_failures: u8,
    gap: u8,
    dirty: u8,
    storage_fault: u8,
}

impl Device {
    /// A device that was not opened.
    pub const CLOSED: Self = Self {
        record: Record::ZERO,
        walk: ExtendedWalk::NONE,
        unit: Identity::NONE,
        journal: Journal::EMPTY,
        saved_at: 0,
        magic: 0,
        test_left: 0,
        test_phase: 0,
        mode: 0,
        shown: 0,
        owed_failures: 0,
        gap: 0,
        dirty: 0,
        storage_fault: 0,
    };

    /// As `CLOSED`; part by part, as a constant to copy from would take RAM on an AVR.
    fn close(&mut self) {
        self.record = Record::ZERO;
        self.walk = ExtendedWalk::NONE;
        self.unit = Identity::NONE;
        self.journal = Journal::EMPTY;
        self.saved_at = 0;
        self.magic = 0;
        self.test_left = 0;
        self.test_phase = 0;
        self.mode = 0;
        self.shown = 0;
        self.owed_failures = 0;
        self.gap = 0;
        self.dirty = 0;
        self.storage_fault = 0;
    }

    /// Reads the unit from storage. Answers `Ok`, `Unprovisioned` and `Corrupt` with the device open (the two
    /// latter take nothing but a provisioning); `Config`, `Geometry` and `Storage` (the unit could not be read, or a
    /// loss of credit could not be stored) leave it closed.
    pub fn open(&mut self, port: &mut impl Port, now: u32) -> Status {
        self.close();
        port.forget();
        if !port.config().valid() {
            return Status::Config;
        }
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        let (found, fault) = self.journal.open(port, &layout, &mut self.record);
        self.storage_fault = u8::from(fault);
        let mut unit = Unit::from_fields(&[0; FIELDS]);
        let loaded = provision::load(port, &layout, &mut unit);
        self.mode = match loaded {
            Loaded::Unit if found => READY,
            Loaded::Fault if found || fault => return Status::Storage,
            // The first record is stored before the first copy of the provisioning record, any other after it.
            Loaded::Never if self.journal.is_young() => UNPROVISIONED,
            _ => CORRUPT,
        };
        if loaded == Loaded::Unit {
            self.unit = unit.identity();
        }
        self.magic = OPEN;
        let started = self.start_clock(port, now);
        self.shown = self.payg_state() as u8;
        if started != Status::Ok {
            self.magic = 0;
            return started;
        }
        if loaded == Loaded::Unit && provision::keep(port, &layout, &unit).is_err() {
            self.storage_fault = 1;
        }
        self.ready()
    }

    /// `Ok` when tokens can be taken, else why not.
    pub fn ready(&self) -> Status {
        match self.mode {
            _ if self.magic != OPEN => Status::NotOpen,
            READY => Status::Ok,
            CORRUPT => Status::Corrupt,
            _ => Status::Unprovisioned,
        }
    }

    /// Whether PAYG holds the product.
    pub fn payg_state(&self) -> PaygState {
        if self.mode != READY {
            PaygState::Disabled
        } else if self.record.has(UNLOCKED) {
            PaygState::Unlocked
        } else if self.record.credit > 0 {
            PaygState::Enabled
        } else {
            PaygState::Disabled
        }
    }

    /// The serial number, filled up with 00.
    pub fn serial(&mut self, port: &mut impl Port, serial: &mut [u8; provision::MAX_SERIAL]) -> Status {
        match self.ready() {
            Status::Ok | Status::Corrupt => {}
            closed => return closed,
        }
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        let mut unit = Unit::from_fields(&[0; FIELDS]);
        if provision::load(port, &layout, &mut unit) != Loaded::Unit {
            return Status::Storage;
        }
        serial.copy_from_slice(unit.serial_mut());
        Status::Ok
    }

    /// Whether tokens are entered in the restricted digit set.
    pub fn restricted(&self) -> bool {
        self.unit.restricted() != 0
    }

    /// Fills `report`; a transition is shown once.
    pub fn report(&mut self, config: &Config, report: &mut Report) {
        self.query(config, report);
        report.changed = u8::from(report.state as u8 != self.shown);
        self.shown = report.state as u8;
        self.storage_fault = 0;
    }

    /// Fills `report` without marking a transition as shown.
    pub fn query(&self, config: &Config, report: &mut Report) {
        let state = self.payg_state();
        report.credit = self.record.credit;
        report.value = self.walk.low.value();
        report.sleep = self.sleep(config);
        report.count = self.record.window.count;
        report.wait = self.record.lock;
        report.test = self.test_left;
        report.state = state;
        report.changed = 0;
        report.active = u8::from(state != PaygState::Disabled || self.test_left > 0);
        report.tamper = u8::from(self.record.has(TAMPER));
        report.clock_faults = self.record.clock_faults;
        report.storage_fault = self.storage_fault;
    }

    /// Stores the record; on failure the unit is `before`, as it was.
    fn commit(&mut self, port: &mut impl Port, before: &Record) -> Status {
        let Some(layout) = port.geometry().layout() else {
            self.record = *before;
            return Status::Geometry;
        };
        self.saved_at = self.record.seen;
        let Ok(clean) = self.journal.save(port, &layout, &self.record) else {
            self.storage_fault = 1;
            self.record = *before;
            // Tried again at the next checkpoint, and with whatever else is stored before it.
            self.dirty = self.dirty.min(clock::LATER);
            return Status::Storage;
        };
        self.storage_fault |= u8::from(!clean);
        self.dirty = 0;
        Status::Ok
    }
}

//! A unit: the one place where tokens, credit, lock-out and storage meet.
//! Knows no pointer and no keypad; the clock comes in as a value.

mod clock;
mod entry;
mod factory;

pub use factory::key_check;

use crate::config::Config;
use crate::journal::Journal;
use crate::layout::Layout;
use crate::port::Port;
use crate::provision::{self, Identity, Loaded, Unit};
use crate::record::{Record, TAMPER, UNLOCKED};
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::token::ExtendedWalk;

// What `mode` holds once a device is open. Numbers, not an enum, and wide: a device that was never opened may hold
// any bytes.
const UNPROVISIONED: u16 = 0x5047;
const CORRUPT: u16 = 0x5048;
const READY: u16 = 0x5049;

/// A unit in RAM. All that must outlive a power cut is in storage before a call answers.
#[repr(C)]
pub struct Device {
    // An AVR reaches the first 64 bytes at half the cost of the others.
    record: Record,
    mode: u16,
    /// Seconds since the record was stored.
    unsaved: u16,
    test_left: u16,
    shown: u8,
    owed_failures: u8,
    gap: u8,
    dirty: u8,
    storage_fault: u8,
    remembers: u8,
    test_phase: u8,
    walk: ExtendedWalk,
    unit: Identity,
    journal: Journal,
    layout: Layout,
}

impl Device {
    /// A device that was not opened.
    pub const CLOSED: Self = Self {
        record: Record::ZERO,
        mode: 0,
        unsaved: 0,
        test_left: 0,
        shown: 0,
        owed_failures: 0,
        gap: 0,
        dirty: 0,
        storage_fault: 0,
        remembers: 0,
        test_phase: 0,
        walk: ExtendedWalk::NONE,
        unit: Identity::NONE,
        journal: Journal::NONE,
        layout: Layout::NONE,
    };

    /// Reads the unit from storage. Answers `Ok`, `Unprovisioned` and `Corrupt` with the device open (the two
    /// latter take nothing but a provisioning); `Config`, `Geometry` and `Storage` (the unit could not be read, or a
    /// loss of credit could not be stored) leave it closed.
    pub fn open(&mut self, port: &mut impl Port, now: u32) -> Status {
        *self = Self::CLOSED;
        if !port.config().valid() {
            return Status::Config;
        }
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        self.layout = layout;
        let fault = self.journal.open(port, &self.layout, &mut self.record);
        self.storage_fault = u8::from(fault);
        let found = self.journal.found();
        let mut unit = Unit::BLANK;
        let (loaded, _) = provision::load(port, &self.layout, &mut unit);
        let mode = match loaded {
            Loaded::Unit if found => READY,
            Loaded::Fault if found || fault => return Status::Storage,
            // The first record is stored before the first copy of the provisioning record, any other after it.
            Loaded::Never if self.journal.is_young(&self.record) => UNPROVISIONED,
            _ => CORRUPT,
        };
        if mode == READY {
            // A unit whose credit ran out while power was off still has that to tell.
            self.shown = self.payg_state() as u8;
            let started = self.start_clock(port, now);
            if started != Status::Ok {
                return started;
            }
        } else {
            self.record.begin(now, 0);
        }
        if loaded == Loaded::Unit {
            self.unit = unit.identity();
            if provision::keep(port, &self.layout, &unit).is_err() {
                self.storage_fault = 1;
            }
        }
        self.mode = mode;
        self.ready()
    }

    /// `Ok` when tokens can be taken, else why not.
    pub fn ready(&self) -> Status {
        match self.mode {
            READY => Status::Ok,
            CORRUPT => Status::Corrupt,
            UNPROVISIONED => Status::Unprovisioned,
            _ => Status::NotOpen,
        }
    }

    /// Whether PAYG holds the product.
    pub fn payg_state(&self) -> PaygState {
        if self.record.has(UNLOCKED) {
            PaygState::Unlocked
        } else if self.record.credit() > 0 {
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
        let mut unit = Unit::BLANK;
        if provision::load(port, &self.layout, &mut unit).0 != Loaded::Unit {
            return Status::Storage;
        }
        for (to, from) in serial.iter_mut().zip(unit.serial_mut()) {
            *to = *from;
        }
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
        report.credit = self.record.credit();
        report.value = self.walk.low.value();
        report.sleep = self.sleep(config);
        report.count = self.record.window().count;
        report.wait = self.record.lock();
        report.test = self.test_left;
        report.state = self.payg_state();
        report.changed = 0;
        report.active = u8::from(report.state != PaygState::Disabled || self.test_left > 0);
        report.tamper = u8::from(self.record.has(TAMPER));
        report.clock_faults = self.record.clock_faults();
        report.storage_fault = self.storage_fault;
    }

    /// Stores the record; on failure the unit is `before`, as it was.
    #[inline(never)]
    fn commit(&mut self, port: &mut impl Port, before: &Record) -> Status {
        self.unsaved = 0;
        let Ok(clean) = self.journal.save(port, &self.layout, &mut self.record) else {
            self.storage_fault = 1;
            let serial = self.record.serial();
            self.record = *before;
            self.record.set_serial(serial);
            // Tried again at the next checkpoint, and with whatever else is stored before it.
            self.dirty = self.dirty.min(clock::LATER);
            return Status::Storage;
        };
        self.storage_fault |= u8::from(!clean);
        self.dirty = 0;
        Status::Ok
    }
}

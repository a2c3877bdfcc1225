//! A unit: the one place where tokens, credit, lock-out and storage meet.
//! Knows no pointer and no keypad; the clock comes in as a value.

mod call;
mod clock;
mod copies;
mod entry;
mod factory;
mod journal;
pub mod pages;
pub mod port;
mod test_code;

pub(crate) use call::Operation;
pub use factory::key_check;

use self::copies::Loaded;
use self::journal::Journal;
use self::port::Port;
use crate::config::Config;
use crate::layout::Layout;
use crate::provision::{Identity, Rest, MAX_SERIAL};
use crate::record::{Record, TAMPER, UNLOCKED};
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::token::ExtendedWalk;
use crate::window::Limits;

// What `mode` holds once a device is open. Numbers, not an enum, and wide: a device that was never opened may hold
// any bytes.
const UNPROVISIONED: u16 = 0x5047;
const CORRUPT: u16 = 0x5048;
const READY: u16 = 0x5049;

/// A unit in RAM. All that must outlive a power cut is in storage before a call answers.
#[repr(C)]
pub struct Device {
    // Bytes first, then what has 16 bits: the chips reach the start of an object at less cost than the rest.
    shown: u8,
    owed_failures: u8,
    dirty: u8,
    pending: u8,
    storage_fault: u8,
    /// 0 when what a cache holds is not of this unit's life.
    pub(crate) remembers: u8,
    test_phase: u8,
    /// 1: power was off for a time that nobody knows.
    gap: u8,
    /// Seconds of test time left.
    test_left: u16,
    pub(crate) record: Record,
    mode: u16,
    /// Seconds until the next checkpoint.
    due: u16,
    journal: Journal,
    layout: Layout,
    /// The credit of the token that was judged.
    granted: u32,
    pub(crate) walk: ExtendedWalk,
    pub(crate) unit: Identity,
}

/// What a device asks of a room that a product may leave out: begin to decode `text`, or, when it is empty, go on.
pub struct Job<'a> {
    pub(crate) device: &'a mut Device,
    pub(crate) text: &'a [u8],
    pub(crate) max_hashes: u16,
}

impl Job<'_> {
    /// Goes on with a standard token: what it is, or `Decoding`.
    pub fn step(&mut self, limits: &Limits) -> Status {
        let Device { record, walk, unit, .. } = self.device;
        walk.low.go_on(&record.window, limits, &unit.key, self.max_hashes)
    }
}

impl Device {
    /// A device that was not opened.
    pub const CLOSED: Self = Self {
        shown: 0,
        owed_failures: 0,
        dirty: 0,
        pending: 0,
        storage_fault: 0,
        remembers: 0,
        test_phase: 0,
        gap: 0,
        test_left: 0,
        record: Record::ZERO,
        mode: 0,
        due: 0,
        journal: Journal::NONE,
        layout: Layout::NONE,
        granted: 0,
        walk: ExtendedWalk::NONE,
        unit: Identity::NONE,
    };

    /// Reads the unit from storage. Answers `Ok`, `Unprovisioned` and `Corrupt` with the device open (the two
    /// latter take nothing but a provisioning); `Config`, `Geometry` and `Storage` (the unit could not be read, or a
    /// loss of credit could not be stored) leave it closed.
    pub fn open(&mut self, port: &mut impl Port, now: u32) -> Status {
        *self = Self::CLOSED;
        if !port.config().valid() {
            return Status::Config;
        }
        if !self.layout.fit(port.geometry()) || port.geometry().page != 0 && port.pages(self, pages::FIT) != Status::Ok
        {
            return Status::Geometry;
        }
        self.due = port.config().checkpoint;
        let fault = self.find_newest(port);
        self.storage_fault = fault.into();
        let found = self.journal.found();
        let loaded = self.find_unit(port);
        let mode = if found && loaded.is(Loaded::Unit) {
            READY
        } else if loaded.is(Loaded::Fault) && (found || fault) {
            return Status::Storage;
        } else if loaded.is(Loaded::Never) && self.record.serial <= 2 {
            // No more was stored than a provisioning does before it writes the first copy.
            UNPROVISIONED
        } else {
            CORRUPT
        };
        if mode == READY {
            // A unit whose credit ran out while power was off still has that to tell.
            self.shown = self.payg_state() as u8;
            self.start_clock(port, now);
            if self.dirty == clock::NOW && self.commit(port) != Status::Ok {
                return Status::Storage;
            }
        } else {
            self.record.begin(now, 0);
        }
        if loaded.is(Loaded::Unit) && self.keep(port, None).is_err() {
            self.storage_fault = 1;
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
        } else if self.record.credit > 0 {
            PaygState::Enabled
        } else {
            PaygState::Disabled
        }
    }

    /// The serial number, filled up with 00.
    pub fn serial(&mut self, port: &mut impl Port, serial: &mut [u8; MAX_SERIAL]) -> Status {
        match self.ready() {
            Status::Ok | Status::Corrupt => {}
            closed => return closed,
        }
        let mut rest = Rest::NONE;
        if !self.load(port, &mut rest).is(Loaded::Unit) {
            return Status::Storage;
        }
        let halves = self.unit.serial.iter().chain(&rest.serial);
        for (to, from) in serial.iter_mut().zip(halves) {
            *to = *from;
        }
        Status::Ok
    }

    /// Whether tokens are entered in the restricted digit set.
    pub fn restricted(&self) -> bool {
        self.unit.restricted != 0
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
        report.credit = self.record.credit;
        report.value = self.walk.low.value();
        report.sleep = self.sleep(config);
        report.count = self.record.window.count;
        report.wait = self.record.lock;
        report.test = self.test_left;
        report.state = self.payg_state();
        report.changed = 0;
        report.active = u8::from(report.state != PaygState::Disabled || self.test_left > 0);
        report.tamper = u8::from(self.record.has(TAMPER));
        report.clock_faults = self.record.faults;
        report.storage_fault = self.storage_fault;
    }
}

//! A unit: the one place where tokens, credit, lock-out and storage meet.
//! Knows no pointer and no keypad; the clock comes in as a value.

mod clock;
mod entry;
mod factory;

pub use factory::key_check;

use crate::config::Config;
use crate::journal::Journal;
use crate::port::Port;
use crate::provision::{self, MAX_SERIAL};
use crate::record::{State, TAMPER, UNLOCKED};
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::token::ExtendedWalk;

// Numbers, not an enum: a device that was never opened may hold any byte.
const CLOSED: u8 = 0;
const UNPROVISIONED: u8 = 1;
const CORRUPT: u8 = 2;
const READY: u8 = 3;

/// What `magic` holds once a device is open.
const OPEN: u16 = 0x5047;

/// A unit in RAM. All that must outlive a power cut is in storage before a call answers.
#[repr(C)]
pub struct Device {
    state: State,
    walk: ExtendedWalk,
    key: [u8; 16],
    starting_code: u32,
    test_code: u32,
    saved_at: u32,
    journal: Journal,
    magic: u16,
    test_left: u16,
    test_phase: u8,
    divider: u8,
    restricted: u8,
    mode: u8,
    shown: u8,
    owed_failures: u8,
    has_key: u8,
    gap: u8,
    dirty: u8,
    storage_fault: u8,
}

impl Device {
    /// A device that was not opened.
    pub const CLOSED: Self = Self {
        state: State::new(0),
        walk: ExtendedWalk::NONE,
        key: [0; 16],
        starting_code: 0,
        test_code: provision::NO_TEST_CODE,
        saved_at: 0,
        journal: Journal::EMPTY,
        magic: OPEN,
        test_left: 0,
        test_phase: 0,
        divider: 1,
        restricted: 0,
        mode: CLOSED,
        shown: 0,
        owed_failures: 0,
        has_key: 0,
        gap: 0,
        dirty: 0,
        storage_fault: 0,
    };

    /// Reads the unit from storage. Answers `Ok`, `Unprovisioned` and `Corrupt` with the device open (the two
    /// latter take nothing but a provisioning); `Config`, `Geometry` and `Storage` (nothing could be read, or a
    /// loss of credit could not be stored) leave it closed.
    pub fn open(&mut self, port: &mut impl Port, now: u32) -> Status {
        *self = Self::CLOSED;
        if !port.config().valid() {
            return Status::Config;
        }
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        let found = self.journal.open(port, &layout);
        if found.faults == layout.slots {
            return Status::Storage;
        }
        self.storage_fault = u8::from(found.faults > 0);
        let mut image = [[0; 32]; 2];
        if provision::load(port, &layout, &mut image).is_some() {
            self.adopt(&image);
            if provision::keep(port, &layout, &image).is_err() {
                self.storage_fault = 1;
            }
        }
        self.mode = match (self.has_key != 0, found.state) {
            (false, _) => UNPROVISIONED,
            (true, None) => CORRUPT,
            (true, Some(state)) => {
                self.state = state;
                READY
            }
        };
        let opened = self.start_clock(port, now);
        self.shown = self.payg_state() as u8;
        if opened != Status::Ok {
            self.mode = CLOSED;
            return opened;
        }
        self.ready()
    }

    fn adopt(&mut self, image: &[[u8; 32]; 2]) {
        let head = &image[0];
        let word = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        self.divider = head[2];
        self.restricted = head[3];
        self.key.copy_from_slice(&head[4..20]);
        self.starting_code = word(20);
        self.test_code = word(24);
        self.has_key = 1;
    }

    /// `Ok` when tokens can be taken, else why not.
    pub fn ready(&self) -> Status {
        match self.mode {
            _ if self.magic != OPEN => Status::NotOpen,
            READY => Status::Ok,
            UNPROVISIONED => Status::Unprovisioned,
            CORRUPT => Status::Corrupt,
            _ => Status::NotOpen,
        }
    }

    /// Whether PAYG holds the product.
    pub fn payg_state(&self) -> PaygState {
        if self.mode != READY {
            PaygState::Disabled
        } else if self.state.flags & UNLOCKED != 0 {
            PaygState::Unlocked
        } else if self.state.credit > 0 {
            PaygState::Enabled
        } else {
            PaygState::Disabled
        }
    }

    /// The serial number, filled up with 00.
    pub fn serial(&mut self, port: &mut impl Port, serial: &mut [u8; MAX_SERIAL]) -> Status {
        if self.magic != OPEN || self.has_key == 0 {
            return if self.magic == OPEN {
                Status::Unprovisioned
            } else {
                Status::NotOpen
            };
        }
        let mut image = [[0; 32]; 2];
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        if provision::load(port, &layout, &mut image).is_none() {
            return Status::Storage;
        }
        serial.copy_from_slice(&image[1][..MAX_SERIAL]);
        Status::Ok
    }

    /// Whether tokens are entered in the restricted digit set.
    pub fn restricted(&self) -> bool {
        self.restricted != 0
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
        *report = Report {
            credit: self.state.credit,
            value: self.walk.low.value(),
            sleep: self.sleep(config),
            count: self.state.window.count,
            wait: self.state.lock,
            test: self.test_left,
            state,
            changed: 0,
            active: u8::from(state != PaygState::Disabled || self.test_left > 0),
            tamper: u8::from(self.state.flags & TAMPER != 0),
            clock_faults: self.state.clock_faults,
            storage_fault: self.storage_fault,
        };
    }

    /// Stores `state`; on success it is the unit's.
    fn commit(&mut self, port: &mut impl Port, state: &State) -> Status {
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        self.saved_at = self.state.seen;
        if self.journal.save(port, &layout, state).is_err() {
            self.storage_fault = 1;
            // Tried again at the next checkpoint, and with whatever else is stored before it.
            self.dirty = self.dirty.min(clock::LATER);
            return Status::Storage;
        }
        self.state = *state;
        self.dirty = 0;
        Status::Ok
    }
}

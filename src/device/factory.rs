//! Provisioning a unit: once, whole, and never by halves. Knows the fields, not the line they came in.

use super::{Device, CORRUPT, OPEN, READY};
use crate::journal::Journal;
use crate::layout::Geometry;
use crate::port::{Fault, Port};
use crate::provision::{self, Provisioning, NO_TEST_CODE};
use crate::record::State;
use crate::siphash::siphash24;
use crate::status::Status;
use crate::step::{hunt, Schedule};
use crate::token::MAX_CODE;

/// SipHash-2-4 of nothing under the published example key: known without keeping the key itself.
const EXAMPLE_KEY: u64 = 0x31bb_606b_2117_6d36;

/// The counts whose tokens a test code must not be.
const TEST_COUNTS: u16 = 1000;

/// What can be shown of a key: enough to tell two keys apart, nothing to find one.
pub fn key_check(key: &[u8; 16]) -> u32 {
    siphash24(key, &[]) as u32
}

impl Device {
    /// Gives the unit its key, once. A unit whose storage is corrupt takes it again with its own key and starting
    /// code. On any answer but `Ok` the unit is what it was, or, after `Storage`, unprovisioned.
    pub fn provision(&mut self, port: &mut impl Port, now: u32, unit: &Provisioning) -> Status {
        match self.mode {
            _ if self.magic != OPEN => return Status::NotOpen,
            READY => return Status::Provisioned,
            CORRUPT if unit.key != self.key || unit.starting_code != self.starting_code => return Status::Provisioned,
            _ => {}
        }
        let valid = check(unit, port.config().example_key != 0);
        if valid != Status::Ok {
            return valid;
        }
        match self.write(port, now, unit) {
            Status::Ok => self.open(port, now),
            failed => failed,
        }
    }

    fn write(&mut self, port: &mut impl Port, now: u32, unit: &Provisioning) -> Status {
        let Some(layout) = port.geometry().layout() else {
            return Status::Geometry;
        };
        if layout.erases {
            let Geometry { offset, size, page, .. } = *port.geometry();
            let (apart, apart_size) = (port.geometry().provision_offset, port.geometry().provision_size);
            self.journal = Journal::EMPTY;
            if erase_all(port, offset, size, page).is_err() || erase_all(port, apart, apart_size, page).is_err() {
                return Status::Storage;
            }
        }
        // The state first: a provisioned unit without one can only be a damaged unit.
        let state = State {
            seen: now,
            ..State::new(unit.count)
        };
        let stored = self.commit(port, &state);
        if stored != Status::Ok {
            return stored;
        }
        if provision::keep(port, &layout, &unit.encode()).is_err() {
            return Status::Storage;
        }
        Status::Ok
    }
}

fn erase_all(port: &mut impl Port, mut at: u32, size: u32, page: u32) -> Result<(), Fault> {
    for _ in 0..size.checked_div(page).unwrap_or(0) {
        port.erase(at)?;
        at += page;
    }
    Ok(())
}

fn check(unit: &Provisioning, example_key: bool) -> Status {
    if unit.starting_code > MAX_CODE {
        return Status::LineStartingCode;
    }
    if unit.key == [0; 16] || unit.key == [0xff; 16] {
        return Status::WeakKey;
    }
    if !example_key && siphash24(&unit.key, &[]) == EXAMPLE_KEY {
        return Status::ExampleKey;
    }
    if unit.divider == 0 {
        return Status::LineDivider;
    }
    if unit.restricted > 1 {
        return Status::LineRestricted;
    }
    if unit.test_code != NO_TEST_CODE {
        if unit.test_code > MAX_CODE {
            return Status::LineTest;
        }
        if is_token(unit) {
            return Status::TestIsToken;
        }
    }
    Status::Ok
}

/// Whether the test code is a token of the unit in its first counts.
fn is_token(unit: &Provisioning) -> bool {
    let base = unit.test_code % 1000;
    let target = unit.test_code - base;
    let mut code = unit.starting_code - unit.starting_code % 1000 + base;
    let schedule = Schedule::new(&unit.key);
    // The number at count 0 is no token, but a server may call it one.
    code.wrapping_sub(target) < 1000 || {
        hunt(&schedule, &mut code, target, TEST_COUNTS);
        code.wrapping_sub(target) < 1000
    }
}

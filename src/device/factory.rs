//! Provisioning a unit: once, whole, and never by halves. Knows the fields, not the line they came in.

use super::port::{Fault, Port, Test};
use super::{pages, Device};
use crate::config::Config;
use crate::crc;
use crate::provision::{Identity, Unit, NO_TEST_CODE};
use crate::status::Status;
use crate::token::{chain_step, MAX_CODE};

/// What hashes to the key's check value: no code of any chain.
const CHECKED: u32 = u32::MAX;

/// The CRC-32 of the published example key: known without keeping the key itself. Of the keys a factory may draw, one
/// in four thousand million shares it, and is refused.
const EXAMPLE_KEY: u32 = 0xcef548b9;

/// What can be shown of a key: 30 bits that tell two keys apart and help nobody to find one.
pub fn key_check(key: &[u8; 16]) -> u32 {
    chain_step(key, CHECKED)
}

impl Device {
    /// The check value of the unit's key.
    pub fn key_check(&self) -> u32 {
        key_check(&self.unit.key)
    }

    /// Gives the unit its key, once. A unit whose storage is corrupt takes it again with its own key and starting
    /// code, and keeps what else it was provisioned with but the count. On any answer but `Ok` the unit is what it was,
    /// or, after `Storage`, unprovisioned.
    pub fn provision(&mut self, port: &mut impl Port, now: u32, unit: &Unit) -> Status {
        let written = self.write_unit(port, now, unit);
        if written != Status::Ok {
            return written;
        }
        match self.open(port, now) {
            Status::Ok => Status::Ok,
            _ => Status::Storage,
        }
    }

    #[inline(never)]
    fn write_unit(&mut self, port: &mut impl Port, now: u32, unit: &Unit) -> Status {
        let first = &unit.identity;
        match self.ready() {
            Status::Unprovisioned => {}
            Status::Corrupt if !self.has_key() || first.is_of(&self.unit) => {}
            Status::Corrupt | Status::Ok => return Status::Provisioned,
            closed => return closed,
        }
        let mut valid = check(first, port.config());
        if valid == Status::Ok && first.test_code != NO_TEST_CODE {
            valid = port.test_code(self, &Test::Of(first));
        }
        if valid != Status::Ok {
            return valid;
        }
        if self.write(port, now, unit).is_err() {
            self.record.begin(now, 0);
            return Status::Storage;
        }
        Status::Ok
    }

    /// Whether the key of the unit is known: no unit has divider 0.
    pub(super) fn has_key(&self) -> bool {
        self.unit.divider != 0
    }

    fn write(&mut self, port: &mut impl Port, now: u32, unit: &Unit) -> Result<(), Fault> {
        let known = self.has_key();
        if port.geometry().page != 0 && port.pages(self, pages::ERASE) != Status::Ok {
            return Err(Fault);
        }
        // The state before the first key: a unit with a key and without a state can only be a damaged unit. And
        // twice, so that one damaged record does not bring an older life back.
        self.record.begin(now, unit.identity.count);
        if self.commit(port) != Status::Ok || self.commit(port) != Status::Ok {
            return Err(Fault);
        }
        if known {
            return Ok(());
        }
        self.keep(port, Some(unit))
    }
}

fn check(unit: &Identity, config: &Config) -> Status {
    let key = &unit.key;
    if unit.starting_code > MAX_CODE {
        Status::LineStartingCode
    } else if key.iter().all(|&byte| byte == key[0]) && matches!(key[0], 0 | 0xff) {
        Status::WeakKey
    } else if config.example_key == 0 && crc::of(0, key) == EXAMPLE_KEY {
        Status::ExampleKey
    } else if unit.divider == 0 {
        Status::LineDivider
    } else if unit.restricted > 1 {
        Status::LineRestricted
    } else {
        Status::Ok
    }
}

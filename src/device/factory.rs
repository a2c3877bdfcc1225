//! Provisioning a unit: once, whole, and never by halves. Knows the fields, not the line they came in.

use super::{Device, CORRUPT, READY, UNPROVISIONED};
use crate::config::Config;
use crate::port::{Fault, Port};
use crate::provision::{self, Identity, Loaded, Unit, NO_TEST_CODE};
use crate::status::Status;
use crate::token::{chain_step, is_token, MAX_CODE};

/// What hashes to the key's check value: no code of any chain.
const CHECKED: u32 = u32::MAX;

/// The published example key's check value: known without keeping the key itself. Of the keys a factory may draw,
/// one in a thousand million shares it, and is refused.
const EXAMPLE_KEY: u32 = 468_263_469;

/// What can be shown of a key: 30 bits that tell two keys apart and help nobody to find one.
pub fn key_check(key: &[u8; 16]) -> u32 {
    chain_step(key, CHECKED)
}

impl Device {
    /// The check value of the unit's key.
    pub fn key_check(&self) -> u32 {
        key_check(self.unit.key())
    }

    /// Gives the unit its key, once. A unit whose storage is corrupt takes it again with its own key and starting
    /// code. On any answer but `Ok` the unit is what it was, or, after `Storage`, unprovisioned.
    pub fn provision(&mut self, port: &mut impl Port, now: u32, unit: &mut Unit) -> Status {
        let identity = unit.identity();
        match self.mode {
            UNPROVISIONED => {}
            CORRUPT if !self.has_key() || identity.key_and_code() == self.unit.key_and_code() => {}
            CORRUPT | READY => return Status::Provisioned,
            _ => return Status::NotOpen,
        }
        let valid = check(&identity, port.config());
        if valid != Status::Ok {
            return valid;
        }
        unit.seal();
        if self.write(port, now, identity.count(), unit).is_err() {
            self.record.begin(now, 0);
            return Status::Storage;
        }
        match self.open(port, now) {
            Status::Ok => Status::Ok,
            _ => Status::Storage,
        }
    }

    /// Whether the key of the unit is known: no unit has divider 0.
    fn has_key(&self) -> bool {
        self.unit.divider() != 0
    }

    fn write(&mut self, port: &mut impl Port, now: u32, count: u16, unit: &Unit) -> Result<(), Fault> {
        let known = self.has_key();
        if self.layout.erases() {
            // The page with the good copy goes last, and each gets its copy at once: a unit that has a key is never
            // without it, and none ends with nothing that can be read, however often this is cut.
            let mut scratch = Unit::BLANK;
            let (_, kept) = provision::load(port, &self.layout, &mut scratch);
            for last in [false, true] {
                for page in self.layout.pages() {
                    if self.layout.in_page(kept, page) == last {
                        if known && provision::load(port, &self.layout, &mut scratch).0 != Loaded::Unit {
                            return Err(Fault);
                        }
                        port.erase(page)?;
                        if known {
                            provision::keep(port, &self.layout, unit)?;
                        }
                    }
                }
            }
            self.journal.forget(&self.layout);
        } else if known {
            provision::keep(port, &self.layout, unit)?;
        }
        // The state before the first key: a unit with a key and without a state can only be a damaged unit. And
        // twice, so that one damaged record does not bring an older life back.
        self.record.begin(now, count);
        self.journal.save(port, &self.layout, &mut self.record)?;
        self.journal.save(port, &self.layout, &mut self.record)?;
        provision::keep(port, &self.layout, unit)
    }
}

fn check(unit: &Identity, config: &Config) -> Status {
    let key = unit.key();
    if unit.starting_code() > MAX_CODE {
        Status::LineStartingCode
    } else if key.iter().all(|&byte| byte == key[0]) && matches!(key[0], 0 | 0xff) {
        Status::WeakKey
    } else if config.example_key == 0 && key_check(key) == EXAMPLE_KEY {
        Status::ExampleKey
    } else if unit.divider() == 0 {
        Status::LineDivider
    } else if unit.restricted() > 1 {
        Status::LineRestricted
    } else if unit.test_code() == NO_TEST_CODE {
        Status::Ok
    } else if unit.test_code() > MAX_CODE {
        Status::LineTest
    } else if is_token(unit.starting_code(), key, unit.test_code()) {
        Status::TestIsToken
    } else {
        Status::Ok
    }
}

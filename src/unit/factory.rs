//! Provisioning a unit: once, whole, and never by halves. Knows the fields, not the line they came in.

use super::device::Device;
use super::port::Port;
use super::test_code::Test;
use crate::config::Config;
use crate::status::Status;
use crate::storage::medium::Fault;
use crate::storage::provisioning::{Identity, Provisioning, NO_TEST_CODE};
use crate::storage::{crc32, ERASE};
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
        key_check(&self.account.identity().key)
    }

    /// Gives the unit its key, once. A unit whose storage is corrupt takes it again with its own key and starting
    /// code, and keeps what else it was provisioned with but the count. On any answer but `Ok` the unit is what it was,
    /// or, after `Storage`, unprovisioned.
    pub fn provision(&mut self, port: &impl Port, now: u32, unit: &Provisioning) -> Status {
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
    fn write_unit(&mut self, port: &impl Port, now: u32, unit: &Provisioning) -> Status {
        let identity = &unit.identity;
        match self.ready() {
            Status::Unprovisioned | Status::Corrupt => {}
            Status::Ok => return Status::Provisioned,
            closed => return closed,
        }
        // Read again: what was misread at the start must cost no unit its key.
        match self.open(port, now) {
            Status::Unprovisioned => {}
            Status::Corrupt if !self.account.store.has_key() || identity.is_of(self.account.identity()) => {}
            Status::Corrupt | Status::Ok => return Status::Provisioned,
            closed => return closed,
        }
        let mut valid = check(identity, port.config());
        if valid == Status::Ok && identity.test_code != NO_TEST_CODE {
            let answer = port.test_code(&mut self.account, &Test::Of(identity));
            if answer.is(Status::TestIsToken) {
                valid = Status::TestIsToken;
            } else if !answer.is(Status::Ok) {
                valid = Status::BadTestCode;
            }
        }
        if valid != Status::Ok {
            return valid;
        }
        if self.write(port, now, unit).is_err() {
            self.account.state_mut().begin(now, 0);
            return Status::Storage;
        }
        Status::Ok
    }

    fn write(&mut self, port: &impl Port, now: u32, unit: &Provisioning) -> Result<(), Fault> {
        let account = &mut self.account;
        let known = account.store.has_key();
        if !port.is_flash() {
            account.store.wipe(port)?;
        } else if port.pages(Some(&mut account.store), ERASE) != Status::Ok {
            return Err(Fault);
        }
        // The state before the first key: a unit with a key and without a state can only be a damaged unit.
        account.state_mut().begin(now, unit.identity.count);
        account.store_twice();
        if account.save(port) != Status::Ok || account.store.unsaved != 0 {
            return Err(Fault);
        }
        if known {
            return Ok(());
        }
        account.store.keep(port, Some(unit))
    }
}

fn check(unit: &Identity, config: &Config) -> Status {
    let key = &unit.key;
    if unit.starting_code > MAX_CODE {
        Status::BadStartingCode
    } else if key.iter().all(|&byte| byte == key[0]) && matches!(key[0], 0 | 0xff) {
        Status::WeakKey
    } else if config.example_key == 0 && crc32(0, key) == EXAMPLE_KEY {
        Status::ExampleKey
    } else if unit.divider == 0 {
        Status::BadDivider
    } else if unit.restricted > 1 {
        Status::BadRestricted
    } else {
        Status::Ok
    }
}

//! Provisioning a unit: once, whole, and never by halves. Knows the fields, not the line they came in.

use core::cell::Cell;

use super::clock::Reading;
use super::device::Device;
use super::port::Port;
use super::test_code::Test;
use crate::config::Config;
use crate::status::Status;
use crate::storage::layout::Geometry;
use crate::storage::medium::Fault;
use crate::storage::provisioning::{Identity, Provisioning, Tail, MAX_SERIAL, NO_TEST_CODE};
use crate::storage::{crc32, ERASE};
use crate::token::{chain_step, Walk, MAX_CODE};

/// What hashes to the key's check value: no code of any chain.
const CHECKED: u32 = u32::MAX;

/// Hashes that a call takes where nobody says how many it may.
pub const HASHES_A_CALL: u16 = 16;

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

    /// What the unit is, in 30 bits: the key's hash of every field as it stands in storage (docs/PROTOCOL.md).
    #[inline(never)]
    pub fn check(&mut self, port: &impl Port) -> Result<u32, Status> {
        let mut serial = [0; MAX_SERIAL];
        match self.serial(port, &mut serial) {
            Status::Ok => {}
            failed => return Err(failed),
        }
        let unit = self.account.identity();
        let settings = [unit.divider, unit.restricted];
        let settings = u32::from(u16::from_le_bytes(settings)) << 16 | u32::from(self.account.state().window.count);
        let mut check = 0;
        for word in [unit.starting_code, unit.test_code, settings] {
            check = fold(&unit.key, check, word);
        }
        for four in serial.chunks_exact(4) {
            let word = four.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
            check = fold(&unit.key, check, word);
        }
        Ok(check)
    }

    /// See [`Device::provision`].
    pub(crate) fn do_provision(
        &mut self,
        port: &impl Port,
        now: &Reading,
        unit: &Provisioning,
        max_hashes: u16,
    ) -> Status {
        let mut answer = self.judge(port, &unit.identity, max_hashes);
        if answer == Status::Ok {
            // Read again: what was misread at the start must cost no unit its key.
            let opened = self.do_open(port, now);
            answer = self.takes(opened, &unit.identity);
        }
        if answer != Status::Ok {
            return answer;
        }
        let written = self.write(port, now, unit);
        if written != Ok(true) {
            // Slots were read where the state stands.
            self.account.state_mut().begin(now.rtc, 0);
            return if written.is_ok() {
                Status::Decoding
            } else {
                Status::Storage
            };
        }
        match self.do_open(port, now) {
            // Without a clock it is as good a unit.
            Status::Ok | Status::Clock => Status::Ok,
            _ => Status::Storage,
        }
    }

    /// Whether the unit may be made this one, as far as it is known without storage. Apart, so that its stack does not lie
    /// under what is read and written then.
    #[inline(never)]
    fn judge(&mut self, port: &impl Port, identity: &Identity, max_hashes: u16) -> Status {
        let mut valid = self.takes(self.ready(), identity);
        if valid == Status::Ok {
            valid = check(identity, port.config());
        }
        // A unit with its key has a test code or none, and keeps that.
        if valid == Status::Ok && identity.test_code != NO_TEST_CODE && !self.account.store.has_key() {
            valid = self.examine(port, identity, max_hashes);
        }
        valid
    }

    /// Whether a unit that is open so may be made this one.
    fn takes(&self, opened: Status, unit: &Identity) -> Status {
        match opened {
            Status::Unprovisioned => Status::Ok,
            Status::Corrupt if !self.account.store.has_key() || unit.is_of(self.account.identity()) => Status::Ok,
            Status::Corrupt | Status::Ok | Status::Clock => Status::Provisioned,
            closed => closed,
        }
    }

    /// Begins to examine the test code, or goes on. The unit that it is of stands where the unit's own will, with
    /// divider 0, which no unit has.
    fn examine(&mut self, port: &impl Port, unit: &Identity, max_hashes: u16) -> Status {
        let begun = Identity { divider: 0, ..*unit };
        if self.is_idle() || self.account.identity().bytes() != begun.bytes() {
            self.account.store.identity = begun;
            self.walk.low = Walk::search(unit.starting_code, unit.test_code);
        }
        let search = Cell::from_mut(&mut self.walk.low);
        let answer = port.test_code(&mut self.account, &Test::Of(unit, search, max_hashes));
        if answer.is(Status::Decoding) {
            return Status::Decoding;
        }
        self.forget();
        if answer.is(Status::Ok) {
            Status::Ok
        } else if answer.is(Status::TestIsToken) {
            Status::TestIsToken
        } else {
            Status::BadTestCode
        }
    }

    /// No test code is being examined.
    fn forget(&mut self) {
        self.walk.low.close();
        self.account.store.identity = Identity::NONE;
    }

    /// Whether all is stored; else what was there before is still being wiped, and the same call goes on.
    #[inline(never)]
    fn write(&mut self, port: &impl Port, now: &Reading, unit: &Provisioning) -> Result<bool, Fault> {
        let account = &mut self.account;
        let known = account.store.has_key();
        if !port.is_flash() {
            if !account.store.wipe(port)? {
                return Ok(false);
            }
        } else if port.pages(Some(&mut account.store), ERASE) != Status::Ok {
            return Err(Fault);
        }
        // The state before the first key: a unit with a key and without a state can only be a damaged unit.
        account.state_mut().begin(now.rtc, unit.identity.count);
        account.store_twice();
        if account.save(port) != Status::Ok || account.store.unsaved != 0 {
            return Err(Fault);
        }
        if known {
            return Ok(true);
        }
        // Not known to the compiler, so that no product that does not provision links it: 60 bytes on an ATmega328P and 44 on a
        // Cortex-M0.
        let set = core::hint::black_box(Tail::set as fn(&mut Tail, &Provisioning, &Geometry));
        account.store.keep(port, Some((unit, set)))?;
        Ok(true)
    }
}

/// A hash on. Its input is above every number of a chain: no check value is part of a token.
fn fold(key: &[u8; 16], check: u32, word: u32) -> u32 {
    chain_step(key, (check ^ word) | 1 << 31)
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

//! Provisioning a unit: once, whole, and never by halves. Knows the fields, not the line they came in.

use super::{Device, CORRUPT, OPEN, READY};
use crate::config::Config;
use crate::port::{Fault, Port};
use crate::provision::{self, Identity, Unit, NO_TEST_CODE};
use crate::record::Record;
use crate::status::Status;
use crate::step::{hunt, Schedule};
use crate::token::{decode, MAX_CODE};
use crate::window::{Limits, Window};

/// What hashes to the key's check value: no code of any chain.
const CHECKED: u32 = u32::MAX;

/// The published example key's check value, and the next of its chain: known without keeping the key itself.
const EXAMPLE_KEY: [u32; 2] = [468_263_469, 726_983_629];

/// What can be shown of a key: 30 bits that tell two keys apart and help nobody to find one.
pub fn key_check(key: &[u8; 16]) -> u32 {
    check_pair(key)[0]
}

fn check_pair(key: &[u8; 16]) -> [u32; 2] {
    let schedule = Schedule::new(key);
    let mut code = CHECKED;
    hunt(&schedule, &mut code, u32::MAX - 1000, 1);
    let first = code;
    hunt(&schedule, &mut code, u32::MAX - 1000, 1);
    [first, code]
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
        let same = identity.key() == self.unit.key() && identity.starting_code() == self.unit.starting_code();
        match self.mode {
            _ if self.magic != OPEN => return Status::NotOpen,
            READY => return Status::Provisioned,
            CORRUPT if self.has_key() && !same => return Status::Provisioned,
            _ => {}
        }
        let valid = check(&identity, port.config());
        if valid != Status::Ok {
            return valid;
        }
        unit.seal();
        if self.write(port, now, &identity, unit).is_err() {
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

    fn write(&mut self, port: &mut impl Port, now: u32, identity: &Identity, unit: &Unit) -> Result<(), Fault> {
        let layout = port.geometry().layout().ok_or(Fault)?;
        let known = self.has_key();
        if layout.erases {
            for page in layout.pages() {
                port.erase(page)?;
                if known {
                    // Page by page, so that a unit that has a key is never without a copy of it.
                    provision::keep(port, &layout, unit)?;
                }
            }
            self.journal.forget();
        } else if known {
            provision::keep(port, &layout, unit)?;
        }
        // The state before the first key: a unit with a key and without a state can only be a damaged unit. And
        // twice, so that one damaged record does not bring an older life back.
        let mut state = Record::ZERO;
        state.seen = now;
        state.window = Window::new(identity.count());
        self.journal.save(port, &layout, &state)?;
        self.journal.save(port, &layout, &state)?;
        provision::keep(port, &layout, unit)
    }
}

fn check(unit: &Identity, config: &Config) -> Status {
    let key = unit.key();
    if unit.starting_code() > MAX_CODE {
        Status::LineStartingCode
    } else if key.iter().all(|&byte| byte == key[0]) && matches!(key[0], 0 | 0xff) {
        Status::WeakKey
    } else if config.example_key == 0 && {
        let [first, second] = check_pair(key);
        first == EXAMPLE_KEY[0] && second == EXAMPLE_KEY[1]
    } {
        Status::ExampleKey
    } else if unit.divider() == 0 {
        Status::LineDivider
    } else if unit.restricted() > 1 {
        Status::LineRestricted
    } else if unit.test_code() == NO_TEST_CODE {
        Status::Ok
    } else if unit.test_code() > MAX_CODE {
        Status::LineTest
    } else if is_token(unit) {
        Status::TestIsToken
    } else {
        Status::Ok
    }
}

/// Whether the test code is a token of the unit in its first 1,000 counts: 936 and the window's 64.
fn is_token(unit: &Identity) -> bool {
    let (window, limits) = (Window::new(936), Limits::DEFAULT.built());
    decode(&window, &limits, unit.starting_code(), unit.key(), unit.test_code()).kind != Status::Invalid
}

//! The copies of the provisioning record: found, and kept good.
//! Knows where they are, not what they say.

use zerocopy::IntoBytes;

use super::port::{erased, holds, store, Fault, Port, Stored};
use super::Device;
use crate::provision::{Identity, Rest, Unit, HALF};

/// What the copies are.
#[derive(Clone, Copy)]
pub(super) enum Loaded {
    /// One is valid, and now in hand.
    Unit,
    /// The last is erased: it is written only when another is whole, so there never was a unit.
    Never,
    /// There was a unit, or may have been.
    Lost,
    /// None could be read.
    Fault,
}

/// What the copies are, and where one is: in one number, which takes less stack.
#[derive(Clone, Copy)]
pub(super) struct Found(u32);

impl Found {
    fn new(what: Loaded, at: u16) -> Self {
        Self(u32::from(at) << 16 | what as u32)
    }

    pub fn is(self, what: Loaded) -> bool {
        self.0 as u8 == what as u8
    }

    pub fn at(self) -> u16 {
        (self.0 >> 16) as u16
    }
}

impl Device {
    /// Reads the first valid copy, of the unit in hand if there is one, and where it is, or else the last that can be
    /// read.
    #[inline(never)]
    pub(super) fn load(&mut self, port: &mut impl Port, rest: &mut Rest) -> Found {
        let known = self.has_key();
        let mut found = Found::new(Loaded::Fault, 0);
        let mut at = self.layout.start;
        loop {
            let first = if known {
                holds(port, at, Some(self.unit.words()))
            } else {
                port.read(at, self.unit.as_mut_bytes()).is_ok()
            };
            if first && port.read(at + HALF, rest.as_mut_bytes()).is_ok() {
                if rest.completes(&self.unit) {
                    return Found::new(Loaded::Unit, at);
                }
                let blank = erased(self.unit.bytes()) && erased(rest.bytes());
                found = Found::new(if blank { Loaded::Never } else { Loaded::Lost }, at);
            } else if found.is(Loaded::Never) {
                found = Found::new(Loaded::Lost, found.at());
            }
            at += self.layout.step;
            if at == self.layout.end {
                if !known {
                    self.unit = Identity::NONE;
                }
                return found;
            }
        }
    }

    /// What the copies are.
    #[inline(never)]
    pub(super) fn find_unit(&mut self, port: &mut impl Port) -> Found {
        let mut rest = Rest::NONE;
        self.load(port, &mut rest)
    }

    /// Makes every copy that of a new unit, or of the one that is stored: those that differ, and on flash are blank. A
    /// fault if then none is.
    #[inline(never)]
    pub(super) fn keep(&mut self, port: &mut impl Port, new: Option<&Unit>) -> Result<(), Fault> {
        let mut rest = Rest::NONE;
        let first = match new {
            Some(unit) => {
                rest.set(unit);
                &unit.identity
            }
            None => {
                if !self.load(port, &mut rest).is(Loaded::Unit) {
                    return Err(Fault);
                }
                &self.unit
            }
        };
        let mut kept = Err(Fault);
        let mut at = self.layout.start;
        loop {
            if store_copy(port, at, first, &rest)? {
                kept = Ok(());
            }
            at += self.layout.step;
            if at == self.layout.end {
                return kept;
            }
        }
    }
}

/// Stores one copy; whether it is there now.
#[inline(always)]
pub(super) fn store_copy(port: &mut impl Port, at: u16, first: &Identity, rest: &Rest) -> Result<bool, Fault> {
    let first = store(port, at, first.words())?;
    let rest = store(port, at + HALF, rest.words())?;
    Ok(first == Stored::Yes && rest == Stored::Yes)
}

//! The copies of the provisioning record: found, and kept good.
//! Knows where they are, not what they say.

use zerocopy::IntoBytes;

use super::block::{erased, holds, put, Stored};
use super::medium::{Fault, Medium};
use super::provisioning::{Identity, Provisioning, Tail, HALF, MAX_SERIAL};
use super::store::Store;

/// What the copies are.
#[derive(Clone, Copy)]
pub(crate) enum Loaded {
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
pub(crate) struct Found(u32);

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

impl Store {
    /// Reads the first valid copy, of the unit in hand if there is one, and where it is, or else the last that can be
    /// read.
    #[inline(never)]
    pub(crate) fn load(&mut self, medium: &impl Medium, tail: &mut Tail) -> Found {
        let known = self.has_key();
        let mut found = Found::new(Loaded::Fault, 0);
        let mut at = self.layout.start;
        loop {
            let first = if known {
                holds(medium, at, Some(self.identity.words()))
            } else {
                medium.read(at, self.identity.as_mut_bytes()).is_ok()
            };
            if first && medium.read(at + HALF, tail.as_mut_bytes()).is_ok() {
                if tail.completes(&self.identity) {
                    return Found::new(Loaded::Unit, at);
                }
                let blank = erased(self.identity.bytes()) && erased(tail.bytes());
                found = Found::new(if blank { Loaded::Never } else { Loaded::Lost }, at);
            } else if found.is(Loaded::Never) {
                found = Found::new(Loaded::Lost, found.at());
            }
            at += self.layout.stride;
            if at == self.layout.end {
                if !known {
                    self.identity = Identity::NONE;
                }
                return found;
            }
        }
    }

    /// What the copies are.
    #[inline(never)]
    pub(crate) fn find_unit(&mut self, medium: &impl Medium) -> Found {
        let mut tail = Tail::NONE;
        self.load(medium, &mut tail)
    }

    /// The serial number, filled up with 00; whether it could be read.
    pub(crate) fn serial(&mut self, medium: &impl Medium, serial: &mut [u8; MAX_SERIAL]) -> bool {
        let mut tail = Tail::NONE;
        if !self.load(medium, &mut tail).is(Loaded::Unit) {
            return false;
        }
        let halves = self.identity.serial.iter().chain(&tail.serial);
        for (to, from) in serial.iter_mut().zip(halves) {
            *to = *from;
        }
        true
    }

    /// Makes every copy that of a new unit, or of the one that is stored: those that differ, and on flash are blank. A
    /// fault if then none is.
    #[inline(never)]
    pub(crate) fn keep(&mut self, medium: &impl Medium, new: Option<&Provisioning>) -> Result<(), Fault> {
        let mut tail = Tail::NONE;
        let first = match new {
            Some(unit) => {
                tail.set(unit);
                &unit.identity
            }
            None => {
                if !self.load(medium, &mut tail).is(Loaded::Unit) {
                    return Err(Fault);
                }
                &self.identity
            }
        };
        let mut kept = Err(Fault);
        let mut at = self.layout.start;
        loop {
            if store_copy(medium, at, first, &tail)? {
                kept = Ok(());
            }
            at += self.layout.stride;
            if at == self.layout.end {
                return kept;
            }
        }
    }
}

/// Stores one copy; whether it is there now.
#[inline(always)]
pub(crate) fn store_copy(medium: &impl Medium, at: u16, first: &Identity, tail: &Tail) -> Result<bool, Fault> {
    let first = put(medium, at, first.words())?;
    let tail = put(medium, at + HALF, tail.words())?;
    Ok(first == Stored::Yes && tail == Stored::Yes)
}

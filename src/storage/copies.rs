//! The copies of the provisioning record: found, and kept good.
//! Knows where they are, not what they say.

use zerocopy::IntoBytes;

use super::block::{fetch, holds, put};
use super::layout::Geometry;
use super::medium::{Fault, Medium};
use super::provisioning::{Identity, Provisioning, Tail, HALF, MAX_SERIAL};
use super::record::{blank, BLANK, DAMAGED, OURS, UNREADABLE};
use super::store::Store;
use crate::status::Status;

/// What the copies are, and where the last is that could be read: in one number, which takes less stack. `BLANK` is of
/// the last copy alone: it is written only when another is whole, so that there never was a unit.
#[derive(Clone, Copy)]
pub(crate) struct Found(u32);

impl Found {
    fn and(self, kind: u8, at: u16) -> Self {
        Self(u32::from(at) << 16 | u32::from(self.what() & !BLANK | kind))
    }

    pub fn is(self, what: u8) -> bool {
        self.what() & what != 0
    }

    pub fn what(self) -> u8 {
        self.0 as u8
    }

    pub fn at(self) -> u16 {
        (self.0 >> 16) as u16
    }
}

/// A new unit, and [`Tail::set`]: named by who provisions, so that only such a product links it.
pub(crate) type New<'a> = (&'a Provisioning, fn(&mut Tail, &Provisioning, &Geometry));

impl Store {
    /// Reads the first valid copy, of the unit in hand if there is one, and where it is, or else the last that can be
    /// read.
    #[inline(never)]
    pub(crate) fn load(&mut self, medium: &impl Medium, tail: &mut Tail) -> Found {
        let known = self.has_key();
        let mut found = Found(0);
        let mut at = self.layout.start;
        loop {
            let first = if known {
                holds(&mut self.told, medium, at, self.identity.words())
            } else {
                fetch(&mut self.told, medium, at, self.identity.as_mut_bytes())
            };
            if first && fetch(&mut self.told, medium, at + HALF, tail.as_mut_bytes()) {
                let kind = if blank(self.identity.bytes()) && blank(tail.bytes()) {
                    BLANK | DAMAGED
                } else {
                    tail.kind(&self.identity, medium.geometry())
                };
                found = found.and(kind, at);
                if kind == OURS {
                    return found;
                }
            } else {
                found = found.and(UNREADABLE, found.at());
            }
            at += self.layout.stride;
            if at == self.layout.end() {
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
        if !self.load(medium, &mut tail).is(OURS) {
            return false;
        }
        let halves = self.identity.serial.iter().chain(&tail.serial);
        for (to, from) in serial.iter_mut().zip(halves) {
            *to = *from;
        }
        true
    }

    /// Makes every copy that of a new unit, or of the one that is stored: those that differ, and on flash are blank. The
    /// one that was read is not written. A fault when none could be read, or a write failed.
    #[inline(never)]
    pub(crate) fn keep(&mut self, medium: &impl Medium, new: Option<New>) -> Result<(), Fault> {
        let mut tail = Tail::NONE;
        let mut whole = self.layout.end();
        let first = match new {
            Some((unit, set)) => {
                set(&mut tail, unit, medium.geometry());
                &unit.identity
            }
            None => {
                let found = self.load(medium, &mut tail);
                if !found.is(OURS) {
                    return Err(Fault);
                }
                whole = found.at();
                &self.identity
            }
        };
        let mut at = self.layout.start;
        loop {
            if at != whole && store_copy(&mut self.told, medium, at, first, &tail) == Status::Storage {
                return Err(Fault);
            }
            at += self.layout.stride;
            if at == self.layout.end() {
                return Ok(());
            }
        }
    }
}

/// Stores one copy, as `put` its halves; the second one behind a whole first one alone.
#[inline(always)]
pub(crate) fn store_copy(told: &mut u8, medium: &impl Medium, at: u16, first: &Identity, tail: &Tail) -> Status {
    match put(told, medium, at, first.words()) {
        Status::Ok => put(told, medium, at + HALF, tail.words()),
        failed => failed,
    }
}

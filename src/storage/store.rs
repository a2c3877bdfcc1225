//! What is known of the storage while the unit runs: the newest record, who the unit is, and where the next record
//! goes. Knows no medium.

use zerocopy::FromBytes;

use super::layout::Layout;
use super::provisioning::Identity;
use super::record::Record;
use super::ring::Ring;
use crate::status::Status;

/// What `found` holds once the storage was read: numbers, not an enum, and wide, because a device that was never opened
/// may hold any bytes.
const fn opened(found: Status) -> u16 {
    0x5000 | found as u8 as u16
}

// What `unsaved` holds when something is to be stored.
/// With the next checkpoint.
pub(crate) const LATER: u8 = 1;
/// At once.
pub(crate) const NOW: u8 = 2;
/// At once, and in two slots.
pub(crate) const TWICE: u8 = 3;

/// A unit's storage, as far as it is known in RAM.
#[repr(C)]
#[derive(FromBytes)]
pub struct Store {
    /// What went wrong since it was last reported: `FAULT_READ` and its like.
    pub(crate) told: u8,
    /// Not 0: the record in RAM says more than what is stored. How soon it must be stored is its owner's to say.
    pub(crate) unsaved: u8,
    /// What the storage was found to hold, when it can be worked with.
    found: u16,
    pub(crate) record: Record,
    pub(crate) ring: Ring,
    pub(crate) layout: Layout,
    pub(crate) identity: Identity,
}

impl Store {
    /// Storage that was not read.
    pub(crate) const CLOSED: Self = Self {
        told: 0,
        unsaved: 0,
        found: 0,
        record: Record::ZERO,
        ring: Ring::NONE,
        layout: Layout::NONE,
        identity: Identity::NONE,
    };

    /// `Ok`: a unit and its state; `Unprovisioned`: there never was a unit; `Corrupt`: something, and no whole unit.
    pub(crate) fn set_found(&mut self, found: Status) {
        self.found = opened(found);
    }

    /// As it was opened; else `NotOpen`.
    pub(crate) fn ready(&self) -> Status {
        const READY: u16 = opened(Status::Ok);
        const UNPROVISIONED: u16 = opened(Status::Unprovisioned);
        const CORRUPT: u16 = opened(Status::Corrupt);
        match self.found {
            READY => Status::Ok,
            UNPROVISIONED => Status::Unprovisioned,
            CORRUPT => Status::Corrupt,
            _ => Status::NotOpen,
        }
    }

    /// Whether it was opened; quicker told than as what.
    pub(crate) fn is_open(&self) -> bool {
        self.found >> 8 == opened(Status::Ok) >> 8
    }

    /// Whether the key of the unit is known: no unit has divider 0.
    pub(crate) fn has_key(&self) -> bool {
        self.identity.divider != 0
    }
}

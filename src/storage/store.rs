//! What is known of the storage while the unit runs: the newest record, who the unit is, and where the next record
//! goes. Knows no medium.

use zerocopy::FromBytes;

use super::layout::Layout;
use super::provisioning::Identity;
use super::record::Record;
use super::ring::Ring;

// What `found` holds once the storage was read. Numbers, not an enum, and wide: a device that was never opened may
// hold any bytes.
/// Nothing, for it could not be read, or was not yet.
pub(crate) const UNREAD: u16 = 0;
/// There never was a unit.
pub(crate) const UNPROVISIONED: u16 = 0x5047;
/// Something is stored, and no whole unit.
pub(crate) const CORRUPT: u16 = 0x5048;
/// A unit and its state.
pub(crate) const READY: u16 = 0x5049;

/// A unit's storage, as far as it is known in RAM.
#[repr(C)]
#[derive(FromBytes)]
pub struct Store {
    /// 1: a callback failed or a record did not take since this was last told.
    pub(crate) fault: u8,
    /// Not 0: the record in RAM says more than what is stored. How soon it must be stored is its owner's to say.
    pub(crate) unsaved: u8,
    /// What the storage was found to hold.
    pub(crate) found: u16,
    pub(crate) record: Record,
    pub(crate) ring: Ring,
    pub(crate) layout: Layout,
    pub(crate) identity: Identity,
}

impl Store {
    /// Storage that was not read.
    pub(crate) const CLOSED: Self = Self {
        fault: 0,
        unsaved: 0,
        found: UNREAD,
        record: Record::ZERO,
        ring: Ring::NONE,
        layout: Layout::NONE,
        identity: Identity::NONE,
    };

    /// Whether the key of the unit is known: no unit has divider 0.
    pub(crate) fn has_key(&self) -> bool {
        self.identity.divider != 0
    }
}

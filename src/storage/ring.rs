//! Where the ring of records stands. Knows slots as addresses, not how many there are.

use zerocopy::FromBytes;

/// No slot.
pub(crate) const NONE: u16 = u16::MAX;

/// The newest record, and the slot behind it.
#[repr(C)]
#[derive(Clone, Copy, FromBytes)]
pub(crate) struct Ring {
    pub newest: u16,
    /// Where the next save begins.
    pub cursor: u16,
}

impl Ring {
    /// No ring at all. Not yet one without a record, so that a closed device is zeros.
    pub const NONE: Self = Self { newest: 0, cursor: 0 };

    /// Whether a valid record is known.
    pub fn found(&self) -> bool {
        self.newest != NONE
    }

    /// No record counts any more; the next goes to the slot at `first`.
    pub fn forget(&mut self, first: u16) {
        self.cursor = first;
        self.newest = NONE;
    }
}

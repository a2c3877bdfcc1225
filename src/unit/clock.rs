//! The clock: readings in, elapsed seconds out. Knows no credit and nothing that is due.

use zerocopy::FromBytes;

/// What a unit knows of its clock beside the last reading, which its state keeps.
#[repr(C)]
#[derive(Clone, Copy, FromBytes)]
pub(crate) struct Clock {
    /// 1: power was off for a time that nobody knows.
    gap: u8,
}

impl Clock {
    /// A clock that was not read.
    pub const NONE: Self = Self { gap: 0 };

    /// Power was off for an unknown time, or is told not to have been.
    pub fn set_gap(&mut self, unknown: bool) {
        self.gap = unknown.into();
    }

    /// Whether there is an unknown time that was not charged yet; it now counts as charged.
    pub fn take_gap(&mut self) -> bool {
        core::mem::take(&mut self.gap) != 0
    }
}

/// Seconds from the reading `seen` to the reading `now`; `None`: the clock went backwards.
pub(crate) fn elapsed(seen: u32, now: u32) -> Option<u32> {
    now.checked_sub(seen)
}

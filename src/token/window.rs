//! Which counts a unit may still take: the last count, the used Adds, the last sync.
//! Knows no hash, no text, no credit.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use crate::config::Limits;
use crate::status::Status;

/// What a unit remembers of its tokens. Six bytes, to be stored whole.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, Immutable)]
pub struct Window {
    /// The highest count taken, or what the last Counter Sync set.
    pub count: u16,
    /// Bit i: the even count `(count & ~1) - 2 i` may not be taken (any more).
    pub used: u16,
    /// The count of the last Counter Sync taken, at first the provisioned count.
    pub last_sync: u16,
}

impl Window {
    /// A unit provisioned at `count`: that count and all below are used (ruling 6).
    pub const fn new(count: u16) -> Self {
        Self {
            count,
            used: u16::MAX,
            last_sync: count,
        }
    }

    /// The last count a walk for a standard token of this value may reach.
    pub(crate) fn end(&self, limits: &Limits, value: u16) -> u16 {
        let ahead = if value == 999 {
            limits.sync_forward
        } else {
            limits.forward
        };
        let end = u32::from(self.count) + u32::from(ahead);
        // At most 65,535: a bit above the 16 fills them all. Compared instead, it is 8 bytes more of the device level on an
        // AVR and on a Cortex-M0.
        (end | (end >> 16).wrapping_neg()) as u16
    }

    /// Whether this unit may take the standard token (`count`, `value`): its type, `AlreadyUsed`, or `Invalid`.
    ///
    /// The caller has seen to it that `count` is not past [`Window::end`].
    pub(crate) fn judge(&self, limits: &Limits, count: usize, value: usize) -> Status {
        let kind = kind(count, value);
        if count == 0 {
            return match kind {
                Status::CounterSync if limits.reset_token != 0 => kind,
                _ => Status::Invalid,
            };
        }
        // How many counts from the last one backward are open.
        let open = match kind {
            Status::CounterSync if count <= self.last_sync.into() => return Status::AlreadyUsed,
            Status::CounterSync if is_odd(count) && limits.sync_backward > 0 => usize::from(limits.sync_backward) + 1,
            Status::AddTime if !self.is_used(count) => usize::from(limits.older) + 1,
            _ => 0,
        };
        let last = usize::from(self.count);
        if count > last || last - count < open {
            kind
        } else {
            Status::AlreadyUsed
        }
    }

    /// As [`Window::judge`] for an extended token: newer counts only (ruling 20).
    pub(crate) fn judge_extended(&self, count: u16) -> Status {
        if count > self.count {
            Status::Extended
        } else if count == 0 {
            Status::Invalid
        } else {
            Status::AlreadyUsed
        }
    }

    /// Takes a token that was judged acceptable. Any other status changes nothing.
    pub fn accept(&mut self, kind: Status, count: u16) {
        match kind {
            Status::SetTime | Status::DisablePayg | Status::CounterSync => {
                if kind == Status::CounterSync && count > 0 {
                    self.last_sync = count;
                }
                self.count = count;
                self.used = u16::MAX;
            }
            Status::AddTime | Status::Reserved | Status::Extended => {
                // An older Add moves nothing.
                if count > self.count {
                    let by = count / 2 - self.count / 2;
                    self.used = if by < 16 { self.used << by } else { 0 };
                    self.count = count;
                }
                if !is_odd(count.into()) {
                    self.used |= 1 << self.bit(count.into());
                }
            }
            _ => {}
        }
    }

    fn is_used(&self, count: usize) -> bool {
        is_odd(usize::from(self.used) >> self.bit(count))
    }

    /// The place of an even count within reach in the used-bits.
    fn bit(&self, count: usize) -> usize {
        (usize::from(self.count) / 2).wrapping_sub(count / 2) & 15
    }
}

fn is_odd(number: usize) -> bool {
    number as u8 & 1 == 1
}

/// The type of a standard token: parity decides, but for the special values (ruling 10).
fn kind(count: usize, value: usize) -> Status {
    if !(996..=999).contains(&value) {
        return if is_odd(count) {
            Status::SetTime
        } else {
            Status::AddTime
        };
    }
    // By the two low bits, which is 18 bytes less than by number on an AVR and 24 on a Cortex-M0 (decode level).
    match value as u8 & 3 {
        3 => Status::CounterSync,
        2 => Status::DisablePayg,
        _ => Status::Reserved,
    }
}

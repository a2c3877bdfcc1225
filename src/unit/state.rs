//! The state of a unit: what a power cut must not take, in the 24 bytes that a record keeps of it (docs/FORMAT.md).
//! One record holds all that a token can change, so that credit and "used" cannot part. Knows no slot and no clock.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use super::test_time::TESTS;
use crate::report::PaygState;
use crate::storage::record;
use crate::token::window::Window;

// `bitflags` makes the same code of them to the byte (AVR, Cortex-M0); with the count of wrong tries in the same byte
// it would be one type more for three lines.
/// PAYG is disabled: the unit is on for ever, or until a Set Time.
pub(crate) const UNLOCKED: u8 = 0x20;
/// The product raised the tamper flag.
pub(crate) const TAMPER: u8 = 0x40;
/// The clock went backwards and has not run for a checkpoint interval since: the next start counts as one more jump.
pub(crate) const DOUBT: u8 = 0x80;
const FAILURES: u8 = 0x1f;
/// Seconds until the first record after a start.
pub(crate) const EARLY: u16 = 16;

/// The state, where the store keeps it.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, Immutable)]
pub(crate) struct State {
    /// Credit left: seconds, or units in usage metering.
    pub credit: u32,
    /// The clock when the credit was last brought up to date.
    pub seen: u32,
    /// Which tokens are used.
    pub window: Window,
    /// Seconds of waiting period left at `seen`.
    pub lock: u16,
    flags: u8,
    /// Backward jumps and unknown restarts of the clock, at most 255.
    pub clock_faults: u8,
    /// For each test use of the last hour, when it falls out of it.
    pub tests: [u8; TESTS],
    /// The record's format, and above it, in 4 bits, when the record after this one was due.
    format: u8,
}

impl State {
    const ZERO: Self = Self {
        credit: 0,
        seen: 0,
        window: Window {
            count: 0,
            used: 0,
            last_sync: 0,
        },
        lock: 0,
        flags: 0,
        clock_faults: 0,
        tests: [0; TESTS],
        format: 0,
    };

    /// What a record says.
    pub fn of(record: &record::State) -> &Self {
        zerocopy::transmute_ref!(record)
    }

    /// What a record is to say.
    pub fn of_mut(record: &mut record::State) -> &mut Self {
        zerocopy::transmute_mut!(record)
    }

    /// A unit that begins at `count`.
    #[inline(never)]
    pub fn begin(&mut self, seen: u32, count: u16) {
        *self = Self::ZERO;
        self.seen = seen;
        self.window = Window::new(count);
    }

    /// Whether PAYG holds the product.
    // A call is 14 bytes less of the device level on an ATmega328P, and 20 more on a Cortex-M0.
    #[cfg_attr(target_arch = "avr", inline(never))]
    pub fn payg(&self) -> PaygState {
        if self.has(UNLOCKED) {
            PaygState::Unlocked
        } else if self.has_credit() {
            PaygState::Enabled
        } else {
            PaygState::Disabled
        }
    }

    fn has_credit(&self) -> bool {
        if cfg!(target_arch = "avr") {
            // Byte by byte: as one number the compiler hands it to a function in place of the state, 60 bytes of the device level.
            let [a, b, c, d]: &[u8; 4] = zerocopy::transmute_ref!(&self.credit);
            return a | b | c | d != 0;
        }
        self.credit > 0
    }

    /// Seconds from this record to the next: 16, doubled from record to record until it is `checkpoint`.
    #[inline(never)]
    pub fn interval(&self, checkpoint: u16) -> u16 {
        let doubled = self.format >> 4;
        if doubled > 11 {
            checkpoint
        } else {
            (EARLY << doubled).min(checkpoint)
        }
    }

    /// The next record is due early.
    pub fn begin_intervals(&mut self) {
        self.format = 0;
    }

    /// Doubles the interval; `false` if it is the longest.
    pub fn lengthen_interval(&mut self, checkpoint: u16) -> bool {
        let more = self.interval(checkpoint) < checkpoint;
        if more {
            self.format = self.format.wrapping_add(0x10);
        }
        more
    }

    /// Wrong tries in a row, at most 31.
    pub fn failures(&self) -> u8 {
        self.flags & FAILURES
    }

    pub fn set_failures(&mut self, failures: u8) {
        self.flags = self.flags & !FAILURES | failures & FAILURES;
    }

    /// Whether `flag` (`UNLOCKED`, `TAMPER`, `DOUBT`) is set.
    pub fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub fn raise(&mut self, flag: u8) {
        self.flags |= flag;
    }

    pub fn clear(&mut self, flags: u8) {
        self.flags &= !flags;
    }
}

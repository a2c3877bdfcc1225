//! The state of a unit, and the 32 bytes that it is in storage (docs/FORMAT.md). Knows no slot and no page.
//!
//! One record holds everything a token can change, so that credit and "used" cannot part.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use crate::crc;
use crate::testcode::TESTS;
use crate::window::Window;

/// Bytes of a record.
pub const RECORD: u16 = 32;

/// The layout of the record in this version.
pub const FORMAT: u8 = 1;

/// PAYG is disabled: the unit is on for ever, or until a Set Time.
pub const UNLOCKED: u8 = 0x20;
/// The product raised the tamper flag.
pub const TAMPER: u8 = 0x40;
/// The clock went backwards and has not run for a checkpoint interval since: the next start counts as one more jump.
pub const DOUBT: u8 = 0x80;
const FAILURES: u8 = 0x1f;

/// The state of a unit: what a power cut must not take. In RAM as in storage, so that storing is no more than writing.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, Immutable)]
pub struct Record {
    /// Which of two records is the newer: the greater, and it wraps.
    pub(crate) serial: u32,
    /// Credit left: seconds, or units in usage metering.
    pub(crate) credit: u32,
    /// The clock when the credit was last brought up to date.
    pub(crate) seen: u32,
    /// Which tokens are used.
    pub(crate) window: Window,
    /// Seconds of waiting period left at `seen`.
    pub(crate) lock: u16,
    flags: u8,
    /// Backward jumps and unknown restarts of the clock, at most 255.
    pub(crate) faults: u8,
    /// For each test use of the last hour, when it falls out of it.
    pub(crate) tests: [u8; TESTS],
    format: u8,
    crc: u32,
}

const _: () = assert!(size_of::<Record>() == RECORD as usize && cfg!(target_endian = "little"));

impl Record {
    /// A unit of which nothing is known.
    pub const ZERO: Self = Self {
        serial: 0,
        credit: 0,
        seen: 0,
        window: Window {
            count: 0,
            used: 0,
            last_sync: 0,
        },
        lock: 0,
        flags: 0,
        faults: 0,
        tests: [0; TESTS],
        format: 0,
        crc: 0,
    };

    /// A unit that begins at `count`; the records that were stored before still count.
    #[inline(never)]
    pub(crate) fn begin(&mut self, seen: u32, count: u16) {
        let serial = self.serial;
        *self = Self::ZERO;
        self.serial = serial;
        self.seen = seen;
        self.window = Window::new(count);
    }

    /// Wrong tries in a row, at most 31.
    pub fn failures(&self) -> u8 {
        self.flags & FAILURES
    }

    pub(crate) fn set_failures(&mut self, failures: u8) {
        self.flags = self.flags & !FAILURES | failures & FAILURES;
    }

    /// Whether `flag` (`UNLOCKED`, `TAMPER`, `DOUBT`) is set.
    pub fn has(&self, flag: u8) -> bool {
        self.flags & flag != 0
    }

    pub(crate) fn raise(&mut self, flag: u8) {
        self.flags |= flag;
    }

    pub(crate) fn clear(&mut self, flags: u8) {
        self.flags &= !flags;
    }

    /// All that it says, without its serial number and its CRC.
    pub(crate) fn state(&mut self) -> &mut [u32; 6] {
        let [_, state @ .., _]: &mut [u32; 8] = zerocopy::transmute_mut!(self);
        state
    }

    /// Makes it the bytes to store, under the next serial number.
    pub(crate) fn seal(&mut self) {
        self.serial = self.serial.wrapping_add(1);
        self.format = FORMAT;
        self.crc = self.sum();
    }

    /// Whether these are the bytes of a record of this format.
    pub(crate) fn valid(&self) -> bool {
        self.format == FORMAT && self.crc == self.sum()
    }

    fn sum(&self) -> u32 {
        crc::of(0, &self.bytes()[..28])
    }

    pub(crate) fn bytes(&self) -> &[u8; RECORD as usize] {
        zerocopy::transmute_ref!(self)
    }

    /// What is stored.
    pub(crate) fn words(&self) -> &[u32; 8] {
        zerocopy::transmute_ref!(self)
    }

    /// Room to read into.
    pub(crate) fn bytes_mut(&mut self) -> &mut [u8; RECORD as usize] {
        zerocopy::transmute_mut!(self)
    }
}

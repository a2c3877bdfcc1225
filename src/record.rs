//! The state of a unit, and the 32 bytes that it is in storage (docs/FORMAT.md). Knows no slot and no page.
//!
//! One record holds everything a token can change, so that credit and "used" cannot part.

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

/// The state of a unit: what a power cut must not take.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    /// Credit left: seconds, or units in usage metering.
    pub credit: u32,
    /// The clock when the credit was last brought up to date.
    pub seen: u32,
    /// Which tokens are used.
    pub window: Window,
    /// Seconds of waiting period left at `seen`.
    pub lock: u16,
    /// `UNLOCKED`, `TAMPER`, `DOUBT`, and in the low five bits the wrong tries in a row.
    pub flags: u8,
    /// Backward jumps and unknown restarts of the clock, at most 255.
    pub clock_faults: u8,
    /// For each test use of the last hour, when it falls out of it.
    pub tests: [u8; TESTS],
}

/// A record as storage has it: each field at its natural alignment.
#[repr(C)]
#[cfg_attr(not(target_arch = "avr"), repr(align(4)))]
pub(crate) struct Image(pub [u8; RECORD as usize]);

impl Record {
    /// A unit of which nothing is known.
    pub const ZERO: Self = Self {
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
    };

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

    /// The bytes of this state under this serial number.
    pub(crate) fn encode(&self, serial: u32) -> Image {
        let [s0, s1, s2, s3] = serial.to_le_bytes();
        let [c0, c1, c2, c3] = self.credit.to_le_bytes();
        let [n0, n1, n2, n3] = self.seen.to_le_bytes();
        let [k0, k1] = self.window.count.to_le_bytes();
        let [u0, u1] = self.window.used.to_le_bytes();
        let [y0, y1] = self.window.last_sync.to_le_bytes();
        let [l0, l1] = self.lock.to_le_bytes();
        let [t0, t1, t2, t3, t4] = self.tests;
        let (flags, faults) = (self.flags, self.clock_faults);
        #[rustfmt::skip]
        let mut image = Image([
            s0, s1, s2, s3, c0, c1, c2, c3, n0, n1, n2, n3, k0, k1, u0, u1, y0, y1, l0, l1,
            flags, faults, t0, t1, t2, t3, t4, FORMAT, 0, 0, 0, 0,
        ]);
        let [r0, r1, r2, r3] = crc::of(image.0.first_chunk::<28>().unwrap_or(&[0; 28])).to_le_bytes();
        [image.0[28], image.0[29], image.0[30], image.0[31]] = [r0, r1, r2, r3];
        image
    }
}

impl Image {
    pub const BLANK: Self = Self([0; RECORD as usize]);

    fn half(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.0[at], self.0[at + 1]])
    }

    fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes([self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]])
    }

    /// Whether these are the bytes of a record of this format.
    pub fn valid(&self) -> bool {
        self.0[27] == FORMAT && crc::whole(&self.0)
    }

    /// The serial number of a valid record.
    pub fn serial(&self) -> u32 {
        self.word(0)
    }

    /// The state of a valid record.
    pub fn decode(&self) -> Record {
        Record {
            credit: self.word(4),
            seen: self.word(8),
            window: Window {
                count: self.half(12),
                used: self.half(14),
                last_sync: self.half(16),
            },
            lock: self.half(18),
            flags: self.0[20],
            clock_faults: self.0[21],
            tests: [self.0[22], self.0[23], self.0[24], self.0[25], self.0[26]],
        }
    }
}

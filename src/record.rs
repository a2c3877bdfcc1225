//! The 32 bytes that are the state of a unit in storage. Knows no slot and no page.
//!
//! One record holds everything a token can change, so that credit and "used" cannot part.

use crate::crc;
use crate::testcode::TESTS;
use crate::window::Window;

/// Bytes of a record.
pub const RECORD: u32 = 32;

/// The layout of the state in this version (docs/FORMAT.md).
pub const FORMAT: u8 = 1;

/// The state of a unit: what a power cut must not take.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct State {
    /// Credit left: seconds, or units in usage metering.
    pub credit: u32,
    /// The clock when the credit was last brought up to date.
    pub seen: u32,
    /// Which tokens are used.
    pub window: Window,
    /// Seconds of waiting period left at `seen`.
    pub lock: u16,
    /// Wrong tries in a row, at most 31.
    pub failures: u8,
    /// `UNLOCKED` and `TAMPER`.
    pub flags: u8,
    /// Backward jumps and unknown restarts of the clock, at most 255.
    pub clock_faults: u8,
    /// For each test use of the last hour, when it falls out of it.
    pub tests: [u8; TESTS],
}

/// PAYG is disabled: the unit is on for ever, or until a Set Time.
pub const UNLOCKED: u8 = 1;
/// The product raised the tamper flag.
pub const TAMPER: u8 = 2;

impl State {
    /// A unit provisioned at `count`: no credit, nothing owed, locked in nothing.
    pub const fn new(count: u16) -> Self {
        Self {
            credit: 0,
            seen: 0,
            window: Window::new(count),
            lock: 0,
            failures: 0,
            flags: 0,
            clock_faults: 0,
            tests: [0; TESTS],
        }
    }

    /// The record of this state with this serial number.
    pub fn encode(&self, serial: u32) -> [u8; RECORD as usize] {
        let mut image = [0; RECORD as usize];
        image[0..4].copy_from_slice(&serial.to_le_bytes());
        image[4] = FORMAT;
        image[5..7].copy_from_slice(&self.window.count.to_le_bytes());
        image[7..9].copy_from_slice(&self.window.used.to_le_bytes());
        image[9..11].copy_from_slice(&self.window.last_sync.to_le_bytes());
        image[11..15].copy_from_slice(&self.credit.to_le_bytes());
        image[15..19].copy_from_slice(&self.seen.to_le_bytes());
        image[19..21].copy_from_slice(&self.lock.to_le_bytes());
        image[21] = self.failures | self.flags << 5;
        image[22] = self.clock_faults;
        image[23..28].copy_from_slice(&self.tests);
        let crc = !crc::update(crc::START, &image[..28]);
        image[28..].copy_from_slice(&crc.to_le_bytes());
        image
    }

    /// The serial number and the state of a record, if it is one.
    pub fn decode(image: &[u8; RECORD as usize]) -> Option<(u32, Self)> {
        let half = |at: usize| u16::from_le_bytes([image[at], image[at + 1]]);
        let word = |at: usize| u32::from_le_bytes([image[at], image[at + 1], image[at + 2], image[at + 3]]);
        if image[4] != FORMAT || !crc::update(crc::START, &image[..28]) != word(28) {
            return None;
        }
        let state = Self {
            credit: word(11),
            seen: word(15),
            window: Window {
                count: half(5),
                used: half(7),
                last_sync: half(9),
            },
            lock: half(19),
            failures: image[21] & 31,
            flags: image[21] >> 5,
            clock_faults: image[22],
            tests: [image[23], image[24], image[25], image[26], image[27]],
        };
        Some((word(0), state))
    }
}

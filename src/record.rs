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

/// The state of a unit: what a power cut must not take. In RAM as in storage, so that storing is no more than writing.
#[repr(C)]
#[cfg_attr(not(target_arch = "avr"), repr(align(4)))]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record([u8; RECORD as usize]);

// Where each field is, at its natural alignment.
const SERIAL: usize = 0;
const CREDIT: usize = 4;
const SEEN: usize = 8;
const COUNT: usize = 12;
const USED: usize = 14;
const LAST_SYNC: usize = 16;
const LOCK: usize = 18;
const FLAGS: usize = 20;
const FAULTS: usize = 21;
const TEST_TIMERS: usize = 22;
const FORMAT_AT: usize = 27;
const CHECK: usize = 28;

impl Record {
    /// A unit of which nothing is known.
    pub const ZERO: Self = Self([0; RECORD as usize]);

    /// A unit that begins at `count`; the records that were stored before still count.
    pub(crate) fn begin(&mut self, seen: u32, count: u16) {
        let serial = self.serial();
        *self = Self::ZERO;
        self.set_serial(serial);
        self.set_seen(seen);
        self.set_window(Window::new(count));
    }

    #[inline(always)]
    fn half(&self, at: usize) -> u16 {
        u16::from_le_bytes([self.0[at], self.0[at + 1]])
    }

    #[inline(always)]
    fn set_half(&mut self, at: usize, value: u16) {
        [self.0[at], self.0[at + 1]] = value.to_le_bytes();
    }

    #[inline(always)]
    fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes([self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]])
    }

    #[inline(always)]
    fn set_word(&mut self, at: usize, value: u32) {
        [self.0[at], self.0[at + 1], self.0[at + 2], self.0[at + 3]] = value.to_le_bytes();
    }

    /// Which of two records is the newer: the greater, and it wraps.
    pub fn serial(&self) -> u32 {
        self.word(SERIAL)
    }

    pub(crate) fn set_serial(&mut self, serial: u32) {
        self.set_word(SERIAL, serial);
    }

    /// Credit left: seconds, or units in usage metering.
    pub fn credit(&self) -> u32 {
        self.word(CREDIT)
    }

    pub(crate) fn set_credit(&mut self, credit: u32) {
        self.set_word(CREDIT, credit);
    }

    /// The clock when the credit was last brought up to date.
    pub fn seen(&self) -> u32 {
        self.word(SEEN)
    }

    pub(crate) fn set_seen(&mut self, seen: u32) {
        self.set_word(SEEN, seen);
    }

    /// Which tokens are used.
    pub fn window(&self) -> Window {
        Window {
            count: self.half(COUNT),
            used: self.half(USED),
            last_sync: self.half(LAST_SYNC),
        }
    }

    pub(crate) fn set_window(&mut self, window: Window) {
        self.set_half(COUNT, window.count);
        self.set_half(USED, window.used);
        self.set_half(LAST_SYNC, window.last_sync);
    }

    /// Seconds of waiting period left at `seen`.
    pub fn lock(&self) -> u16 {
        self.half(LOCK)
    }

    pub(crate) fn set_lock(&mut self, lock: u16) {
        self.set_half(LOCK, lock);
    }

    /// Wrong tries in a row, at most 31.
    pub fn failures(&self) -> u8 {
        self.0[FLAGS] & FAILURES
    }

    pub(crate) fn set_failures(&mut self, failures: u8) {
        self.0[FLAGS] = self.0[FLAGS] & !FAILURES | failures & FAILURES;
    }

    /// Whether `flag` (`UNLOCKED`, `TAMPER`, `DOUBT`) is set.
    pub fn has(&self, flag: u8) -> bool {
        self.0[FLAGS] & flag != 0
    }

    pub(crate) fn raise(&mut self, flag: u8) {
        self.0[FLAGS] |= flag;
    }

    pub(crate) fn clear(&mut self, flags: u8) {
        self.0[FLAGS] &= !flags;
    }

    /// Backward jumps and unknown restarts of the clock, at most 255.
    pub fn clock_faults(&self) -> u8 {
        self.0[FAULTS]
    }

    pub(crate) fn count_clock_fault(&mut self) {
        self.0[FAULTS] = self.0[FAULTS].saturating_add(1);
    }

    /// For each test use of the last hour, when it falls out of it.
    pub(crate) fn tests(&mut self) -> &mut [u8] {
        self.0.get_mut(TEST_TIMERS..TEST_TIMERS + TESTS).unwrap_or_default()
    }

    /// Whether a test use counts still.
    pub(crate) fn has_tests(&self) -> bool {
        (0..TESTS).any(|i| self.0[TEST_TIMERS + i] != 0)
    }

    /// The bytes to store, under the next serial number.
    pub(crate) fn seal(&mut self) -> &[u8; RECORD as usize] {
        self.set_serial(self.serial().wrapping_add(1));
        self.0[FORMAT_AT] = FORMAT;
        // Always long enough, so the other arm is not compiled.
        self.set_word(CHECK, crc::of(self.0.first_chunk::<CHECK>().unwrap_or(&[0; CHECK])));
        &self.0
    }

    /// Room to read into.
    pub(crate) fn bytes(&mut self) -> &mut [u8] {
        &mut self.0
    }

    /// Whether these are the bytes of a record of this format.
    pub(crate) fn valid(&self) -> bool {
        self.0[FORMAT_AT] == FORMAT && crc::whole(&self.0)
    }
}

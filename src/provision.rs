//! The provisioning record: who the unit is. Written once, kept twice, never touched by a token.
//! Knows its bytes and where its copies are, not what a token is.

use crate::crc;
use crate::layout::{Layout, COPY};
use crate::port::{erased, holds, put, Fault, Port};

/// The longest serial number.
pub const MAX_SERIAL: usize = 28;

/// "No test code".
pub const NO_TEST_CODE: u32 = 0xffff_ffff;

/// "OPG" and the format, 1, little-endian.
const MAGIC: u32 = 0x0147_504f;

/// The part of the record that a device keeps in RAM: all but the serial number.
pub(crate) const IN_RAM: usize = 28;

/// Bytes of the record that are its fields.
pub const FIELDS: usize = IN_RAM + MAX_SERIAL;

/// Who a unit is: the parameters of its factory set-up, in RAM as in storage (docs/FORMAT.md).
#[repr(C)]
#[cfg_attr(not(target_arch = "avr"), repr(align(4)))]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unit {
    bytes: [u8; COPY as usize],
}

/// The fields that a device keeps.
#[repr(C)]
#[cfg_attr(not(target_arch = "avr"), repr(align(4)))]
#[derive(Clone, Copy)]
pub(crate) struct Identity {
    bytes: [u8; IN_RAM],
}

impl Identity {
    pub const NONE: Self = Self { bytes: [0; IN_RAM] };

    /// The secret key.
    pub fn key(&self) -> &[u8; 16] {
        // Always 16 bytes long, so the other arm is not compiled.
        self.bytes.first_chunk().unwrap_or(&[0; 16])
    }

    /// What a unit takes again after its storage was damaged.
    pub fn key_and_code(&self) -> &[u8; 20] {
        self.bytes.first_chunk().unwrap_or(&[0; 20])
    }

    fn word(&self, at: usize) -> u32 {
        u32::from_le_bytes([
            self.bytes[at],
            self.bytes[at + 1],
            self.bytes[at + 2],
            self.bytes[at + 3],
        ])
    }

    pub fn starting_code(&self) -> u32 {
        self.word(16)
    }

    pub fn test_code(&self) -> u32 {
        self.word(20)
    }

    pub fn count(&self) -> u16 {
        u16::from_le_bytes([self.bytes[24], self.bytes[25]])
    }

    pub fn divider(&self) -> u8 {
        self.bytes[26]
    }

    pub fn restricted(&self) -> u8 {
        self.bytes[27]
    }
}

impl Unit {
    /// No unit.
    pub(crate) const BLANK: Self = Self {
        bytes: [0; COPY as usize],
    };

    /// A unit with this key and starting code (0 to 999,999,999), count 1, divider 1, no test code, no serial number.
    pub fn new(key: &[u8; 16], starting_code: u32) -> Self {
        let mut unit = Self::unknown();
        unit.set(0, key);
        unit.set_starting_code(starting_code);
        unit
    }

    /// A unit whose key and starting code, all 0, are still to come.
    pub(crate) fn unknown() -> Self {
        let mut unit = Self::BLANK;
        unit.set_test_code(NO_TEST_CODE);
        unit.set_count(1);
        unit.set_divider(1);
        unit
    }

    /// The fields as they stand in the record: key 16, starting code 4, test code 4, count 2, divider 1, restricted 1,
    /// serial number 28; little-endian.
    pub fn from_fields(fields: &[u8; FIELDS]) -> Self {
        let mut unit = Self::BLANK;
        unit.set(0, fields);
        unit
    }

    fn set(&mut self, at: usize, field: &[u8]) {
        for (to, from) in self.bytes.iter_mut().skip(at).zip(field) {
            *to = *from;
        }
    }

    pub(crate) fn key_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(..16).unwrap_or_default()
    }

    /// 0 to 999,999,999.
    pub fn set_starting_code(&mut self, code: u32) {
        self.set(16, &code.to_le_bytes());
    }

    /// 0 to 999,999,999, or `NO_TEST_CODE`.
    pub fn set_test_code(&mut self, code: u32) {
        self.set(20, &code.to_le_bytes());
    }

    /// Counts up to this one are used.
    pub fn set_count(&mut self, count: u16) {
        self.set(24, &count.to_le_bytes());
    }

    /// Time divider: 1 to 255.
    pub fn set_divider(&mut self, divider: u8) {
        self.bytes[26] = divider;
    }

    /// 1: tokens are entered in the restricted digit set, 1 to 4.
    pub fn set_restricted(&mut self, restricted: u8) {
        self.bytes[27] = restricted;
    }

    /// The serial number, ASCII, filled up with 00.
    pub fn serial_mut(&mut self) -> &mut [u8] {
        self.bytes.get_mut(IN_RAM..FIELDS).unwrap_or_default()
    }

    pub(crate) fn identity(&self) -> Identity {
        // Always long enough, so the other arm is not compiled.
        let bytes = self.bytes.first_chunk().unwrap_or(&[0; IN_RAM]);
        Identity { bytes: *bytes }
    }

    pub(crate) fn seal(&mut self) {
        let [.., m0, m1, m2, m3, _, _, _, _] = &mut self.bytes;
        [*m0, *m1, *m2, *m3] = MAGIC.to_le_bytes();
        let crc = crc::of(self.bytes.first_chunk::<60>().unwrap_or(&[0; 60]));
        let [.., c0, c1, c2, c3] = &mut self.bytes;
        [*c0, *c1, *c2, *c3] = crc.to_le_bytes();
    }

    fn valid(&self) -> bool {
        let [.., m0, m1, m2, m3, _, _, _, _] = self.bytes;
        u32::from_le_bytes([m0, m1, m2, m3]) == MAGIC && crc::whole(&self.bytes)
    }
}

/// What is read or written at a time.
const HALF: usize = 32;

/// What the copies are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Loaded {
    /// One is valid, and now in `unit`.
    Unit,
    /// The last is erased: it is written only when another is whole, so there never was a unit.
    Never,
    /// There was a unit, or may have been.
    Lost,
    /// None could be read.
    Fault,
}

/// Reads the first valid copy into `unit`; and where it is, or else where a copy can be read.
#[inline(never)]
pub(crate) fn load(port: &mut impl Port, layout: &Layout, unit: &mut Unit) -> (Loaded, u16) {
    let mut found = (Loaded::Fault, layout.copy());
    let mut copy = Some(layout.copy());
    while let Some(at) = copy {
        if read(port, at, unit).is_ok() {
            if unit.valid() {
                return (Loaded::Unit, at);
            }
            found.0 = if erased(&unit.bytes) {
                Loaded::Never
            } else {
                Loaded::Lost
            };
            found.1 = at;
        } else if found.0 == Loaded::Never {
            found.0 = Loaded::Lost;
        }
        copy = layout.next_copy(at);
    }
    found
}

fn read(port: &mut impl Port, at: u16, unit: &mut Unit) -> Result<(), Fault> {
    let mut from = at;
    for half in unit.bytes.chunks_exact_mut(HALF) {
        port.read(from, half)?;
        from += HALF as u16;
    }
    Ok(())
}

/// Makes every copy good that can be: those that differ, and on flash are blank. A fault if then none is.
#[inline(never)]
pub(crate) fn keep(port: &mut impl Port, layout: &Layout, unit: &Unit) -> Result<(), Fault> {
    let mut kept = Err(Fault);
    let mut copy = Some(layout.copy());
    while let Some(at) = copy {
        let mut good = true;
        let mut to = at;
        for half in unit.bytes.chunks_exact(HALF) {
            good &= holds(port, to, Some(half)) || layout.takes(port, to) && put(port, to, half)?;
            to += HALF as u16;
        }
        if good {
            kept = Ok(());
        }
        copy = layout.next_copy(at);
    }
    kept
}

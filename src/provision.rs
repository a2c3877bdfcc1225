//! The provisioning record: who the unit is. Written once, kept twice, never touched by a token.
//! Knows its bytes and where its copies are, not what a token is.

use crate::crc;
use crate::layout::Layout;
use crate::port::{erased, holds, Fault, Port};

/// Bytes of one copy.
pub(crate) const COPY: u16 = 64;

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
    /// A unit with this key and starting code (0 to 999,999,999), count 1, divider 1, no test code, no serial number.
    pub fn new(key: &[u8; 16], starting_code: u32) -> Self {
        let mut unit = Self {
            bytes: [0; COPY as usize],
        };
        unit.key_mut().copy_from_slice(key);
        unit.set_starting_code(starting_code);
        unit.set_test_code(NO_TEST_CODE);
        unit.set_count(1);
        unit.set_divider(1);
        unit
    }

    /// The fields as they stand in the record: key 16, starting code 4, test code 4, count 2, divider 1, restricted 1,
    /// serial number 28; little-endian.
    pub fn from_fields(fields: &[u8; FIELDS]) -> Self {
        let mut bytes = [0; COPY as usize];
        bytes[..FIELDS].copy_from_slice(fields);
        Self { bytes }
    }

    pub(crate) fn key_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[..16]
    }

    /// 0 to 999,999,999.
    pub fn set_starting_code(&mut self, code: u32) {
        self.bytes[16..20].copy_from_slice(&code.to_le_bytes());
    }

    /// 0 to 999,999,999, or `NO_TEST_CODE`.
    pub fn set_test_code(&mut self, code: u32) {
        self.bytes[20..24].copy_from_slice(&code.to_le_bytes());
    }

    /// Counts up to this one are used.
    pub fn set_count(&mut self, count: u16) {
        self.bytes[24..26].copy_from_slice(&count.to_le_bytes());
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
        &mut self.bytes[IN_RAM..FIELDS]
    }

    pub(crate) fn identity(&self) -> Identity {
        let mut bytes = [0; IN_RAM];
        bytes.copy_from_slice(&self.bytes[..IN_RAM]);
        Identity { bytes }
    }

    pub(crate) fn seal(&mut self) {
        self.bytes[56..60].copy_from_slice(&MAGIC.to_le_bytes());
        let crc = crc::of(&self.bytes[..60]);
        self.bytes[60..].copy_from_slice(&crc.to_le_bytes());
    }

    fn valid(&self) -> bool {
        self.bytes[56..60] == MAGIC.to_le_bytes() && self.bytes[60..] == crc::of(&self.bytes[..60]).to_le_bytes()
    }
}

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

/// Reads the first valid copy into `unit`.
pub(crate) fn load(port: &mut impl Port, layout: &Layout, unit: &mut Unit) -> Loaded {
    let mut found = Loaded::Fault;
    for at in layout.copies() {
        let (head, tail) = unit.bytes.split_at_mut(32);
        if port.read(at, head).is_ok() && port.read(at + 32, tail).is_ok() {
            if unit.valid() {
                return Loaded::Unit;
            }
            found = if erased(&unit.bytes) {
                Loaded::Never
            } else {
                Loaded::Lost
            };
        } else if found == Loaded::Never {
            found = Loaded::Lost;
        }
    }
    found
}

/// Makes every copy good that can be: those that differ, and on flash are blank. A fault if then none is.
pub(crate) fn keep(port: &mut impl Port, layout: &Layout, unit: &Unit) -> Result<(), Fault> {
    let mut kept = Err(Fault);
    for copy in layout.copies() {
        let mut good = true;
        for (at, half) in [copy, copy + 32].into_iter().zip(unit.bytes.chunks_exact(32)) {
            if !holds(port, at, Some(half)) && (!layout.erases || holds(port, at, None)) {
                port.write(at, half)?;
            }
            good &= holds(port, at, Some(half));
        }
        if good {
            kept = Ok(());
        }
    }
    kept
}

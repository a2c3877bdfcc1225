//! The 32 bytes of a record (docs/FORMAT.md): a state, and what makes it whole and newer than another. Knows no slot,
//! no page, and not what the state means.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use super::crc;
use super::layout::{Geometry, RECORD};

/// The format of what this version writes, of a record and of a provisioning record.
pub const FORMAT: u8 = 2;

/// Where the format is, in the low four bits: the last byte of the state.
const FORMAT_AT: usize = 27;
const FORMATS: u8 = 0x0f;

/// All that a record says of a unit. The low four bits of the last byte are the format's.
pub(crate) type State = [u32; 6];

/// A record, in RAM as in storage, so that storing is no more than writing.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, Immutable)]
pub struct Record {
    /// Which of two records is the newer: the greater, and it wraps.
    pub(crate) serial: u32,
    pub(crate) state: State,
    crc: u32,
}

const _: () = assert!(size_of::<Record>() == RECORD as usize && cfg!(target_endian = "little"));

// What stored bytes are. Bits, so that what many are fits one byte.
/// Written by this version or one before it, for this geometry.
pub(crate) const OURS: u8 = 1;
/// Whole, in a format that a later version gave it.
pub(crate) const LATER: u8 = 2;
/// Whole, and written for another geometry.
pub(crate) const ELSEWHERE: u8 = 4;
/// More than one record is. One may be a torn write, one in 65,536 of them.
pub(crate) const MORE_ELSEWHERE: u8 = ELSEWHERE << 4;
/// Anything else.
pub(crate) const DAMAGED: u8 = 8;
/// Never written, and so `DAMAGED` too.
pub(crate) const BLANK: u8 = 16;
/// Not to be read.
pub(crate) const UNREADABLE: u8 = 32;

/// What bytes of this format are whose stored check differs from their CRC by `rest`: by nothing in format 1, else by
/// the mark of the geometry that they were written for.
#[inline(never)]
pub(crate) fn kind(geometry: &Geometry, rest: u32, format: u8) -> u8 {
    let mark = rest as u16;
    if mark != (rest >> 16) as u16 {
        DAMAGED
    } else if mark != 0 && mark != geometry.mark() {
        ELSEWHERE
    } else if format > FORMAT {
        LATER
    } else {
        OURS
    }
}

/// A mark in both halves of a check, so that no other geometry's is made by damage to one of them.
pub(crate) fn twice(mark: u16) -> u32 {
    u32::from(mark) << 16 | u32::from(mark)
}

/// Whether these are the bytes of storage that nothing was written to: FF throughout, or 00.
#[inline(never)]
pub(crate) fn blank(bytes: &[u8; 32]) -> bool {
    let first = bytes[0];
    matches!(first, 0 | 0xff) && bytes.iter().all(|&byte| byte == first)
}

impl Record {
    /// Nothing is known.
    pub const ZERO: Self = Self {
        serial: 0,
        state: [0; 6],
        crc: 0,
    };

    /// Makes it the bytes to store with this geometry, under the next serial number.
    #[inline(never)]
    pub(crate) fn seal(&mut self, geometry: &Geometry) {
        self.serial = self.serial.wrapping_add(1);
        let format = &mut self.bytes_mut()[FORMAT_AT];
        *format = *format & !FORMATS | FORMAT;
        self.crc = self.sum() ^ twice(geometry.mark());
    }

    /// What these bytes are, read with this geometry.
    pub(crate) fn kind(&self, geometry: &Geometry) -> u8 {
        if blank(self.bytes()) {
            return BLANK | DAMAGED;
        }
        kind(geometry, self.crc ^ self.sum(), self.bytes()[FORMAT_AT] & FORMATS)
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

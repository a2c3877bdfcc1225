//! The 32 bytes of a record (docs/FORMAT.md): a state, and what makes it whole and newer than another. Knows no slot,
//! no page, and not what the state means.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use super::crc;

/// Bytes of a record.
pub const RECORD: u16 = 32;

/// The layout of the record in this version.
pub const FORMAT: u8 = 1;

/// Where the format is: the last byte of the state.
const FORMAT_AT: usize = 27;

/// All that a record says of a unit. The last byte is the format's.
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

impl Record {
    /// Nothing is known.
    pub const ZERO: Self = Self {
        serial: 0,
        state: [0; 6],
        crc: 0,
    };

    /// Makes it the bytes to store, under the next serial number.
    pub(crate) fn seal(&mut self) {
        self.serial = self.serial.wrapping_add(1);
        self.bytes_mut()[FORMAT_AT] = FORMAT;
        self.crc = self.sum();
    }

    /// Whether these are the bytes of a record of this format.
    pub(crate) fn valid(&self) -> bool {
        self.bytes()[FORMAT_AT] == FORMAT && self.crc == self.sum()
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

//! The provisioning record: who the unit is. Written once, kept twice, never touched by a token.
//! Knows its bytes, not where they are nor what a token is.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use super::crc;
use super::layout::{Geometry, RECORD};
use super::record::{kind, twice, DAMAGED, FORMAT};

/// The longest serial number.
pub const MAX_SERIAL: usize = 28;

/// "No test code".
pub const NO_TEST_CODE: u32 = 0xffff_ffff;

/// "OPG" and behind it the format, little-endian.
const MAGIC: u32 = 0x0047_504f;

/// Bytes of the record that are its fields.
const FIELDS: usize = 28 + MAX_SERIAL;

/// The first half of the record, which a device keeps in RAM as it is in storage (docs/FORMAT.md).
#[repr(C)]
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]
pub(crate) struct Identity {
    /// The secret key.
    pub key: [u8; 16],
    pub starting_code: u32,
    pub test_code: u32,
    pub count: u16,
    pub divider: u8,
    pub restricted: u8,
    pub serial: [u8; 4],
}

/// The second half: the rest of the serial number, and what makes the record whole.
#[repr(C)]
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]
pub(crate) struct Tail {
    pub serial: [u8; MAX_SERIAL - 4],
    magic: u32,
    crc: u32,
}

/// Bytes of half a record.
pub(crate) const HALF: u16 = RECORD;
const _: () = assert!(size_of::<Identity>() == HALF as usize && size_of::<Tail>() == HALF as usize);

/// Who a unit is: the parameters of its factory set-up, as they stand in the record: key 16, starting code 4, test
/// code 4, count 2, divider 1, restricted 1, serial number 28; little-endian.
#[repr(C)]
#[derive(Clone, Copy, FromBytes, IntoBytes, Immutable)]
pub struct Provisioning {
    pub(crate) identity: Identity,
    serial: [u8; MAX_SERIAL - 4],
}

const _: () = assert!(size_of::<Provisioning>() == FIELDS);

impl Identity {
    pub const NONE: Self = Self {
        key: [0; 16],
        starting_code: 0,
        test_code: 0,
        count: 0,
        divider: 0,
        restricted: 0,
        serial: [0; 4],
    };

    /// Whether the key and the starting code are the same.
    pub fn is_of(&self, unit: &Self) -> bool {
        self.key == unit.key && self.starting_code == unit.starting_code
    }

    pub fn bytes(&self) -> &[u8; HALF as usize] {
        zerocopy::transmute_ref!(self)
    }

    pub fn words(&self) -> &[u32; 8] {
        zerocopy::transmute_ref!(self)
    }
}

impl Tail {
    pub const NONE: Self = Self {
        serial: [0; MAX_SERIAL - 4],
        magic: 0,
        crc: 0,
    };

    /// Makes it the second half of the unit's record, for this geometry.
    pub fn set(&mut self, unit: &Provisioning, geometry: &Geometry) {
        self.serial = unit.serial;
        self.magic = MAGIC | u32::from(FORMAT) << 24;
        self.crc = self.sum(&unit.identity) ^ twice(geometry.mark());
    }

    /// What it is as the half behind `first`, read with this geometry.
    pub fn kind(&self, first: &Identity, geometry: &Geometry) -> u8 {
        if self.magic & 0x00ff_ffff != MAGIC {
            return DAMAGED;
        }
        kind(geometry, self.crc ^ self.sum(first), (self.magic >> 24) as u8)
    }

    #[inline(never)]
    fn sum(&self, first: &Identity) -> u32 {
        crc::of(crc::of(0, first.bytes()), &self.bytes()[..28])
    }

    pub fn bytes(&self) -> &[u8; HALF as usize] {
        zerocopy::transmute_ref!(self)
    }

    pub fn words(&self) -> &[u32; 8] {
        zerocopy::transmute_ref!(self)
    }
}

impl Provisioning {
    /// A unit with this key and starting code (0 to 999,999,999), count 1, divider 1, no test code, no serial number.
    pub fn new(key: &[u8; 16], starting_code: u32) -> Self {
        let mut unit = Self::unknown();
        unit.identity.key = *key;
        unit.set_starting_code(starting_code);
        unit
    }

    /// A unit whose key and starting code, all 0, are still to come.
    pub(crate) fn unknown() -> Self {
        Self {
            identity: Identity {
                test_code: NO_TEST_CODE,
                count: 1,
                divider: 1,
                ..Identity::NONE
            },
            serial: [0; MAX_SERIAL - 4],
        }
    }

    pub(crate) fn key_mut(&mut self) -> &mut [u8] {
        &mut self.identity.key
    }

    /// 0 to 999,999,999.
    pub fn set_starting_code(&mut self, code: u32) {
        self.identity.starting_code = code;
    }

    /// 0 to 999,999,999, or `NO_TEST_CODE`.
    pub fn set_test_code(&mut self, code: u32) {
        self.identity.test_code = code;
    }

    /// Counts up to this one are used.
    pub fn set_count(&mut self, count: u16) {
        self.identity.count = count;
    }

    /// Time divider: 1 to 255.
    pub fn set_divider(&mut self, divider: u8) {
        self.identity.divider = divider;
    }

    /// 1: tokens are entered in the restricted digit set, 1 to 4.
    pub fn set_restricted(&mut self, restricted: u8) {
        self.identity.restricted = restricted;
    }

    /// The serial number, ASCII, filled up with 00.
    pub fn serial_mut(&mut self) -> &mut [u8] {
        self.as_mut_bytes().get_mut(FIELDS - MAX_SERIAL..).unwrap_or_default()
    }
}

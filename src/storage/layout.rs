//! Where records live in the storage region, and whether the numbers fit. Knows no record's contents.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use super::crc;

/// Bytes of a record.
pub(crate) const RECORD: u16 = 32;

/// Bytes of a copy of the provisioning record.
pub(crate) const COPY: u16 = 64;

/// Where the records live, for the whole life of a unit. Addresses begin at 0 with the region of the records; the region of the provisioning record,
/// if it has one of its own, follows at `size`. Your callbacks add where that is on your chip.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes, IntoBytes, Immutable)]
pub struct Geometry {
    /// Length of the region in bytes: at least 64, or 192 where the provisioning record is kept in it; where there are
    /// pages, at least two whole ones.
    pub size: u16,
    /// Length of an erase page: a multiple of 32, at least 128 where the provisioning record is kept in the region.
    /// 0 for EEPROM and FRAM, which need no erase.
    pub page: u16,
    /// Length of a region of its own for the provisioning record: 128 bytes or more, whole pages where there are
    /// pages. 0 keeps the provisioning record in the region of the other records.
    pub provision_size: u16,
    /// Smallest write in bytes: 1, 2, 4, 8, 16 or 32. `size` is a multiple of it where `provision_size` is not 0.
    pub write_size: u8,
    /// 1: what is erased reads 00 (STM32L0 and L1); 0: FF.
    pub erased_to_zero: u8,
}

impl Geometry {
    /// Whether bytes must be erased, by pages, before they are written: flash, not EEPROM or FRAM.
    #[inline(always)]
    pub(crate) fn is_flash(&self) -> bool {
        self.page != 0
    }

    /// Four bytes as an erase leaves them.
    pub(crate) fn erased(&self) -> [u8; 4] {
        [self.erased_to_zero.wrapping_sub(1); 4]
    }

    /// What tells the records of this geometry from those of another: 16 bits of where everything is.
    #[inline(never)]
    pub(crate) fn mark(&self) -> u16 {
        crc::of(0, &self.as_bytes()[..6]) as u16
    }
}

/// The region as equal banks: pages of flash, halves of an EEPROM that also keeps the provisioning record.
/// Each bank is a copy of the provisioning record, if it is kept here, and then slots for records.
#[repr(C)]
#[derive(Clone, Copy, FromBytes)]
pub(crate) struct Layout {
    pub bank: u16,
    /// Where banks end.
    pub banks: u16,
    /// The first copy of the provisioning record, and the way from one to the next.
    pub start: u16,
    pub stride: u16,
}

impl Layout {
    pub const NONE: Self = Self {
        bank: 0,
        banks: 0,
        start: 0,
        stride: 0,
    };

    /// Takes the layout of `geometry`; `false` if its numbers do not fit each other. Those of pages are seen to elsewhere.
    #[inline(never)]
    pub fn fit(&mut self, geometry: &Geometry) -> bool {
        let &Geometry {
            size,
            page,
            provision_size,
            write_size,
            ..
        } = geometry;
        // A power of two up to 32.
        let below = write_size.wrapping_sub(1);
        if write_size & below != 0 || below >= 32 {
            return false;
        }
        let halves = |length: u16| (length / 2) & !31;
        // Two slots in all; and in each page that carries a copy, because a new unit's are written after two records.
        let mut least = 2 * RECORD;
        self.bank = size & !31;
        if provision_size == 0 {
            least += RECORD;
            self.bank = halves(size);
        } else {
            self.start = size;
            self.stride = halves(provision_size);
            if self.stride < COPY || provision_size > !size || size as u8 & below != 0 {
                return false;
            }
        }
        if geometry.is_flash() {
            least = if provision_size == 0 { COPY + 2 * RECORD } else { RECORD };
            self.bank = page;
        }
        if self.bank < least {
            return false;
        }
        if provision_size == 0 {
            self.stride = self.bank;
        }
        self.banks = size - self.depth(size);
        true
    }

    /// Whether the numbers of pages do not fit, once [`Self::fit`] has found that the others do.
    #[inline(always)]
    pub fn misfits_pages(&self, geometry: &Geometry) -> bool {
        let parts = self.depth(geometry.size) | self.depth(geometry.provision_size);
        parts | geometry.page & 31 != 0 || geometry.size <= geometry.page || geometry.erased_to_zero > 1
    }

    /// How far `at` is from the start of its bank.
    #[inline(never)]
    pub fn depth(&self, mut at: u16) -> u16 {
        while at >= self.bank {
            at -= self.bank;
        }
        at
    }

    /// Whether each bank begins with a copy of the provisioning record.
    pub fn carries(&self) -> bool {
        self.start == 0
    }

    /// Where slots begin in a bank.
    #[inline(never)]
    pub fn first(&self) -> u16 {
        if self.carries() {
            COPY
        } else {
            0
        }
    }

    /// Where the copies of the provisioning record end.
    #[inline(never)]
    pub fn end(&self) -> u16 {
        if self.carries() {
            self.banks
        } else {
            self.start.wrapping_add(2 * self.stride)
        }
    }

    /// The bank in which `at` is.
    pub fn bank_of(&self, at: u16) -> u16 {
        at - self.depth(at)
    }

    /// The slot behind the one at `at`; behind the last comes the first.
    #[inline]
    pub fn next(&self, at: u16) -> u16 {
        let mut next = at + RECORD;
        if next == self.banks {
            next = 0;
        }
        if self.depth(next) == 0 {
            next += self.first();
        }
        next
    }

    /// The page behind the one at `page`, that of a provisioning region too; behind the last comes the first.
    pub fn next_page(&self, page: u16) -> u16 {
        let next = page + self.bank;
        if next < self.end() {
            next
        } else {
            0
        }
    }
}

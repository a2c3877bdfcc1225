//! Where records live in the storage region, and whether the numbers fit. Knows no record's contents.

use core::num::NonZeroU16;

use crate::provision::COPY;
use crate::record::RECORD;

/// Where the records live.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Geometry {
    /// First byte of the region: a multiple of the page, or of the program unit where there are no pages.
    pub offset: u32,
    /// Length of the region in bytes. At least two records (64 bytes); two pages where there are pages; 192 bytes,
    /// or two pages of 128, where the provisioning record is kept in it.
    pub size: u32,
    /// Length of an erase page: a multiple of 32. 0 for EEPROM and FRAM, which need no erase.
    pub page: u32,
    /// First byte of a region of its own for the provisioning record; not used when `provision_size` is 0.
    pub provision_offset: u32,
    /// Length of that region: 128 bytes or more, whole pages where there are pages. 0 keeps the provisioning
    /// record in the region of the other records.
    pub provision_size: u32,
    /// Smallest write in bytes: 1, 2, 4, 8, 16 or 32.
    pub unit: u8,
}

/// The region as equal banks: pages of flash, halves of an EEPROM that also keeps the provisioning record.
/// Each bank is a copy of the provisioning record, if it is kept here, and then slots for records.
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    offset: u32,
    bank: u32,
    provision: u32,
    provision_step: u32,
    /// Slots in a bank.
    pub per_bank: NonZeroU16,
    /// Slots in all.
    pub slots: u16,
    /// Copies of the provisioning record.
    pub copies: u16,
    /// Whether the banks are pages to be erased.
    pub erases: bool,
    /// Whether each bank begins with a copy of the provisioning record.
    pub carries: bool,
}

impl Geometry {
    /// The layout, if the numbers fit each other.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let carries = self.provision_size == 0;
        let erases = self.page != 0;
        let least = if carries { 2 } else { 1 };
        let bank = if erases { self.page } else { self.size / least & !31 };
        let align = if erases { self.page } else { u32::from(self.unit) };
        let head = if carries { COPY } else { 0 };
        if !self.unit.is_power_of_two() || self.unit > 32 || bank & 31 != 0 || bank < head + RECORD {
            return None;
        }
        let banks = self.size.checked_div(bank)?;
        let per_bank = (bank - head) / RECORD;
        let slots = u16::try_from(banks.checked_mul(per_bank)?).ok()?;
        let misplaced = |offset: u32, size: u32| offset.checked_rem(align) != Some(0) || offset.checked_add(size).is_none();
        if slots < 2 || banks < if erases { 2 } else { least } || misplaced(self.offset, self.size) {
            return None;
        }
        if erases && self.size != banks * bank || slots > 0x7fff {
            return None;
        }
        let apart = !carries
            && (self.provision_offset >= self.offset + self.size
                || self.offset >= self.provision_offset.wrapping_add(self.provision_size));
        if !carries
            && (!apart
                || misplaced(self.provision_offset, self.provision_size)
                || erases && self.provision_size.checked_rem(self.page) != Some(0)
                || self.provision_size < 2 * COPY)
        {
            return None;
        }
        Some(Layout {
            offset: self.offset,
            bank,
            provision: if carries { self.offset } else { self.provision_offset },
            provision_step: if carries { bank } else { self.provision_size / 2 & !31 },
            per_bank: NonZeroU16::new(per_bank as u16)?,
            slots,
            copies: if carries { banks as u16 } else { 2 },
            erases,
            carries,
        })
    }
}

impl Layout {
    /// Where bank `bank` begins.
    pub fn bank_at(&self, bank: u16) -> u32 {
        self.offset + u32::from(bank) * self.bank
    }

    /// Where slot `slot` begins.
    pub fn slot_at(&self, slot: u16) -> u32 {
        let (bank, index) = (slot / self.per_bank, slot % self.per_bank);
        let head = if self.carries { COPY } else { 0 };
        self.bank_at(bank) + head + u32::from(index) * RECORD
    }

    /// Where copy `copy` of the provisioning record begins.
    pub fn copy_at(&self, copy: u16) -> u32 {
        self.provision + u32::from(copy) * self.provision_step
    }
}

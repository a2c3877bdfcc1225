//! Where records live in the storage region, and whether the numbers fit. Knows no record's contents.

use crate::port::{holds, Port};
use crate::record::RECORD;

/// Bytes of a copy of the provisioning record.
pub(crate) const COPY: u16 = 64;

/// Where the records live. Addresses begin at 0 with the region of the records; the region of the provisioning record,
/// if it has one of its own, follows at `size`. Your callbacks add where that is on your chip.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
    /// Smallest write in bytes: 1, 2, 4, 8, 16 or 32.
    pub unit: u8,
}

/// The region as equal banks: pages of flash, halves of an EEPROM that also keeps the provisioning record.
/// Each bank is a copy of the provisioning record, if it is kept here, and then slots for records.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    /// Where banks end.
    size: u16,
    bank: u16,
    /// From one copy of the provisioning record to the next, and where they end.
    step: u16,
    end: u16,
    /// Where slots begin in a bank.
    first: u8,
    erases: u8,
}

/// Where a record may be, and the bank that it is in.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Slot {
    pub at: u16,
    pub bank: u16,
}

impl Geometry {
    /// The layout, if the numbers fit each other.
    #[inline(never)]
    pub(crate) fn layout(&self) -> Option<Layout> {
        let &Geometry {
            size,
            page,
            provision_size,
            unit,
        } = self;
        let (least, bank) = match (page, provision_size) {
            (0, 0) => (COPY + RECORD, (size / 2) & !31),
            (0, _) => (2 * RECORD, size),
            (page, 0) => (COPY + RECORD, page),
            (page, _) => (RECORD, page),
        };
        let whole = |length: u16| {
            let mut left = length;
            while left >= bank {
                left -= bank;
            }
            left == 0
        };
        let fits = unit.is_power_of_two()
            && unit <= 32
            && bank >= least
            && (page == 0 || page & 31 == 0 && size > page && whole(size) && whole(provision_size))
            && (provision_size == 0 || provision_size >= 2 * COPY && provision_size <= !size);
        if !fits {
            return None;
        }
        let mut layout = Layout {
            size,
            bank,
            step: bank,
            end: size,
            first: COPY as u8,
            erases: u8::from(page != 0),
        };
        if provision_size != 0 {
            layout.first = 0;
            layout.step = (provision_size / 2) & !31;
            layout.end = size + provision_size;
        }
        Some(layout)
    }
}

impl Layout {
    pub const NONE: Self = Self {
        size: 0,
        bank: 0,
        step: 0,
        end: 0,
        first: 0,
        erases: 0,
    };

    /// Whether the banks are pages to be erased.
    pub fn erases(&self) -> bool {
        self.erases != 0
    }

    /// Whether 32 bytes may be written at `at`: where pages are erased, only over erased bytes.
    pub fn takes(&self, port: &mut impl Port, at: u16) -> bool {
        !self.erases() || holds(port, at, None)
    }

    /// Whether each bank begins with a copy of the provisioning record.
    pub fn carries(&self) -> bool {
        self.first != 0
    }

    /// The first slot of all.
    pub fn first(&self) -> Slot {
        self.first_of(0)
    }

    fn first_of(&self, bank: u16) -> Slot {
        Slot {
            at: bank + u16::from(self.first),
            bank,
        }
    }

    /// Whether writing to `slot` begins with erasing its page.
    pub fn renews(&self, slot: Slot) -> bool {
        self.erases() && slot.at == slot.bank + u16::from(self.first)
    }

    /// The slot behind `slot`; behind the last comes the first.
    pub fn next(&self, slot: Slot) -> Slot {
        let at = slot.at + RECORD;
        if self.bank - (at - slot.bank) >= RECORD {
            Slot { at, ..slot }
        } else {
            self.next_bank(slot)
        }
    }

    /// The first slot of the next bank.
    #[inline(never)]
    pub fn next_bank(&self, slot: Slot) -> Slot {
        let next = slot.bank + self.bank;
        if self.size - next >= self.bank {
            self.first_of(next)
        } else {
            self.first()
        }
    }

    /// The first copy of the provisioning record.
    pub fn copy(&self) -> u16 {
        if self.carries() {
            0
        } else {
            self.size
        }
    }

    /// The copy behind the one at `copy`, if there is one more.
    pub fn next_copy(&self, copy: u16) -> Option<u16> {
        let next = copy + self.step;
        (self.end - next >= self.step).then_some(next)
    }

    /// Whether `at` is in the page that begins at `page`.
    pub fn in_page(&self, at: u16, page: u16) -> bool {
        at.wrapping_sub(page) < self.bank
    }

    /// Every page, that of a provisioning region too.
    pub fn pages(&self) -> impl Iterator<Item = u16> {
        let (mut at, bank, end) = (0, self.bank, self.end);
        core::iter::from_fn(move || {
            if at == end {
                return None;
            }
            at += bank;
            Some(at - bank)
        })
    }
}

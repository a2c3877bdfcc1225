//! Where records live in the storage region, and whether the numbers fit. Knows no record's contents.

use crate::provision::COPY;
use crate::record::RECORD;

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
#[derive(Clone, Copy)]
pub(crate) struct Layout {
    size: u16,
    end: u16,
    bank: u16,
    provision_step: u16,
    /// Whether the banks are pages to be erased.
    pub erases: bool,
    /// Whether each bank begins with a copy of the provisioning record.
    pub carries: bool,
}

impl Geometry {
    /// The layout, if the numbers fit each other.
    pub(crate) fn layout(&self) -> Option<Layout> {
        let layout = self.read();
        self.fits(&layout).then_some(layout)
    }

    fn read(&self) -> Layout {
        let carries = self.provision_size == 0;
        let bank = match (self.page, carries) {
            (0, true) => (self.size / 2) & !31,
            (0, false) => self.size,
            (page, _) => page,
        };
        Layout {
            size: self.size,
            end: self.size.saturating_add(self.provision_size),
            bank,
            provision_step: if carries { bank } else { (self.provision_size / 2) & !31 },
            erases: self.page != 0,
            carries,
        }
    }

    fn fits(&self, layout: &Layout) -> bool {
        let Layout {
            bank, erases, carries, ..
        } = *layout;
        let least = if carries { COPY + RECORD } else { RECORD };
        let two = if erases || carries {
            bank.checked_mul(2)
        } else {
            Some(2 * RECORD)
        };
        let whole = |size: u16| !erases || size.checked_rem(bank) == Some(0);
        self.unit.is_power_of_two()
            && self.unit <= 32
            && bank >= least
            && (!erases || bank & 31 == 0)
            && two.is_some_and(|two| self.size >= two)
            && whole(self.size)
            && whole(self.provision_size)
            && (carries || self.provision_size >= 2 * COPY)
            && self.size.checked_add(self.provision_size).is_some()
    }
}

impl Layout {
    /// The first slot.
    pub fn first(&self) -> u16 {
        if self.carries {
            COPY
        } else {
            0
        }
    }

    /// Where the bank of `at` begins.
    pub fn bank_of(&self, at: u16) -> u16 {
        let mut bank = 0;
        while at - bank >= self.bank {
            bank += self.bank;
        }
        bank
    }

    /// The first slot of the bank at `bank`.
    pub fn first_of(&self, bank: u16) -> u16 {
        bank + self.first()
    }

    /// The last slot of the bank at `bank`.
    pub fn last_of(&self, bank: u16) -> u16 {
        bank + ((self.bank - RECORD) & !31)
    }

    /// The slot behind `at`; behind the last comes the first.
    pub fn next(&self, at: u16) -> u16 {
        let bank = self.bank_of(at);
        if at < self.last_of(bank) {
            return at + RECORD;
        }
        let next = bank + self.bank;
        if self.size - next < self.bank {
            self.first()
        } else {
            self.first_of(next)
        }
    }

    /// The slot behind `at`, or the first.
    pub fn after(&self, at: u16) -> u16 {
        if at < self.size {
            self.next(at)
        } else {
            self.first()
        }
    }

    /// Every slot.
    pub fn slots(&self) -> impl Iterator<Item = u16> + '_ {
        let first = self.first();
        let following = move |&at: &u16| Some(self.next(at)).filter(|&next| next != first);
        core::iter::successors(Some(first), following)
    }

    /// The copies of the provisioning record.
    pub fn copies(&self) -> impl Iterator<Item = u16> {
        let first = if self.carries { 0 } else { self.size };
        let end = if self.carries {
            self.size
        } else {
            self.size + 2 * self.provision_step
        };
        steps(first, end, self.provision_step)
    }

    /// Every page, that of a provisioning region too.
    pub fn pages(&self) -> impl Iterator<Item = u16> {
        steps(0, self.end, self.bank)
    }
}

/// `from` and on by `by`, as long as the next still fits before `to`.
fn steps(from: u16, to: u16, by: u16) -> impl Iterator<Item = u16> {
    let mut at = from;
    core::iter::from_fn(move || {
        if to - at < by {
            return None;
        }
        at += by;
        Some(at - by)
    })
}

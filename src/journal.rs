//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots and pages, not what a state means.

use crate::layout::{Layout, Slot};
use crate::port::{erased, put, Fault, Port};
use crate::provision::{self, Loaded, Unit};
use crate::record::Record;

/// `at` of no slot.
const NONE: u16 = u16::MAX;

/// Where the ring stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Journal {
    newest: Slot,
    /// Where the next save begins.
    cursor: Slot,
}

impl Journal {
    /// No ring at all.
    pub const NONE: Self = Self {
        newest: Slot { at: 0, bank: 0 },
        cursor: Slot { at: 0, bank: 0 },
    };

    /// Every page was erased. What one may hold all the same stays older than what comes.
    pub fn forget(&mut self, layout: &Layout) {
        self.cursor = layout.first();
        self.newest.at = NONE;
    }

    /// Whether a valid record is known.
    pub fn found(&self) -> bool {
        self.newest.at != NONE
    }

    /// Whether no more was ever stored than a provisioning does.
    pub fn is_young(&self, record: &Record) -> bool {
        record.serial() <= 2
    }

    /// Finds the newest valid record and reads it into `record`; whether a slot could not be read. Such a slot counts
    /// as torn: error-correcting memory faults on a write that was cut.
    #[inline(never)]
    pub fn open(&mut self, port: &mut impl Port, layout: &Layout, record: &mut Record) -> bool {
        self.forget(layout);
        let mut damaged = 0;
        let mut fault = false;
        let mut read = Record::ZERO;
        let mut slot = layout.first();
        loop {
            let next = layout.next(slot);
            let unread = port.read(slot.at, read.bytes()).is_err();
            fault |= unread;
            if unread || !read.valid() {
                damaged += u32::from(unread || !erased(read.bytes()));
            } else if !self.found() || (read.serial().wrapping_sub(record.serial()) as i32) > 0 {
                self.newest = slot;
                self.cursor = next;
                *record = read;
            }
            slot = next;
            if slot == layout.first() {
                break;
            }
        }
        // What is damaged now may be readable at the next start, and must not be newer than what is stored meanwhile.
        record.set_serial(record.serial().wrapping_add(damaged));
        fault
    }

    /// Stores `record` in the next slot that takes it, after at most one lap; whether the first one took it.
    ///
    /// A write or an erase that fails ends it at once; the next save begins behind the place of the fault.
    #[inline(never)]
    pub fn save(&mut self, port: &mut impl Port, layout: &Layout, record: &mut Record) -> Result<bool, Fault> {
        let bytes = record.seal();
        let mut clean = true;
        let mut begun = NONE;
        loop {
            let slot = self.cursor;
            if slot.at == begun {
                if self.found() {
                    self.cursor = layout.next(self.newest);
                }
                return Err(Fault);
            }
            if begun == NONE {
                begun = slot.at;
            }
            let renews = layout.renews(slot) && self.found();
            if slot.at == self.newest.at || renews && slot.bank == self.newest.bank {
                // Not here: go on behind the newest.
                self.cursor = layout.next(self.newest);
                continue;
            }
            if renews {
                self.cursor = layout.next_bank(slot);
                renew(port, layout, slot.bank)?;
            }
            self.cursor = layout.next(slot);
            if layout.takes(port, slot.at) {
                if put(port, slot.at, bytes)? {
                    self.newest = slot;
                    return Ok(clean);
                }
                clean = false;
            }
        }
    }
}

/// Erases a page and puts its copy of the provisioning record back. Without a copy in hand it erases nothing: the
/// page may hold the last good one.
#[inline(never)]
fn renew(port: &mut impl Port, layout: &Layout, page: u16) -> Result<(), Fault> {
    if !layout.carries() {
        return port.erase(page);
    }
    let mut unit = Unit::BLANK;
    if provision::load(port, layout, &mut unit).0 != Loaded::Unit {
        return Err(Fault);
    }
    port.erase(page)?;
    provision::keep(port, layout, &unit)
}

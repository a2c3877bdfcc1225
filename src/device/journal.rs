//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots and pages, not what a state means.

use super::clock::LATER;
use super::port::{erased, store, Port, Stored};
use super::Device;
use crate::config::Config;
use crate::record::Record;
use crate::status::Status;

/// No slot.
const NONE: u16 = u16::MAX;

/// Where the ring stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub(super) struct Journal {
    pub newest: u16,
    /// Where the next save begins.
    cursor: u16,
}

impl Journal {
    /// No ring at all.
    pub const NONE: Self = Self { newest: 0, cursor: 0 };

    /// Whether a valid record is known.
    pub fn found(&self) -> bool {
        self.newest != NONE
    }
}

impl Device {
    /// Every page was erased. What one may hold all the same stays older than what comes.
    pub(super) fn forget_records(&mut self) {
        self.journal.cursor = self.layout.first;
        self.journal.newest = NONE;
    }

    /// Finds the newest valid record and reads it; whether a slot could not be read. Such a slot counts as torn:
    /// error-correcting memory faults on a write that was cut.
    #[inline(never)]
    pub(super) fn find_newest(&mut self, port: &mut impl Port) -> bool {
        self.forget_records();
        let mut damaged = 0;
        let mut fault = false;
        let mut read = Record::ZERO;
        let mut slot = self.layout.first;
        loop {
            let next = self.slot_behind(slot);
            let unread = port.read(slot, read.bytes_mut()).is_err();
            fault |= unread;
            if unread || !read.valid() {
                damaged += u32::from(unread || !erased(read.bytes()));
            } else if !self.journal.found() || (read.serial.wrapping_sub(self.record.serial) as i32) > 0 {
                self.journal.newest = slot;
                self.journal.cursor = next;
                self.record = read;
            }
            slot = next;
            if slot == self.layout.first {
                break;
            }
        }
        // What is damaged now may be readable at the next start, and must not be newer than what is stored meanwhile.
        self.record.serial = self.record.serial.wrapping_add(damaged);
        fault
    }

    #[inline(never)]
    fn slot_behind(&self, slot: u16) -> u16 {
        self.layout.next(slot)
    }

    // Apart for the compiler, which would else keep what it needs here through all of `commit`.
    #[inline(never)]
    fn seal(&mut self, config: &Config) {
        self.due = config.checkpoint;
        self.record.seal();
    }

    /// Stores the record in the next slot that takes it, after at most one lap.
    ///
    /// A write or an erase that fails ends it at once; the next one begins behind the place of the fault.
    #[inline(never)]
    pub(super) fn commit(&mut self, port: &mut impl Port) -> Status {
        self.seal(port.config());
        let begun = self.journal.cursor;
        loop {
            let slot = self.journal.cursor;
            self.journal.cursor = self.slot_behind(slot);
            let mut open = Status::Ok;
            if slot == self.journal.newest {
                open = Status::Busy;
            } else if port.geometry().page != 0 {
                open = port.pages(self, slot);
            }
            match open {
                Status::Ok => match store(port, slot, self.record.words()) {
                    Ok(Stored::Yes) => {
                        self.journal.newest = slot;
                        self.dirty = 0;
                        return Status::Ok;
                    }
                    Ok(Stored::Occupied) => {}
                    Ok(Stored::Damaged) => self.storage_fault = 1,
                    Err(_) => break,
                },
                // Not here: go on behind the newest.
                Status::Busy => self.journal.cursor = self.slot_behind(self.journal.newest),
                _ => break,
            }
            if self.journal.cursor == begun {
                break;
            }
        }
        self.storage_fault = 1;
        // Tried again at the next checkpoint, and with whatever else is stored before it.
        self.dirty = self.dirty.min(LATER);
        Status::Storage
    }
}

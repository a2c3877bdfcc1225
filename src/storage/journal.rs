//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots, not what a state means.

use super::block::{erased, put, Stored};
use super::medium::{Medium, FIT};
use super::record::Record;
use super::store::Store;
use crate::status::Status;

impl Store {
    /// Takes the layout of the medium; `Geometry` if its numbers do not fit.
    pub(crate) fn fit(&mut self, medium: &impl Medium) -> Status {
        if !self.layout.fit(medium.geometry()) {
            return Status::Geometry;
        }
        self.prepare(medium, FIT)
    }

    /// Asks [`Medium::pages`] where there are pages; nothing needs to be prepared where there are none.
    #[inline]
    pub(crate) fn prepare(&mut self, medium: &impl Medium, what: u16) -> Status {
        if medium.is_flash() {
            medium.pages(self, what)
        } else {
            Status::Ok
        }
    }

    /// Finds the newest valid record and reads it; whether a slot could not be read. Such a slot counts as torn:
    /// error-correcting memory faults on a write that was cut.
    #[inline(never)]
    pub(crate) fn find_newest(&mut self, medium: &impl Medium) -> bool {
        self.ring.forget(self.layout.first);
        let mut damaged = 0;
        let mut fault = false;
        let mut read = Record::ZERO;
        let mut slot = self.layout.first;
        loop {
            let next = self.slot_behind(slot);
            let unread = medium.read(slot, read.bytes_mut()).is_err();
            fault |= unread;
            if unread || !read.valid() {
                damaged += u32::from(unread || !erased(read.bytes()));
            } else if !self.ring.found() || (read.serial.wrapping_sub(self.record.serial) as i32) > 0 {
                self.ring.newest = slot;
                self.ring.cursor = next;
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

    /// Stores the record in the next slot that takes it, after at most one lap: `Ok` or `Storage`.
    ///
    /// A write or an erase that fails ends it at once; the next one begins behind the place of the fault.
    #[inline]
    pub(crate) fn save(&mut self, medium: &impl Medium) -> Status {
        self.seal();
        let begun = self.ring.cursor;
        loop {
            let slot = self.ring.cursor;
            self.ring.cursor = self.slot_behind(slot);
            let open = if slot == self.ring.newest {
                Status::Busy
            } else {
                self.prepare(medium, slot)
            };
            match open {
                Status::Ok => match put(medium, slot, self.record.words()) {
                    Ok(Stored::Yes) => {
                        self.ring.newest = slot;
                        self.unsaved = 0;
                        return Status::Ok;
                    }
                    Ok(Stored::Occupied) => {}
                    Ok(Stored::Damaged) => self.fault = 1,
                    Err(_) => break,
                },
                // Not here: go on behind the newest.
                Status::Busy => self.ring.cursor = self.slot_behind(self.ring.newest),
                _ => break,
            }
            if self.ring.cursor == begun {
                break;
            }
        }
        self.fault = 1;
        Status::Storage
    }

    // Apart for the compiler, which would else keep what it needs here through all of `save`.
    #[inline(never)]
    fn seal(&mut self) {
        self.record.seal();
    }
}

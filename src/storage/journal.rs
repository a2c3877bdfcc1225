//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots, not what a state means.

use super::block::{fetch, put};
use super::medium::{Fault, Medium, FIT};
use super::record::{BLANK, ELSEWHERE, OURS, UNREADABLE};
use super::ring::NONE;
use super::store::{Store, LATER, TWICE};
use crate::report::FAULT_COMPARE;
use crate::status::Status;

/// Slots that a call wipes: fewer writes than the 6 of the call that stores the new unit.
const WIPES: u8 = 4;

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
            medium.pages(Some(self), what)
        } else {
            Status::Ok
        }
    }

    /// Finds the newest valid record; what the slots hold, as bits.
    #[inline(never)]
    pub(crate) fn find_newest(&mut self, medium: &impl Medium) -> u8 {
        self.ring.newest = NONE;
        let (mut held, mut newest) = (0, 0);
        let mut slot = self.layout.first();
        loop {
            let kind = self.read_slot(medium, slot);
            let serial = self.record.serial;
            if kind == OURS && (held & OURS == 0 || (serial.wrapping_sub(newest) as i32) > 0) {
                self.ring.newest = slot;
                newest = serial;
            }
            held |= kind | (kind & held & ELSEWHERE) << 4;
            slot = self.slot_behind(slot);
            if slot == self.layout.first() {
                return held;
            }
        }
    }

    /// What is in a slot: `OURS` is then in hand. What cannot be read counts as damaged: error-correcting memory faults
    /// on a write that was cut.
    #[inline(never)]
    fn read_slot(&mut self, medium: &impl Medium, slot: u16) -> u8 {
        if fetch(&mut self.told, medium, slot, self.record.bytes_mut()) {
            self.record.kind(medium.geometry())
        } else {
            UNREADABLE
        }
    }

    /// Takes the newest record in hand, if there is one; what its slot holds.
    ///
    /// Damaged slots right behind it are passed over this once: they may be newer records, readable again at the next
    /// start. Every slot that is passed over counts in the serial number, so that what is stored next is newer.
    #[inline(never)]
    pub(crate) fn take_newest(&mut self, medium: &impl Medium) -> u8 {
        self.ring.cursor = self.layout.first();
        let newest = self.ring.newest;
        if newest == NONE {
            self.record.serial = 0;
            return 0;
        }
        let mut passed = 0u16;
        let mut slot = newest;
        loop {
            slot = self.slot_behind(slot);
            if slot == newest || self.read_slot(medium, slot) & (OURS | BLANK) != 0 {
                break;
            }
            passed += 1;
        }
        self.ring.cursor = slot;
        let kind = self.read_slot(medium, newest);
        self.record.serial = self.record.serial.wrapping_add(passed.into());
        kind
    }

    #[inline(never)]
    fn slot_behind(&self, slot: u16) -> u16 {
        self.layout.next(slot)
    }

    /// Stores the record in the next slot that takes it, and in one more if `unsaved` says so: `Ok`, once it is stored, or
    /// `Storage`. What is still to be stored then stays to be stored later.
    ///
    /// A write or an erase that fails ends it at once; the next one begins behind the place of the fault.
    #[inline(never)]
    pub(crate) fn save(&mut self, medium: &impl Medium) -> Status {
        let mut twice = self.unsaved == TWICE;
        self.unsaved = self.unsaved.min(LATER);
        let mut answer = Status::Storage;
        let mut begun = self.ring.cursor;
        loop {
            let slot = self.ring.cursor;
            self.ring.cursor = self.slot_behind(slot);
            let mut done = Status::Busy;
            if slot != self.ring.newest {
                done = self.prepare(medium, slot);
            }
            if done == Status::Ok {
                self.record.seal(medium.geometry());
                done = put(&mut self.told, medium, slot, self.record.words());
            }
            match done {
                Status::Ok => {
                    self.ring.newest = slot;
                    answer = done;
                    if !twice {
                        self.unsaved = 0;
                        return answer;
                    }
                    twice = false;
                    begun = self.ring.cursor;
                    continue;
                }
                // Not here: go on behind the newest.
                Status::Busy => {
                    self.ring.cursor = self.slot_behind(self.ring.newest);
                    if self.ring.cursor != begun {
                        begun = self.ring.cursor;
                        continue;
                    }
                }
                Status::Storage => break,
                _ => {}
            }
            if self.ring.cursor == begun {
                break;
            }
        }
        if self.told == 0 {
            // No slot is free, and nothing else is wrong: what was erased is not.
            self.told = FAULT_COMPARE;
        }
        answer
    }

    /// Wipes slots of an EEPROM for a new life, a few a call: one that cannot be read now may hold a record of the old one.
    /// Whether none was left. The newest record goes last, so that a region half wiped is known as what it was.
    // Apart, what it holds is off the stack when the unit is written: 56 bytes on a Cortex-M0, for 8 of flash.
    #[inline(never)]
    pub(crate) fn wipe(&mut self, medium: &impl Medium) -> Result<bool, Fault> {
        let first = self.layout.first();
        let last = match self.ring.newest {
            NONE => first,
            newest => newest,
        };
        // Made here: a constant would be 32 bytes of RAM on an AVR.
        let nothing = core::hint::black_box([0; 8]);
        let mut left = WIPES;
        let mut slot = last;
        loop {
            slot = self.slot_behind(slot);
            if self.read_slot(medium, slot) & BLANK == 0 {
                match put(&mut self.told, medium, slot, &nothing) {
                    Status::Ok => left -= 1,
                    Status::Storage => return Err(Fault),
                    // It takes nothing, and is no record then.
                    _ => {}
                }
            }
            if slot == last || left == 0 {
                break;
            }
        }
        self.ring.forget(first);
        self.record.serial = 0;
        Ok(left == WIPES)
    }
}

//! What the storage holds, all in all. Knows neither slots nor pages.

use super::medium::Medium;
use super::record::{BLANK, ELSEWHERE, LATER, MORE_ELSEWHERE, OURS, UNREADABLE};
use super::store::Store;
use crate::report::FAULT_COMPARE;
use crate::status::Status;

/// How often storage is read until it says the same twice in a row.
const READINGS: u8 = 4;

impl Store {
    /// Reads the newest record and who the unit is; what was found. Believed only when it is found twice: memory that is
    /// not ready reads as anything.
    #[inline(never)]
    pub(crate) fn read(&mut self, medium: &impl Medium) -> Status {
        let mut found = Status::NotOpen;
        for reading in 0..READINGS {
            let (before, newest) = (found, self.ring.newest);
            found = self.look(medium);
            if found == before && newest == self.ring.newest {
                return found;
            }
            if reading > 0 {
                self.told |= FAULT_COMPARE;
            }
        }
        Status::Storage
    }

    fn look(&mut self, medium: &impl Medium) -> Status {
        let records = self.find_newest(medium);
        let copies = self.find_unit(medium).what();
        let ours = self.take_newest(medium);
        let all = records | copies;
        if all & LATER != 0 {
            Status::LaterFormat
        } else if copies == UNREADABLE && records & (OURS | UNREADABLE) != 0 {
            Status::Storage
        } else if ours & copies & OURS != 0 {
            Status::Ok
        } else if all & OURS == 0 && (copies & ELSEWHERE | records & MORE_ELSEWHERE) != 0 {
            Status::OtherGeometry
        } else if copies & BLANK != 0 && self.record.serial <= 2 {
            // No more was stored than a provisioning does before it writes the first copy.
            Status::Unprovisioned
        } else {
            Status::Corrupt
        }
    }

    /// Makes the copies whole again, of a unit that has one.
    pub(crate) fn mend(&mut self, medium: &impl Medium) {
        if self.has_key() {
            // Where that fails, it is told.
            _ = self.keep(medium, None);
        }
    }
}

//! What the storage holds, all in all. Knows neither slots nor pages.

use super::copies::Loaded;
use super::medium::Medium;
use super::store::{Store, CORRUPT, READY, UNPROVISIONED, UNREAD};

impl Store {
    /// Reads the newest record and who the unit is; what was found.
    #[inline]
    pub(crate) fn read(&mut self, medium: &impl Medium) -> u16 {
        let fault = self.find_newest(medium);
        self.fault = fault.into();
        let found = self.ring.found();
        let loaded = self.find_unit(medium);
        if found && loaded.is(Loaded::Unit) {
            READY
        } else if loaded.is(Loaded::Fault) && (found || fault) {
            UNREAD
        } else if loaded.is(Loaded::Never) && self.record.serial <= 2 {
            // No more was stored than a provisioning does before it writes the first copy.
            UNPROVISIONED
        } else {
            CORRUPT
        }
    }

    /// Makes the copies whole again, of a unit that has one.
    pub(crate) fn mend(&mut self, medium: &impl Medium) {
        if self.has_key() && self.keep(medium, None).is_err() {
            self.fault = 1;
        }
    }
}

//! Storage that is erased by pages: a room that a product may leave out, so that only one with flash carries its code.
//! Knows pages and their copies of the provisioning record, not what a record says.

use super::copies::{store_copy, Loaded};
use super::port::{Fault, Port};
use super::Device;
use crate::provision::Rest;
use crate::status::Status;

/// For [`Device::pages`]: do the numbers of the geometry fit, every page is to be erased, or, below these, the slot
/// that is to take a record.
pub const FIT: u16 = 0xffff;
/// See [`FIT`].
pub const ERASE: u16 = 0xfffe;

impl Device {
    /// What a port's `pages` does. `Ok`; of a slot also `Busy`: its page is that of the newest record.
    pub fn pages(&mut self, port: &mut impl Port, what: u16) -> Status {
        if what == FIT {
            return self.fit_pages(port);
        }
        if what != ERASE {
            // Before a record goes to the first slot of a page, the page is erased.
            let depth = self.layout.depth(what);
            if !self.journal.found() || depth != self.layout.first {
                return Status::Ok;
            }
            if self.layout.bank_of(self.journal.newest) == what - depth {
                return Status::Busy;
            }
        }
        match self.renew(port, what) {
            Ok(()) => Status::Ok,
            Err(Fault) => Status::Storage,
        }
    }

    fn fit_pages(&self, port: &impl Port) -> Status {
        let geometry = port.geometry();
        let parts = self.layout.depth(geometry.size) | self.layout.depth(geometry.provision_size);
        if parts | geometry.page & 31 != 0 || geometry.size == geometry.page {
            return Status::Geometry;
        }
        Status::Ok
    }

    /// Whether pages carry the unit's provisioning record.
    #[inline(never)]
    fn copies(&self) -> bool {
        self.has_key() && self.layout.carries()
    }

    /// Erases the page of a slot, or every page. Of a unit that has a key each gets its copy of the provisioning record
    /// back at once; without a copy in hand it is not erased, because it may hold the last good one. The page of that
    /// copy goes last; of a unit without a key, that of any copy that can be read, so that however often this is cut, there
    /// is one.
    fn renew(&mut self, port: &mut impl Port, what: u16) -> Result<(), Fault> {
        let mut rest = Rest::NONE;
        let mut last = self.layout.bank_of(what);
        let mut page = last;
        if what == ERASE {
            let kept = self.load(port, &mut rest).at();
            last = self.layout.bank_of(kept);
            page = self.layout.next_page(last);
            self.forget_records();
        }
        loop {
            if self.copies() && !self.load(port, &mut rest).is(Loaded::Unit) {
                return Err(Fault);
            }
            // A region of its own keeps the unit's key.
            if !self.has_key() || page < self.layout.banks {
                port.erase(page)?;
            }
            if self.copies() {
                // Where it does not take, another may be left; the next page is not erased without one.
                store_copy(port, page, &self.unit, &rest)?;
            }
            if page == last {
                return Ok(());
            }
            page = self.layout.next_page(page);
        }
    }
}

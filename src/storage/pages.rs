//! Storage that is erased by pages: a part that a product may leave out, so that only one with flash carries its code.
//! Knows pages and their copies of the provisioning record, not what a record says.

use super::copies::{store_copy, Loaded};
use super::medium::{Fault, Medium, ERASE, FIT};
use super::provisioning::Tail;
use super::store::Store;
use crate::status::Status;

impl Store {
    /// What [`Medium::pages`] is to do. `Ok`; of a slot also `Busy`: its page is that of the newest record.
    pub fn pages(&mut self, medium: &impl Medium, what: u16) -> Status {
        if what == FIT {
            return self.fit_pages(medium);
        }
        if what != ERASE {
            // Before a record goes to the first slot of a page, the page is erased.
            let depth = self.layout.depth(what);
            if !self.ring.found() || depth != self.layout.first {
                return Status::Ok;
            }
            if self.layout.bank_of(self.ring.newest) == what - depth {
                return Status::Busy;
            }
        }
        match self.renew(medium, what) {
            Ok(()) => Status::Ok,
            Err(Fault) => Status::Storage,
        }
    }

    fn fit_pages(&self, medium: &impl Medium) -> Status {
        let geometry = medium.geometry();
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
    fn renew(&mut self, medium: &impl Medium, what: u16) -> Result<(), Fault> {
        let mut tail = Tail::NONE;
        let mut last = self.layout.bank_of(what);
        let mut page = last;
        if what == ERASE {
            let kept = self.load(medium, &mut tail).at();
            last = self.layout.bank_of(kept);
            page = self.layout.next_page(last);
            self.ring.forget(self.layout.first);
        }
        loop {
            if self.copies() && !self.load(medium, &mut tail).is(Loaded::Unit) {
                return Err(Fault);
            }
            // A region of its own keeps the unit's key.
            if !self.has_key() || page < self.layout.banks {
                medium.erase(page)?;
            }
            if self.copies() {
                // Where it does not take, another may be left; the next page is not erased without one.
                store_copy(medium, page, &self.identity, &tail)?;
            }
            if page == last {
                return Ok(());
            }
            page = self.layout.next_page(page);
        }
    }
}

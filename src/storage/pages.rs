//! Storage that is erased by pages: a part that a product may leave out, so that only one with flash carries its code.
//! Knows pages and their copies of the provisioning record, not what a record says.

use zerocopy::IntoBytes;

use super::block::{fetch, holds};
use super::copies::store_copy;
use super::medium::{Fault, Medium, ERASE, FIT};
use super::provisioning::{Tail, HALF};
use super::record::OURS;
use super::store::Store;
use crate::report::{FAULT_COMPARE, FAULT_ERASE, FAULT_READ};
use crate::status::Status;

/// What [`Medium::pages`] is to do. `Ok`; of a slot also `Busy`: its page is that of the newest record; of bytes also
/// `Busy`: they are not erased.
pub fn run(store: Option<&mut Store>, medium: &impl Medium, what: u16) -> Status {
    match store {
        Some(store) => store.pages(medium, what),
        None => is_erased(medium, what),
    }
}

/// Whether the 32 bytes at `at` are as an erase leaves them: `Ok`, `Busy`, or `Storage`: they cannot be read.
#[inline(never)]
fn is_erased(medium: &impl Medium, at: u16) -> Status {
    for place in 0..8 {
        let mut read = [0; 4];
        if medium.read(at + place * 4, &mut read).is_err() {
            return Status::Storage;
        }
        if read != medium.geometry().erased() {
            return Status::Busy;
        }
    }
    Status::Ok
}

impl Store {
    fn pages(&mut self, medium: &impl Medium, what: u16) -> Status {
        if what == FIT {
            return self.fit_pages(medium);
        }
        let done = if what == ERASE {
            self.renew_all(medium)
        } else {
            // Before a record goes to the first slot of a page, the page is erased.
            let depth = self.layout.depth(what);
            if !self.ring.found() || depth != self.layout.first() {
                return Status::Ok;
            }
            let page = what - depth;
            if self.layout.bank_of(self.ring.newest) == page {
                return Status::Busy;
            }
            self.renew(medium, page)
        };
        match done {
            // A page that is not erased has no room, and the save finds that.
            Ok(_) => Status::Ok,
            Err(Fault) => Status::Storage,
        }
    }

    fn fit_pages(&self, medium: &impl Medium) -> Status {
        if self.layout.misfits_pages(medium.geometry()) {
            return Status::Geometry;
        }
        Status::Ok
    }

    /// Whether pages carry the unit's provisioning record.
    #[inline(never)]
    fn copies(&self) -> bool {
        self.has_key() && self.layout.carries()
    }

    /// Erases every page. The page of the copy that is whole goes last; of a unit without a key, that of any copy that can
    /// be read, so that however often this is cut, there is one.
    #[inline(never)]
    fn renew_all(&mut self, medium: &impl Medium) -> Result<bool, Fault> {
        let kept = self.find_unit(medium).at();
        let last = self.layout.bank_of(kept);
        let mut page = last;
        self.ring.forget(self.layout.first());
        loop {
            page = self.layout.next_page(page);
            // A region of its own keeps the unit's key.
            if (!self.has_key() || page < self.layout.banks) && !self.renew(medium, page)? {
                return Err(Fault);
            }
            if page == last {
                return Ok(true);
            }
        }
    }

    /// Erases a page, which keeps its copy. Other copies are mended before; and where there are more pages than two, one of
    /// the others must have a whole one, or the page stays: the next to be erased gets one. Of two, the other may have a
    /// cell that stays for ever.
    #[inline(always)]
    fn renew(&mut self, medium: &impl Medium, page: u16) -> Result<bool, Fault> {
        if !self.copies() {
            self.erase(medium, page)?;
        } else {
            self.keep(medium, None)?;
            if self.layout.end() > 2 * self.layout.bank && !self.is_elsewhere(medium, page) {
                return Ok(false);
            }
            self.renew_copy(medium, page)?;
        }
        Ok(true)
    }

    /// Whether a page that is not this one has a whole copy.
    #[inline(never)]
    fn is_elsewhere(&mut self, medium: &impl Medium, page: u16) -> bool {
        let mut tail = Tail::NONE;
        let mut at = self.layout.start;
        while at != self.layout.end() {
            if at != page
                && holds(&mut self.told, medium, at, self.identity.words())
                && fetch(&mut self.told, medium, at + HALF, tail.as_mut_bytes())
                && tail.kind(&self.identity, medium.geometry()) == OURS
            {
                return true;
            }
            at += self.layout.stride;
        }
        false
    }

    /// Erases a page that begins with a copy, and puts that back.
    #[inline(never)]
    fn renew_copy(&mut self, medium: &impl Medium, page: u16) -> Result<(), Fault> {
        let mut tail = Tail::NONE;
        if !self.load(medium, &mut tail).is(OURS) {
            return Err(Fault);
        }
        self.put_back(medium, page, &tail)
    }

    #[inline(always)]
    fn put_back(&mut self, medium: &impl Medium, page: u16, tail: &Tail) -> Result<(), Fault> {
        for _ in 0..3u8 {
            self.erase(medium, page)?;
            // A read may fail, and fail again.
            for _ in 0..3u8 {
                match store_copy(&mut self.told, medium, page, &self.identity, tail) {
                    Status::Ok => return Ok(()),
                    Status::Storage => return Err(Fault),
                    _ => {}
                }
            }
        }
        // It does not take at all.
        Ok(())
    }

    #[inline(never)]
    fn erase(&mut self, medium: &impl Medium, page: u16) -> Result<(), Fault> {
        if medium.erase(page).is_err() {
            self.told |= FAULT_ERASE;
            return Err(Fault);
        }
        match is_erased(medium, page) {
            Status::Ok => {}
            Status::Storage => self.told |= FAULT_READ,
            _ => self.told |= FAULT_COMPARE,
        }
        Ok(())
    }
}

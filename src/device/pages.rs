//! Storage that is erased by pages: a room that a product may leave out, so that only one with flash carries its code.
//! Knows pages and their copies of the provisioning record, not what a record says.

use super::copies::Loaded;
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
        let done = match what {
            FIT => return self.fit_pages(port),
            ERASE => self.erase_pages(port),
            slot => return self.open_slot(port, slot),
        };
        match done {
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

    /// Erases every page. The one with the good copy goes last, and each gets its copy at once: a unit that has a key
    /// is never without it, and none ends with nothing that can be read, however often this is cut.
    // Its scratch would else lie under every other call of `pages`.
    #[inline(never)]
    fn erase_pages(&mut self, port: &mut impl Port) -> Result<(), Fault> {
        let known = self.has_key();
        let mut rest = Rest::NONE;
        let (_, kept) = self.load(port, &mut rest);
        let last = self.layout.bank_of(kept);
        let mut page = last;
        loop {
            page = self.layout.next_page(page);
            if !known {
                port.erase(page)?;
            } else if page < self.layout.banks {
                self.renew(port, page)?;
            }
            if page == last {
                break;
            }
        }
        self.forget_records();
        Ok(())
    }

    /// Before a record goes to the first slot of a page, the page is erased.
    fn open_slot(&mut self, port: &mut impl Port, slot: u16) -> Status {
        let page = self.layout.bank_of(slot);
        if !self.journal.found() || slot - page != self.layout.first {
            return Status::Ok;
        }
        if self.layout.bank_of(self.journal.newest) == page {
            return Status::Busy;
        }
        match self.renew(port, page) {
            Ok(()) => Status::Ok,
            Err(Fault) => Status::Storage,
        }
    }

    /// Erases a page and puts its copy of the provisioning record back. Without a copy in hand it erases nothing: the
    /// page may hold the last good one.
    fn renew(&mut self, port: &mut impl Port, page: u16) -> Result<(), Fault> {
        if !self.layout.carries() {
            return port.erase(page);
        }
        let mut rest = Rest::NONE;
        if self.load(port, &mut rest).0 != Loaded::Unit {
            return Err(Fault);
        }
        port.erase(page)?;
        self.keep(port, &self.unit, &rest)
    }
}

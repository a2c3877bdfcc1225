//! Opening a unit: what its storage holds, and what has passed since. Knows no token and no key.

use super::device::Device;
use super::port::Port;
use crate::status::Status;
use crate::storage::NOW;

impl Device {
    /// Reads the unit from storage. Answers `Ok`, `Unprovisioned` and `Corrupt` with the device open (the two
    /// latter take nothing but a provisioning); `Config`, `Geometry` and `Storage` (the unit could not be read, or a
    /// loss of credit could not be stored) leave it closed.
    pub fn open(&mut self, port: &impl Port, now: u32) -> Status {
        *self = Self::CLOSED;
        let account = &mut self.account;
        if !port.config().valid() {
            return Status::Config;
        }
        if account.store.fit(port) != Status::Ok {
            return Status::Geometry;
        }
        account.due = port.config().checkpoint;
        let found = account.store.read(port);
        if found == Status::Ok {
            // A unit whose credit ran out while power was off still has that to tell.
            account.shown = account.state().payg() as u8;
            account.start_clock(port, now);
            if account.store.unsaved >= NOW && account.save(port) != Status::Ok {
                return Status::Storage;
            }
        } else {
            account.state_mut().begin(now, 0);
            if found != Status::Unprovisioned && found != Status::Corrupt {
                return found;
            }
        }
        account.store.mend(port);
        account.store.open(found);
        found
    }
}

//! Opening a unit: what its storage holds, and what has passed since. Knows no token and no key.

use super::clock::{Reading, NO_RTC, RTC};
use super::device::Device;
use super::port::Port;
use crate::status::Status;
use crate::storage::NOW;

impl Device {
    /// See [`Device::open`].
    pub(crate) fn do_open(&mut self, port: &impl Port, now: &Reading) -> Status {
        *self = Self::CLOSED;
        let account = &mut self.account;
        if !port.config().valid() {
            return Status::Config;
        }
        if account.store.fit(port) != Status::Ok {
            return Status::Geometry;
        }
        let found = account.store.read(port);
        if found == Status::Ok {
            // A unit whose credit ran out while power was off still has that to tell.
            account.shown = account.state().payg() as u8;
            account.start_clock(port, now);
            if account.store.unsaved >= NOW && account.save(port) != Status::Ok {
                return Status::Storage;
            }
        } else {
            account.state_mut().begin(now.rtc, 0);
            if found != Status::Unprovisioned && found != Status::Corrupt {
                return found;
            }
        }
        account.store.mend(port);
        account.store.set_found(found);
        match found {
            Status::Ok if now.given & (RTC | NO_RTC) == 0 => Status::Clock,
            found => found,
        }
    }
}

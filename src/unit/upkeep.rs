//! What a unit is told beside tokens: that time has passed, that units were used, that power will go, that it was
//! opened. Knows no token.

use super::clock::Reading;
use super::device::Device;
use super::judged::Judged;
use super::port::Port;
use super::state::TAMPER;
use crate::report::PaygState;
use crate::status::Status;
use crate::storage::NOW;

impl Device {
    /// See [`Device::resume`].
    pub(crate) fn do_resume(&mut self, port: &impl Port, now: &Reading, gap: u32) -> Judged {
        match self.account.resume(port, now, gap) {
            Status::Ok => Judged::store(self.account.store.unsaved >= NOW),
            closed => closed.into(),
        }
    }

    /// See [`Device::clock_set`].
    pub(crate) fn do_clock_set(&mut self, port: &impl Port, now: &Reading) -> Judged {
        match self.ready() {
            Status::Ok => Judged::store(self.account.is_set(port, now)),
            closed => closed.into(),
        }
    }

    /// See [`Device::spend`].
    pub(crate) fn do_spend(&mut self, port: &impl Port, units: u32) -> Judged {
        let ready = self.ready();
        if ready != Status::Ok {
            return ready.into();
        }
        if port.config().usage_metering == 0 {
            return Status::Range.into();
        }
        if self.payg_state() == PaygState::Enabled && units > 0 {
            self.account.store_twice();
            self.account.spend(units);
        }
        Judged::store(self.account.store.unsaved >= NOW)
    }

    /// See [`Device::save`].
    pub(crate) fn do_save(&mut self, port: &impl Port) -> Judged {
        match self.ready() {
            Status::Ok => {
                self.account.believe(port);
                Judged::store(self.account.is_unsaved(port.config()))
            }
            closed => closed.into(),
        }
    }

    /// See [`Device::tamper`].
    pub(crate) fn do_tamper(&mut self, port: &impl Port) -> Status {
        let ready = self.ready();
        if ready != Status::Ok || self.account.state().has(TAMPER) {
            return ready;
        }
        self.account.state_mut().raise(TAMPER);
        self.account.store_twice();
        let stored = self.account.save(port);
        if stored != Status::Ok {
            self.account.state_mut().clear(TAMPER);
        }
        stored
    }
}

//! A unit in RAM, and what it shows of itself. Knows no order of events.

use zerocopy::FromBytes;

use super::account::Account;
use super::port::Port;
use super::state::TAMPER;
use crate::config::Config;
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::storage::provisioning::MAX_SERIAL;
use crate::token::ExtendedWalk;

/// A unit in RAM. All that must outlive a power cut is in storage before a call answers.
#[repr(C)]
#[derive(FromBytes)]
pub struct Device {
    pub(super) account: Account,
    /// The token that is being decoded, or was last.
    pub(super) walk: ExtendedWalk,
    /// The credit of the token that was judged.
    pub(super) granted: u32,
    /// The wrong tries in a row that there are without this one.
    pub(super) failures_before: u8,
}

impl Device {
    /// A device that was not opened.
    pub const CLOSED: Self = Self {
        walk: ExtendedWalk::NONE,
        account: Account::CLOSED,
        granted: 0,
        failures_before: 0,
    };

    /// `Ok` when tokens can be taken, else why not.
    pub fn ready(&self) -> Status {
        self.account.ready()
    }

    /// Whether PAYG holds the product.
    pub fn payg_state(&self) -> PaygState {
        self.account.state().payg()
    }

    /// Whether no token is being decoded.
    pub(crate) fn is_idle(&self) -> bool {
        self.walk.low.digits() == 0
    }

    /// Whether tokens are entered in the restricted digit set.
    pub fn restricted(&self) -> bool {
        self.account.identity().restricted != 0
    }

    /// The serial number, filled up with 00.
    pub fn serial(&mut self, port: &impl Port, serial: &mut [u8; MAX_SERIAL]) -> Status {
        match self.ready() {
            Status::Ok | Status::Corrupt => {}
            closed => return closed,
        }
        if self.account.store.serial(port, serial) {
            Status::Ok
        } else {
            Status::Storage
        }
    }

    /// Fills `report`; a transition is shown once.
    pub fn report(&mut self, config: &Config, report: &mut Report) {
        self.query(config, report);
        report.changed = u8::from(report.state as u8 != self.account.shown);
        self.account.shown = report.state as u8;
        self.account.store.told = 0;
    }

    /// Fills `report` without marking a transition as shown.
    pub fn query(&self, config: &Config, report: &mut Report) {
        let state = self.account.state();
        report.credit = state.credit;
        report.value = self.walk.low.value();
        report.sleep = if self.is_idle() { self.account.sleep(config) } else { 0 };
        report.count = state.window.count;
        report.wait = state.lock;
        report.test = self.account.test_left;
        report.state = state.payg();
        report.changed = 0;
        report.active = u8::from(report.state != PaygState::Disabled || self.account.test_left > 0);
        report.tamper = u8::from(state.has(TAMPER));
        report.clock_faults = state.clock_faults;
        report.storage_fault = self.account.store.told;
    }
}

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
}

impl Device {
    /// A device that was not opened.
    pub const CLOSED: Self = Self {
        walk: ExtendedWalk::NONE,
        account: Account::CLOSED,
    };

    /// `Ok` when tokens can be taken, else why not.
    pub fn ready(&self) -> Status {
        self.account.ready()
    }

    /// Whether there is anything to report.
    pub(crate) fn is_open(&self) -> bool {
        self.account.store.is_open()
    }

    /// Whether PAYG holds the product.
    pub fn payg_state(&self) -> PaygState {
        self.account.state().payg()
    }

    /// How far the time is believed, in the RTC's seconds.
    pub(crate) fn believed(&self) -> u32 {
        self.account.state().seen
    }

    /// The time by what was last read.
    pub(crate) fn read(&self) -> u32 {
        self.account.clock.shown(self.believed())
    }

    /// Whether no clock has answered for so long that none is waited for.
    pub(crate) fn is_silent(&self) -> bool {
        self.account.clock.is_silent()
    }

    /// Whether no token is being decoded.
    pub fn is_idle(&self) -> bool {
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
        let dark = self.account.is_dark();
        let ahead = self.account.clock.ahead();
        report.sleep = 0;
        if self.is_idle() {
            report.sleep = self.account.sleep(config);
        }
        report.value = self.walk.low.value();
        report.count = state.window.count;
        report.wait = left(state.lock, ahead);
        report.test = self.account.test_left;
        report.state = state.payg();
        report.credit = state.credit;
        report.changed = 0;
        report.active = 1;
        if report.state == PaygState::Disabled {
            report.active = 0;
        }
        if self.account.runs(config) {
            self.account.show(report, ahead);
            if dark {
                report.active = 0;
            }
        }
        if !dark && report.test > 0 {
            report.active = 1;
        }
        report.tamper = u8::from(state.has(TAMPER));
        report.clock_faults = state.clock_faults;
        report.storage_fault = self.account.store.told;
    }
}

/// What is left of a timer when so much has passed that is not believed: it ends nothing that runs.
#[inline(never)]
pub(super) fn left(timer: u16, ahead: u16) -> u16 {
    if timer > ahead {
        timer - ahead
    } else {
        u16::from(timer > 0)
    }
}

//! What time does to a unit: credit, waiting period and test time run, checkpoints fall due.
//! Knows no token.

use super::call::STORE;
use super::port::{Port, Test};
use super::Device;
use crate::config::{Config, UNKNOWN_GAP};
use crate::record::DOUBT;
use crate::report::PaygState;
use crate::status::Status;

/// `dirty`: to be stored at the next checkpoint, or at once.
pub(super) const LATER: u8 = 1;
pub(super) const NOW: u8 = 2;

impl Device {
    /// The first reading after power came back.
    pub(super) fn start_clock(&mut self, port: &mut impl Port, now: u32) {
        if port.config().uptime_clock != 0 {
            self.record.seen = now;
            self.gap = 1;
        } else if self.record.has(DOUBT) && now >= self.record.seen {
            // A clock that starts anew with each power cut would else go backwards only once.
            self.fault(port);
        }
        self.read_clock(port, now);
    }

    /// Brings the unit to `now`. A clock that went backwards costs a checkpoint interval and is counted;
    /// one that jumps forward burns credit.
    #[inline(never)]
    fn read_clock(&mut self, port: &mut impl Port, now: u32) {
        match now.checked_sub(self.record.seen) {
            Some(seconds) => self.pass(port, seconds),
            None => {
                self.fault(port);
                // From here the next checkpoint is counted.
                self.due = port.config().checkpoint;
            }
        }
        self.record.seen = now;
    }

    #[inline(never)]
    fn fault(&mut self, port: &mut impl Port) {
        self.record.faults = self.record.faults.saturating_add(1);
        self.record.raise(DOUBT);
        self.test_left = 0;
        self.dirty = NOW;
        self.burn(port.config(), port.config().checkpoint.into());
    }

    #[inline(never)]
    fn pass(&mut self, port: &mut impl Port, seconds: u32) {
        // As wide as the chip counts without effort.
        let short = usize::try_from(seconds).unwrap_or(usize::MAX);
        let had_lock = self.record.lock > 0;
        for timer in [&mut self.due, &mut self.record.lock] {
            *timer = usize::from(*timer).saturating_sub(short) as u16;
        }
        if had_lock && self.record.lock == 0 {
            // Over is over: an uptime clock would begin the rest of it again at each start.
            self.dirty = NOW;
        }
        port.test_code(self, &Test::Passed(seconds));
        self.burn(port.config(), seconds);
    }

    /// Spends credit by the clock, unless the unit is unlocked or the product spends it.
    #[inline(never)]
    fn burn(&mut self, config: &Config, seconds: u32) {
        if self.runs(config) {
            self.spend_credit(seconds);
        }
    }

    fn spend_credit(&mut self, amount: u32) {
        self.record.credit = self.record.credit.saturating_sub(amount);
        if self.record.credit == 0 {
            // Stored at once, so that no clock set back finds it again.
            self.dirty = NOW;
        }
    }

    /// See [`Device::resume`].
    pub(crate) fn do_resume(&mut self, port: &mut impl Port, now: u32, gap: u32) -> Status {
        self.gap = u8::from(gap == UNKNOWN_GAP);
        let ready = self.settle(port, now);
        if ready != Status::Ok {
            return ready;
        }
        if gap != UNKNOWN_GAP && gap > 0 {
            self.dirty = NOW;
            self.pass(port, gap);
        }
        self.store_if_dirty()
    }

    /// `Ok` with the clock read and any gap settled, when tokens can be taken; else why not.
    #[inline(never)]
    pub(super) fn settle(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.ready();
        if ready == Status::Ok {
            self.read_clock(port, now);
            if self.gap != 0 {
                self.gap = 0;
                if self.runs(port.config()) {
                    self.fault(port);
                }
            }
        }
        ready
    }

    /// Whether the clock spends credit now.
    #[inline(never)]
    fn runs(&self, config: &Config) -> bool {
        config.usage_metering == 0 && self.payg_state() == PaygState::Enabled
    }

    /// See [`Device::spend`].
    pub(crate) fn do_spend(&mut self, port: &mut impl Port, now: u32, units: u32) -> Status {
        let ready = self.settle(port, now);
        if ready != Status::Ok {
            return ready;
        }
        if port.config().usage_metering == 0 {
            return Status::Range;
        }
        if self.payg_state() == PaygState::Enabled && units > 0 {
            self.dirty = NOW;
            self.spend_credit(units);
        }
        self.store_if_dirty()
    }

    /// Does what is due: a checkpoint, or what must not wait for one.
    pub(super) fn upkeep(&mut self, port: &impl Port) -> Status {
        if self.due == 0 && self.changes(port.config()) {
            self.record.clear(DOUBT);
            self.dirty = NOW;
        }
        self.store_if_dirty()
    }

    /// See [`Device::save`].
    pub(crate) fn do_save(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.settle(port, now);
        if ready != Status::Ok {
            return ready;
        }
        if self.dirty == LATER || self.due < port.config().checkpoint && self.changes(port.config()) {
            self.dirty = NOW;
        }
        self.store_if_dirty()
    }

    fn store_if_dirty(&mut self) -> Status {
        if self.dirty == NOW {
            self.pending = STORE;
        }
        Status::Ok
    }

    /// Whether time changes anything that is stored.
    fn changes(&self, config: &Config) -> bool {
        self.dirty != 0
            || self.record.lock > 0
            || self.record.has(DOUBT)
            || self.record.tests.iter().any(|&timer| timer != 0)
            || self.runs(config)
    }

    /// Seconds until a poll is wanted.
    pub(super) fn sleep(&self, config: &Config) -> u32 {
        if !self.idle() || self.dirty == NOW {
            return 0;
        }
        let mut sleep = if self.changes(config) {
            self.due.into()
        } else {
            u32::MAX
        };
        if self.runs(config) {
            sleep = sleep.min(self.record.credit);
        }
        if self.test_left > 0 {
            sleep = sleep.min(self.test_left.into());
        }
        sleep
    }
}

//! What time does to a unit: credit, waiting period and test time run, checkpoints fall due.
//! Knows no token, and of the clock only how much of it has passed.

use super::account::Account;
use super::clock::elapsed;
use super::port::Port;
use super::state::DOUBT;
use super::test_code::Test;
use crate::config::{Config, UNKNOWN_GAP};
use crate::report::PaygState;
use crate::status::Status;
use crate::storage::{LATER, NOW};

impl Account {
    /// The first reading after power came back.
    pub(crate) fn start_clock(&mut self, port: &impl Port, now: u32) {
        if !port.has_rtc() {
            self.state_mut().seen = now;
            self.clock.set_gap(true);
        } else if self.state().has(DOUBT) && now >= self.state().seen {
            // A clock that starts anew with each power cut would else go backwards only once.
            self.charge_jump(port);
        }
        self.read_clock(port, now);
    }

    /// Brings the unit to `now`. A clock that went backwards costs a checkpoint interval and is counted;
    /// one that jumps forward burns credit.
    #[inline(never)]
    fn read_clock(&mut self, port: &impl Port, now: u32) {
        match elapsed(self.state().seen, now) {
            Some(seconds) => self.pass(port, seconds),
            None => {
                self.charge_jump(port);
                // From here the next checkpoint is counted.
                self.due = port.config().checkpoint;
            }
        }
        self.state_mut().seen = now;
    }

    /// Nobody knows how much time has passed: it counts as a checkpoint interval.
    #[inline(never)]
    fn charge_jump(&mut self, port: &impl Port) {
        let state = self.state_mut();
        state.clock_faults = state.clock_faults.saturating_add(1);
        state.raise(DOUBT);
        self.test_left = 0;
        self.store_twice();
        self.burn(port.config(), port.config().checkpoint.into());
    }

    #[inline(never)]
    fn pass(&mut self, port: &impl Port, seconds: u32) {
        // As wide as the chip counts without effort.
        let short = usize::try_from(seconds).unwrap_or(usize::MAX);
        self.due = usize::from(self.due).saturating_sub(short) as u16;
        let lock = &mut self.state_mut().lock;
        let had_lock = *lock > 0;
        *lock = usize::from(*lock).saturating_sub(short) as u16;
        if had_lock && *lock == 0 {
            // Over is over: a clock that counts from each start would begin the rest of it again.
            self.store_now();
        }
        port.test_code(self, &Test::Passed(seconds));
        self.burn(port.config(), seconds);
    }

    /// Spends credit by the clock, unless the unit is unlocked or the product spends it.
    #[inline(never)]
    fn burn(&mut self, config: &Config, seconds: u32) {
        if self.runs(config) {
            self.spend(seconds);
        }
    }

    pub(crate) fn spend(&mut self, amount: u32) {
        let credit = &mut self.state_mut().credit;
        *credit = credit.saturating_sub(amount);
        if *credit == 0 {
            // Stored at once, so that no clock set back finds it again.
            self.store_now();
        }
    }

    /// Power was off, or the clock stood, for `gap` seconds, or for a time nobody knows; `Ok` when tokens can be taken.
    pub(crate) fn resume(&mut self, port: &impl Port, now: u32, gap: u32) -> Status {
        self.clock.set_gap(gap == UNKNOWN_GAP);
        let ready = self.catch_up(port, now);
        if ready == Status::Ok && gap != UNKNOWN_GAP && gap > 0 {
            self.store_twice();
            self.pass(port, gap);
        }
        ready
    }

    /// `Ok` with the clock read and any gap charged, when tokens can be taken; else why not.
    #[inline(never)]
    pub(crate) fn catch_up(&mut self, port: &impl Port, now: u32) -> Status {
        let ready = self.ready();
        if ready == Status::Ok {
            self.read_clock(port, now);
            if self.clock.take_gap() && self.runs(port.config()) {
                self.charge_jump(port);
            }
        }
        ready
    }

    /// Whether the clock spends credit now.
    #[inline(never)]
    fn runs(&self, config: &Config) -> bool {
        config.usage_metering == 0 && self.state().payg() == PaygState::Enabled
    }

    /// Whether a checkpoint, or what must not wait for one, is to be stored.
    pub(crate) fn is_due(&mut self, config: &Config) -> bool {
        if self.due == 0 && self.changes(config) {
            self.state_mut().clear(DOUBT);
            self.store_now();
        }
        self.store.unsaved >= NOW
    }

    /// Whether anything is to be stored before a planned power-off.
    pub(crate) fn is_unsaved(&mut self, config: &Config) -> bool {
        if self.store.unsaved == LATER || self.due < config.checkpoint && self.changes(config) {
            // What a gap is counted from.
            self.store_twice();
        }
        self.store.unsaved >= NOW
    }

    /// Stores the state, `Ok` or `Storage`; the next checkpoint is counted from here.
    #[inline(never)]
    pub(crate) fn save(&mut self, port: &impl Port) -> Status {
        self.due = port.config().checkpoint;
        self.store.save(port)
    }

    /// Whether time changes anything that is stored.
    fn changes(&self, config: &Config) -> bool {
        self.store.unsaved != 0
            || self.state().lock > 0
            || self.state().has(DOUBT)
            || self.state().tests.iter().any(|&timer| timer != 0)
            || self.runs(config)
    }

    /// Seconds until time does something.
    pub(crate) fn sleep(&self, config: &Config) -> u32 {
        if self.store.unsaved >= NOW {
            return 0;
        }
        let mut sleep = if self.changes(config) {
            self.due.into()
        } else {
            u32::MAX
        };
        if self.runs(config) {
            sleep = sleep.min(self.state().credit);
        }
        if self.test_left > 0 {
            sleep = sleep.min(self.test_left.into());
        }
        sleep
    }
}

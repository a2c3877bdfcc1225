//! What time does to a unit: credit, waiting period and test time run, checkpoints fall due.
//! Knows no token, and of the clock only how much of it has passed.

use super::account::Account;
use super::clock::{is_before, Reading, NO_RTC, RTC};
use super::judged::Judged;
use super::port::Port;
use super::state::{State, DOUBT, EARLY};
use super::test_code::Test;
use crate::config::{Config, UNKNOWN_GAP};
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::storage::{LATER, NOW};

impl Account {
    /// Power came back: what happened meanwhile is settled by the calls to come.
    pub(crate) fn start_clock(&mut self, port: &impl Port, now: &Reading) {
        // So much may have run since the last record.
        self.clock.due = self.state().interval(port.config().checkpoint);
        let blind = self.state().has(DOUBT);
        self.clock.start(blind, now);
        self.read_clock(port, now);
    }

    /// Lets the time pass that is believed after this reading: once in each call.
    #[inline(never)]
    pub(crate) fn read_clock(&mut self, port: &impl Port, now: &Reading) {
        let ran = self.clock.is_running();
        let seen = &mut State::of_mut(&mut self.store.record.state).seen;
        let passed = port.read_clock(&mut self.clock, seen, now);
        if is_before(passed) {
            self.charge_unknown(port.config());
        } else {
            self.pass(port, passed);
        }
        if !ran && self.clock.is_running() {
            // What is known now is stored early, so that the next start costs little.
            self.state_mut().begin_intervals();
            self.clock.due = EARLY;
        }
    }

    /// Time is counted from this reading.
    pub(crate) fn anchor(&mut self, now: &Reading) {
        self.clock
            .anchor(&mut State::of_mut(&mut self.store.record.state).seen, now);
    }

    /// Before an entry: what is to be counted from now on must not lose what has passed until now.
    #[inline(never)]
    pub(crate) fn begin_time(&mut self, port: &impl Port, now: &Reading) {
        if !self.changes(port.config()) {
            self.anchor(now);
        }
        self.believe(port);
    }

    /// Whether a token may be done now: the time until now, as far as it is not believed yet, must not take any of what
    /// it gives.
    #[inline(never)]
    pub(crate) fn may_take(&mut self, port: &impl Port, now: &Reading, kind: Status) -> bool {
        if self.believe(port) {
            return true;
        }
        if kind == Status::SetTime {
            self.anchor(now);
        }
        kind != Status::AddTime || !self.clock.is_dark() && self.state().credit > self.clock.ahead().into()
    }

    /// Believes what was last read, if it is little; whether it was.
    #[inline(never)]
    pub(crate) fn believe(&mut self, port: &impl Port) -> bool {
        let sure = self.clock.is_sure();
        if sure {
            let seen = &mut State::of_mut(&mut self.store.record.state).seen;
            let passed = self.clock.settle(seen);
            self.pass(port, passed);
        }
        sure
    }

    /// The RTC was set: whether that is to be stored.
    pub(crate) fn is_set(&mut self, port: &impl Port, now: &Reading) -> bool {
        let before = Reading {
            given: now.given & !RTC,
            ..*now
        };
        self.read_clock(port, &before);
        if self.clock.may_settle() {
            let seen = &mut State::of_mut(&mut self.store.record.state).seen;
            let passed = self.clock.settle(seen);
            self.pass(port, passed);
        }
        self.anchor(now);
        if self.changes(port.config()) {
            self.store_now();
        }
        self.store.unsaved >= NOW
    }

    /// Nobody knows how much time has passed: it counts as what may have run until a record was due.
    #[inline(never)]
    fn charge_unknown(&mut self, config: &Config) {
        if self.runs(config) {
            let due = self.clock.due;
            let state = self.state_mut();
            state.clock_faults = state.clock_faults.saturating_add(1);
            state.raise(DOUBT);
            state.begin_intervals();
            self.store_twice();
            self.spend(due.into());
        }
        self.test_left = 0;
    }

    #[inline(never)]
    fn pass(&mut self, port: &impl Port, seconds: u32) {
        // In the chip's own width: in 32 bits an ATmega328P takes 10 bytes more.
        let short = usize::try_from(seconds).unwrap_or(usize::MAX);
        self.clock.due = less(self.clock.due, short);
        let lock = &mut self.state_mut().lock;
        if *lock > 0 {
            *lock = less(*lock, short);
            if *lock == 0 {
                // Over is over: a clock that counts from each start would begin the rest of it again.
                self.store_now();
            }
        }
        port.test_code(self, &Test::Passed(seconds));
        if self.runs(port.config()) {
            self.spend(seconds);
        }
    }

    #[inline(never)]
    pub(crate) fn spend(&mut self, amount: u32) {
        let credit = &mut self.state_mut().credit;
        if *credit > amount {
            *credit -= amount;
            return;
        }
        *credit = 0;
        // Stored at once, so that no clock set back finds it again.
        self.store_now();
    }

    /// Power was off, or the clock stood, for `gap` seconds, or for a time nobody knows; `Ok` when tokens can be taken.
    pub(crate) fn resume(&mut self, port: &impl Port, now: &Reading, gap: u32) -> Status {
        let ready = self.ready();
        if ready == Status::Ok {
            let unknown = gap == UNKNOWN_GAP;
            if !self.clock.is_starting() {
                self.read_clock(port, now);
            }
            if unknown {
                self.charge_unknown(port.config());
            }
            if unknown || now.given & NO_RTC != 0 {
                self.anchor(now);
            }
            if !unknown && now.given & NO_RTC != 0 {
                let seen = &mut self.state_mut().seen;
                *seen = seen.wrapping_add(gap);
            }
            if !unknown && gap > 0 {
                self.store_twice();
                self.pass(port, gap);
            }
        }
        ready
    }

    /// Whether the clock spends credit now.
    #[inline(never)]
    pub(crate) fn runs(&self, config: &Config) -> bool {
        config.usage_metering == 0 && self.state().payg() == PaygState::Enabled
    }

    /// A checkpoint, or what must not wait for one, is stored.
    pub(crate) fn upkeep(&mut self, config: &Config) -> Judged {
        if self.clock.due == 0 && self.changes(config) {
            let state = self.state_mut();
            if !state.lengthen_interval(config.checkpoint) {
                state.clear(DOUBT);
            }
            self.store_now();
        }
        let mut judged = Judged::store(self.store.unsaved >= NOW);
        if self.clock.is_silent() {
            judged.answer = Status::Clock;
        }
        judged
    }

    /// Whether anything is to be stored before a planned power-off.
    pub(crate) fn is_unsaved(&mut self, config: &Config) -> bool {
        if self.store.unsaved == LATER
            || self.clock.due < self.state().interval(config.checkpoint) && self.changes(config)
        {
            // What a gap is counted from.
            self.store_twice();
            self.state_mut().begin_intervals();
        }
        self.store.unsaved >= NOW
    }

    /// Stores the state, `Ok` or `Storage`; the next checkpoint is counted from here.
    #[inline(never)]
    pub(crate) fn save(&mut self, port: &impl Port) -> Status {
        self.clock.due = self.state().interval(port.config().checkpoint);
        self.store.save(port)
    }

    /// Whether time changes anything that is stored.
    #[inline(never)]
    fn changes(&self, config: &Config) -> bool {
        self.store.unsaved != 0
            || self.state().lock > 0
            || self.state().has(DOUBT)
            || self.state().tests.iter().any(|&timer| timer != 0)
            || self.runs(config)
    }

    /// Shows the credit that runs, less what has passed and is not believed. A reading alone ends none.
    #[inline(never)]
    pub(crate) fn show(&self, report: &mut Report, ahead: u16) {
        let ahead = ahead.into();
        if report.credit > ahead {
            report.credit -= ahead;
        } else if self.clock.is_running() {
            report.credit = 1;
        } else {
            report.credit = 0;
            report.active = 0;
            report.state = PaygState::Disabled;
        }
    }

    /// Seconds until time does something.
    #[inline(never)]
    pub(crate) fn sleep(&self, config: &Config) -> u32 {
        if self.store.unsaved >= NOW {
            return 0;
        }
        if !self.changes(config) {
            return u32::MAX;
        }
        let mut sleep = self.clock.due;
        let credit = self.state().credit;
        if credit < sleep.into() && self.runs(config) {
            sleep = credit as u16;
        }
        if self.test_left > 0 && self.test_left < sleep {
            sleep = self.test_left;
        }
        if self.state().lock > 0 && self.state().lock < sleep {
            sleep = self.state().lock;
        }
        self.clock.patience(sleep).into()
    }

    /// Whether credit must not keep the output on: no clock answers, or what it cost is not stored.
    pub(crate) fn is_dark(&self) -> bool {
        self.clock.is_dark() || self.state().has(DOUBT) && self.store.unsaved != 0
    }
}

/// What is left of a timer.
fn less(timer: u16, by: usize) -> u16 {
    if usize::from(timer) > by {
        timer - by as u16
    } else {
        0
    }
}

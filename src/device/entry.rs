//! From an entry to what it does: charged before it is judged, decoded in bounded steps, stored twice.
//! Knows no clock source and no keypad.

use super::call::{DO, TWICE};
use super::port::{Port, Test};
use super::{Device, Job};
use crate::config::Config;
use crate::credit::grant;
use crate::digits;
use crate::lockout;
use crate::record::{Record, TAMPER, UNLOCKED};
use crate::report::PaygState;
use crate::status::Status;
use crate::token::{Walk, MAX_CODE};

impl Device {
    /// See [`Device::enter`].
    pub(crate) fn do_enter(&mut self, port: &mut impl Port, now: u32, text: &[u8]) -> Status {
        let ready = self.free(port, now);
        if ready != Status::Ok {
            return ready;
        }
        let number = digits::read(text, self.restricted());
        if number <= MAX_CODE {
            let limits = &port.config().limits;
            self.walk.low = Walk::begin(&self.record.window, limits, self.unit.starting_code, number);
        } else if text.is_empty() || self.decode(port, text, 0) != Status::Decoding {
            return Status::Malformed;
        }
        let answer = if self.record.lock > 0 {
            Status::Locked
        } else {
            self.attempt(port, number)
        };
        if answer != Status::Decoding {
            self.walk.low.finish();
        }
        answer
    }

    /// The test code, or a token: stored before anything is known of it, so that a power cut buys no guess (ruling 17).
    fn attempt(&mut self, port: &mut impl Port, number: u32) -> Status {
        // Neither a count nor credit is touched by the test code (ruling 21).
        let answer = port.test_code(self, &Test::Entered(number));
        if answer == Status::NoEffect {
            return answer;
        }
        self.pending = DO;
        if answer == Status::TestCode {
            answer
        } else {
            Status::Decoding
        }
    }

    /// Begins to decode an extended token, or goes on with any.
    #[inline(never)]
    fn decode(&mut self, port: &mut impl Port, text: &[u8], max_hashes: u16) -> Status {
        let standard = self.walk.low.digits() == 9;
        let mut job = Job {
            device: self,
            text,
            max_hashes,
        };
        if standard {
            port.step(&mut job)
        } else {
            port.extended(&mut job)
        }
    }

    /// Whether no token is being decoded.
    pub(crate) fn idle(&self) -> bool {
        self.walk.low.digits() == 0
    }

    /// Whether an entry may begin now.
    pub(crate) fn admits(&mut self, port: &mut impl Port, now: u32) -> Status {
        match self.free(port, now) {
            Status::Ok if self.record.lock > 0 => Status::Locked,
            ready => ready,
        }
    }

    /// `Ok` with the clock read when nothing is being decoded.
    #[inline(never)]
    fn free(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.settle(port, now);
        if ready == Status::Ok && !self.idle() {
            return Status::Busy;
        }
        ready
    }

    /// One wrong try more.
    fn fail(&mut self, config: &Config) {
        self.owed_failures = self.record.failures();
        let failures = (self.owed_failures + 1).min(lockout::MAX_FAILURES);
        self.record.set_failures(failures);
        let wait = lockout::wait(failures, config.free_tries, config.lock_base, config.lock_cap);
        self.record.lock = wait;
    }

    /// See [`Device::poll`].
    pub(crate) fn do_poll(&mut self, port: &mut impl Port, now: u32, max_hashes: u16) -> Status {
        let ready = self.settle(port, now);
        if ready != Status::Ok {
            return ready;
        }
        if self.idle() {
            return self.upkeep(port);
        }
        let kind = self.decode(port, &[], max_hashes);
        if kind == Status::Decoding {
            return kind;
        }
        self.walk.low.finish();
        if kind == Status::Invalid {
            return kind;
        }
        self.granted = self.worth(port);
        self.pending = DO;
        self.admitted(port, kind)
    }

    fn clear_failures(&mut self, failures: u8) {
        self.record.set_failures(failures);
        self.record.lock = 0;
    }

    /// The credit that the value of the token is.
    fn worth(&self, port: &impl Port) -> u32 {
        grant(self.walk.low.value(), port.config().unit, self.unit.divider)
    }

    /// What a token that was judged is on this unit: `Tampered`, or as judged.
    fn admitted(&self, port: &impl Port, kind: Status) -> Status {
        if kind == Status::AddTime && self.record.has(TAMPER) && port.config().tamper_refuses_adds != 0 {
            Status::Tampered
        } else {
            kind
        }
    }

    /// Does what an answer says, in RAM; what it is called then.
    #[inline(never)]
    pub(super) fn perform(&mut self, port: &mut impl Port, answer: Status) -> Status {
        match answer {
            Status::Decoding => self.fail(port.config()),
            Status::TestCode => {
                let seconds = port.config().test_seconds;
                port.test_code(self, &Test::Taken(seconds));
            }
            // Not a wrong try.
            Status::AlreadyUsed | Status::Tampered => self.clear_failures(self.owed_failures),
            kind => {
                self.pending = TWICE;
                let outcome = effect(&mut self.record, kind, self.granted);
                self.record.window.accept(kind, self.walk.low.at());
                self.clear_failures(0);
                if self.payg_state() != PaygState::Disabled {
                    self.test_left = 0;
                }
                return outcome;
            }
        }
        answer
    }

    /// See [`Device::apply`].
    pub(crate) fn do_apply(
        &mut self,
        port: &mut impl Port,
        now: u32,
        count: u16,
        value: u16,
        credit: Option<u32>,
    ) -> Status {
        if value > 999 || credit.is_some() && count & 1 == 0 {
            return Status::Range;
        }
        let ready = self.free(port, now);
        if ready != Status::Ok {
            return ready;
        }
        let limits = &port.config().limits;
        let window = self.record.window;
        self.walk.low.show(count, value);
        if count > window.end(limits, value) {
            return Status::Invalid;
        }
        let kind = self.admitted(port, window.judge(limits, count.into(), value.into()));
        if !matches!(kind, Status::Invalid | Status::AlreadyUsed | Status::Tampered) {
            self.granted = credit.unwrap_or(self.worth(port));
            self.pending = DO;
        }
        kind
    }

    /// Raises the tamper flag; a Set Time clears it.
    pub fn tamper(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.settle(port, now);
        if ready != Status::Ok || self.record.has(TAMPER) {
            return ready;
        }
        self.record.raise(TAMPER);
        let stored = self.commit(port);
        if stored != Status::Ok {
            self.record.clear(TAMPER);
        }
        stored
    }
}

/// What an accepted token does to credit and flags, and what it is called (rulings 11 to 14).
fn effect(record: &mut Record, kind: Status, credit: u32) -> Status {
    let unlocked = record.has(UNLOCKED);
    match kind {
        Status::AddTime | Status::DisablePayg if unlocked => return Status::NoEffect,
        Status::AddTime => record.credit = record.credit.saturating_add(credit),
        Status::DisablePayg => record.raise(UNLOCKED),
        Status::SetTime => {
            record.credit = credit;
            record.clear(UNLOCKED | TAMPER);
        }
        _ => {}
    }
    kind
}

//! From an entry to what it does: charged before it is judged, decoded in bounded steps, committed twice.
//! Knows no clock source and no keypad.

use super::port::{Port, Test};
use super::{Device, Job};
use crate::credit::grant;
use crate::digits;
use crate::lockout;
use crate::record::{Record, TAMPER, UNLOCKED};
use crate::report::PaygState;
use crate::status::Status;
use crate::token::{Walk, MAX_CODE};

impl Device {
    /// Takes the text of a token. `Decoding`: go on with `poll`; every other answer is final.
    pub fn enter(&mut self, port: &mut impl Port, now: u32, text: &[u8]) -> Status {
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
        let mut answer = port.test_code(self, &Test::Entered(number));
        if answer == Status::NoEffect {
            return answer;
        }
        if answer != Status::TestCode {
            answer = Status::Decoding;
            self.owed_failures = self.record.failures();
            self.fail(port);
        }
        let stored = self.commit(port);
        if answer == Status::TestCode {
            port.test_code(self, &Test::Stored(stored == Status::Ok));
        } else if stored != Status::Ok {
            self.clear_failures(self.owed_failures);
        }
        if stored != Status::Ok {
            return stored;
        }
        answer
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
    fn fail(&mut self, port: &impl Port) {
        let config = port.config();
        let failures = (self.owed_failures + 1).min(lockout::MAX_FAILURES);
        self.record.set_failures(failures);
        let wait = lockout::wait(failures, config.free_tries, config.lock_base, config.lock_cap);
        self.record.lock = wait;
    }

    /// Does whatever is due: goes on decoding by at most `max_hashes`, or stores what must be stored.
    /// `Ok`: nothing happened; `Decoding`: poll again; else what the token was.
    pub fn poll(&mut self, port: &mut impl Port, now: u32, max_hashes: u16) -> Status {
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
        self.decide(port, kind)
    }

    /// What a decoded token does.
    fn decide(&mut self, port: &mut impl Port, kind: Status) -> Status {
        if kind == Status::Invalid {
            return kind;
        }
        // Not a wrong try: given back with what is stored now, or not at all.
        let credit = self.worth(port);
        self.take(port, Some(self.owed_failures), kind, self.walk.low.at(), credit)
    }

    fn clear_failures(&mut self, failures: u8) {
        self.record.set_failures(failures);
        self.record.lock = 0;
    }

    /// The credit that the value of the token is.
    fn worth(&self, port: &impl Port) -> u32 {
        grant(self.walk.low.value(), port.config().unit, self.unit.divider)
    }

    /// Commits a token that may be taken, and what it does: all or nothing. One that was charged as a wrong try is
    /// none: `failures` are those before it.
    fn take(&mut self, port: &mut impl Port, failures: Option<u8>, kind: Status, count: u16, credit: u32) -> Status {
        let before = *self.record.of_tokens();
        if let Some(failures) = failures {
            self.clear_failures(failures);
        }
        let mut outcome = kind;
        if kind == Status::AddTime && self.record.has(TAMPER) && port.config().tamper_refuses_adds != 0 {
            outcome = Status::Tampered;
        }
        let taken = outcome != Status::Tampered && outcome != Status::AlreadyUsed;
        if taken {
            outcome = effect(&mut self.record, kind, credit);
            self.record.window.accept(kind, count);
            self.clear_failures(0);
        }
        let stored = self.commit(port);
        if stored != Status::Ok {
            *self.record.of_tokens() = before;
            return stored;
        }
        if taken {
            // Twice, so that one damaged record cannot make the token valid again. It is taken either way.
            self.commit(port);
        }
        if self.payg_state() != PaygState::Disabled {
            self.test_left = 0;
        }
        outcome
    }

    /// Applies (`count`, `value`) from an authenticated channel, under the same windows as a token (ruling 25).
    /// `credit` overrules the value's of a Set Time. The waiting period does not hold it up: nothing is guessed here.
    pub fn apply(&mut self, port: &mut impl Port, now: u32, count: u16, value: u16, credit: Option<u32>) -> Status {
        if value > 999 || credit.is_some() && count & 1 == 0 {
            return Status::Range;
        }
        let ready = self.free(port, now);
        if ready != Status::Ok {
            return ready;
        }
        let limits = &port.config().limits;
        let window = self.record.window;
        self.walk.low.show(value);
        if count > window.end(limits, value) {
            return Status::Invalid;
        }
        match window.judge(limits, count.into(), value.into()) {
            refused @ (Status::Invalid | Status::AlreadyUsed) => refused,
            kind => {
                let credit = credit.unwrap_or(self.worth(port));
                self.take(port, None, kind, count, credit)
            }
        }
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

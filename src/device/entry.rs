//! From an entry to what it does: charged before it is judged, decoded in bounded steps, committed twice.
//! Knows no clock source and no keypad.

use super::Device;
use crate::cache::Asked;
use crate::config::UNKNOWN_GAP;
use crate::credit::grant;
use crate::digits;
use crate::extended::Job;
use crate::lockout;
use crate::port::Port;
use crate::record::{Record, TAMPER, UNLOCKED};
use crate::report::{PaygState, Token};
use crate::status::Status;
use crate::testcode;
use crate::token::Walk;

impl Device {
    /// Takes the text of a token. `Decoding`: go on with `poll`; every other answer is final.
    pub fn enter(&mut self, port: &mut impl Port, now: u32, text: &[u8]) -> Status {
        let ready = self.free(port, now);
        if ready != Status::Ok {
            return ready;
        }
        let number = digits::parse(text, self.restricted());
        if let Some(token) = number {
            let (window, limits) = (self.record.window, &port.config().limits);
            self.walk.low = Walk::begin(&window, limits, self.unit.starting_code(), token);
        } else if !self.extended(port, Some(text), 0).1 {
            return Status::Malformed;
        }
        let answer = if self.record.lock > 0 {
            Status::Locked
        } else if number == Some(self.unit.test_code()) && port.config().test_seconds > 0 {
            self.test(port)
        } else {
            self.charge(port)
        };
        if answer != Status::Decoding {
            self.walk.low.finish();
        }
        answer
    }

    /// Lets the product's extended room begin or go on; what it found, and whether it is one of its tokens.
    fn extended(&mut self, port: &mut impl Port, text: Option<&[u8]>, max_hashes: u16) -> (Option<Token>, bool) {
        let limits = port.config().limits;
        let restricted = self.restricted();
        let mut job = Job {
            window: self.record.window,
            limits: &limits,
            starting_code: self.unit.starting_code(),
            key: self.unit.key(),
            text,
            restricted,
            max_hashes,
            walk: &mut self.walk,
            found: None,
        };
        let taken = port.extended(&mut job) == Status::Decoding;
        (job.found, taken)
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
    fn free(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.settle(port, now, UNKNOWN_GAP);
        if ready == Status::Ok && !self.idle() {
            return Status::Busy;
        }
        ready
    }

    /// Stores the attempt before anything is known of it: a power cut buys no guess (ruling 17).
    fn charge(&mut self, port: &mut impl Port) -> Status {
        let before = self.record;
        self.owed_failures = before.failures();
        self.fail(port);
        match self.commit(port, &before) {
            Status::Ok => Status::Decoding,
            failed => failed,
        }
    }

    /// One wrong try more.
    fn fail(&mut self, port: &impl Port) {
        let config = port.config();
        let failures = (self.owed_failures + 1).min(lockout::MAX_FAILURES);
        self.record.set_failures(failures);
        let wait = lockout::wait(failures, config.free_tries, config.lock_base, config.lock_cap);
        self.record.lock = wait;
    }

    /// The test code: neither a count nor credit is touched (ruling 21).
    fn test(&mut self, port: &mut impl Port) -> Status {
        let before = self.record;
        if self.payg_state() != PaygState::Disabled || !testcode::take(&mut self.record.tests) {
            return Status::NoEffect;
        }
        let stored = self.commit(port, &before);
        if stored != Status::Ok {
            return stored;
        }
        self.test_left = port.config().test_seconds;
        Status::TestCode
    }

    /// Does whatever is due: goes on decoding by at most `max_hashes`, or stores what must be stored.
    /// `Ok`: nothing happened; `Decoding`: poll again; else what the token was.
    pub fn poll(&mut self, port: &mut impl Port, now: u32, max_hashes: u16) -> Status {
        let ready = self.settle(port, now, UNKNOWN_GAP);
        if ready != Status::Ok {
            return ready;
        }
        if self.idle() {
            return self.upkeep(port);
        }
        let found = if self.walk.low.digits() == 9 {
            let limits = port.config().limits;
            let asked = Asked {
                window: self.record.window,
                limits: &limits,
                starting_code: self.unit.starting_code(),
                key: self.unit.key(),
                max_hashes,
            };
            port.step(&mut self.walk.low, &asked)
        } else {
            self.extended(port, None, max_hashes).0
        };
        match found {
            None => Status::Decoding,
            Some(token) => {
                self.walk.low.finish();
                self.decide(port, token)
            }
        }
    }

    /// What a decoded token does.
    fn decide(&mut self, port: &mut impl Port, token: Token) -> Status {
        if token.kind == Status::Invalid {
            return Status::Invalid;
        }
        // Not a wrong try: given back with what is stored now, or not at all.
        let charged = self.record;
        self.record.set_failures(self.owed_failures);
        self.record.lock = 0;
        self.take(port, &charged, token.kind, token.count, token.value, None)
    }

    /// Commits a token that may be taken, and what it does: all or nothing. On failure the unit is `before`.
    fn take(
        &mut self,
        port: &mut impl Port,
        before: &Record,
        kind: Status,
        count: u16,
        value: u32,
        credit: Option<u32>,
    ) -> Status {
        let refused = kind == Status::AddTime && self.record.has(TAMPER) && port.config().tamper_refuses_adds != 0;
        let mut outcome = if refused { Status::Tampered } else { kind };
        let taken = outcome != Status::Tampered && outcome != Status::AlreadyUsed;
        if taken {
            let credit = credit.unwrap_or(grant(value, port.config().unit, self.unit.divider()));
            outcome = effect(&mut self.record, kind, credit);
            self.record.window.accept(kind, count);
            self.record.set_failures(0);
            self.record.lock = 0;
        }
        let stored = self.commit(port, before);
        if stored != Status::Ok {
            return stored;
        }
        if taken {
            // Twice, so that one damaged record cannot make the token valid again. It is taken either way.
            let stored = self.record;
            self.commit(port, &stored);
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
        match window.judge(limits, count, value) {
            refused @ (Status::Invalid | Status::AlreadyUsed) => refused,
            kind => {
                let before = self.record;
                self.take(port, &before, kind, count, value.into(), credit)
            }
        }
    }

    /// Raises the tamper flag; a Set Time clears it.
    pub fn tamper(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.settle(port, now, UNKNOWN_GAP);
        if ready != Status::Ok || self.record.has(TAMPER) {
            return ready;
        }
        let before = self.record;
        self.record.flags |= TAMPER;
        self.commit(port, &before)
    }
}

/// What an accepted token does to credit and flags, and what it is called (rulings 11 to 14).
fn effect(record: &mut Record, kind: Status, credit: u32) -> Status {
    let unlocked = record.has(UNLOCKED);
    match kind {
        Status::AddTime | Status::DisablePayg if unlocked => return Status::NoEffect,
        Status::AddTime => record.credit = record.credit.saturating_add(credit),
        Status::DisablePayg => record.flags |= UNLOCKED,
        Status::SetTime => {
            record.credit = credit;
            record.flags &= !(UNLOCKED | TAMPER);
        }
        _ => {}
    }
    kind
}

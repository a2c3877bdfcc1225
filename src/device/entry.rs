//! From an entry to what it does: charged before it is judged, decoded in bounded steps, committed twice.
//! Knows no clock source and no keypad.

use super::Device;
use crate::config::{Config, UNKNOWN_GAP};
use crate::credit::grant;
use crate::digits;
use crate::lockout;
use crate::port::Port;
use crate::record::{State, TAMPER, UNLOCKED};
use crate::report::{PaygState, Token};
use crate::status::Status;
use crate::testcode;
use crate::token::{ExtendedWalk, Walk};

impl Device {
    /// Takes the text of a token. `Decoding`: go on with `poll`; every other answer is final.
    pub fn enter(&mut self, port: &mut impl Port, now: u32, text: &[u8]) -> Status {
        let ready = self.free(port, now);
        if ready != Status::Ok {
            return ready;
        }
        let walk = match self.read(port.config(), text) {
            Ok(walk) => walk,
            Err(status) => return status,
        };
        if self.state.lock > 0 {
            return Status::Locked;
        }
        if walk.digits() == 9 && self.is_test_code(port.config(), text) {
            return self.test(port);
        }
        let charged = self.charge(port);
        if charged == Status::Decoding {
            self.walk = walk;
        }
        charged
    }

    /// Whether no token is being decoded.
    pub(crate) fn idle(&self) -> bool {
        self.walk.digits() == 0
    }

    /// Whether an entry may begin now.
    pub(crate) fn admits(&mut self, port: &mut impl Port, now: u32) -> Status {
        match self.free(port, now) {
            Status::Ok if self.state.lock > 0 => Status::Locked,
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

    /// The text as the beginning of a walk.
    fn read(&self, config: &Config, text: &[u8]) -> Result<ExtendedWalk, Status> {
        let restricted = self.restricted();
        let (window, limits) = (&self.state.window, &config.limits);
        if let Some(token) = digits::parse(text, restricted) {
            let walk = Walk::begin(window, limits, self.starting_code, token);
            return Ok(ExtendedWalk::standard(walk));
        }
        if config.extended_tokens != 0 {
            if let Some((token, digits)) = digits::parse_extended(text, restricted) {
                return Ok(ExtendedWalk::begin(window, limits, self.starting_code, token, digits));
            }
        }
        Err(Status::Malformed)
    }

    fn is_test_code(&self, config: &Config, text: &[u8]) -> bool {
        config.test_seconds > 0 && digits::parse(text, self.restricted()) == Some(self.test_code)
    }

    /// Stores the attempt before anything is known of it: a power cut buys no guess (ruling 17).
    fn charge(&mut self, port: &mut impl Port) -> Status {
        let config = port.config();
        let mut charged = self.state;
        charged.failures = (charged.failures + 1).min(lockout::MAX_FAILURES);
        charged.lock = lockout::wait(charged.failures, config.free_tries, config.lock_base, config.lock_cap);
        self.owed_failures = self.state.failures;
        match self.commit(port, &charged) {
            Status::Ok => Status::Decoding,
            failed => failed,
        }
    }

    /// The test code: neither a count nor credit is touched (ruling 21).
    fn test(&mut self, port: &mut impl Port) -> Status {
        let mut next = self.state;
        if self.payg_state() != PaygState::Disabled || !testcode::take(&mut next.tests) {
            return Status::NoEffect;
        }
        let stored = self.commit(port, &next);
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
        let (window, limits, key) = (&self.state.window, &port.config().limits, &self.key);
        let found = if self.walk.digits() == 9 {
            self.walk.low.step(window, limits, key, max_hashes)
        } else {
            self.walk.step(window, key, max_hashes)
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
        let lock = self.state.lock;
        if token.kind == Status::Invalid {
            return Status::Invalid;
        }
        // Not a wrong try: given back.
        self.state.failures = self.owed_failures;
        self.state.lock = 0;
        let outcome = if token.kind == Status::AlreadyUsed {
            let state = self.state;
            match self.commit(port, &state) {
                Status::Ok => Status::AlreadyUsed,
                failed => failed,
            }
        } else {
            let credit = grant(token.value, port.config().unit, self.divider);
            self.take(port, token.kind, token.count, credit)
        };
        if outcome == Status::Storage {
            // Still owed in storage, so still owed here.
            self.state.failures = (self.owed_failures + 1).min(lockout::MAX_FAILURES);
            self.state.lock = lock;
        }
        outcome
    }

    /// Commits a token that may be taken, and what it does to the credit: all or nothing.
    fn take(&mut self, port: &mut impl Port, kind: Status, count: u16, credit: u32) -> Status {
        let mut next = self.state;
        let outcome = effect(&mut next, kind, credit);
        if kind == Status::AddTime && self.state.flags & TAMPER != 0 && port.config().tamper_refuses_adds != 0 {
            let state = self.state;
            return match self.commit(port, &state) {
                Status::Ok => Status::Tampered,
                failed => failed,
            };
        }
        next.window.accept(kind, count);
        next.failures = 0;
        next.lock = 0;
        let stored = self.commit(port, &next);
        if stored != Status::Ok {
            return stored;
        }
        // Twice, so that one damaged record cannot make the token valid again. The token is taken either way.
        self.commit(port, &next);
        if self.payg_state() != PaygState::Disabled {
            self.test_left = 0;
        }
        outcome
    }

    /// Applies (`count`, `value`) from an authenticated channel, under the same windows as a token (ruling 25).
    /// The waiting period does not hold it up: nothing is guessed here.
    pub fn apply(&mut self, port: &mut impl Port, now: u32, count: u16, value: u16) -> Status {
        if value > 999 {
            return Status::Range;
        }
        let credit = grant(value.into(), port.config().unit, self.divider);
        self.apply_credit(port, now, count, value, credit)
    }

    /// Sets the credit to `credit` from an authenticated channel: a Set Time of this odd count.
    pub fn apply_set(&mut self, port: &mut impl Port, now: u32, count: u16, credit: u32) -> Status {
        if count & 1 == 0 {
            return Status::Range;
        }
        self.apply_credit(port, now, count, 0, credit)
    }

    fn apply_credit(&mut self, port: &mut impl Port, now: u32, count: u16, value: u16, credit: u32) -> Status {
        let ready = self.free(port, now);
        if ready != Status::Ok {
            return ready;
        }
        let limits = &port.config().limits;
        self.walk.low.show(value);
        if count > self.state.window.end(limits, value) {
            return Status::Invalid;
        }
        match self.state.window.judge(limits, count, value) {
            refused @ (Status::Invalid | Status::AlreadyUsed) => refused,
            kind => self.take(port, kind, count, credit),
        }
    }

    /// Raises the tamper flag; a Set Time clears it.
    pub fn tamper(&mut self, port: &mut impl Port, now: u32) -> Status {
        let ready = self.settle(port, now, UNKNOWN_GAP);
        if ready != Status::Ok || self.state.flags & TAMPER != 0 {
            return ready;
        }
        let mut next = self.state;
        next.flags |= TAMPER;
        self.commit(port, &next)
    }
}

/// What an accepted token does to credit and flags, and what it is called (rulings 11 to 14).
fn effect(state: &mut State, kind: Status, credit: u32) -> Status {
    let unlocked = state.flags & UNLOCKED != 0;
    match kind {
        Status::AddTime | Status::DisablePayg if unlocked => return Status::NoEffect,
        Status::AddTime => state.credit = state.credit.saturating_add(credit),
        Status::DisablePayg => state.flags |= UNLOCKED,
        Status::SetTime => {
            state.credit = credit;
            state.flags = 0;
        }
        _ => {}
    }
    kind
}

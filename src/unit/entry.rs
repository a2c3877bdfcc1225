//! From an entry to what it does: charged before it is judged, decoded in bounded steps, stored twice.
//! Knows no clock source and no keypad.

use super::clock::Reading;
use super::credit::grant;
use super::device::Device;
use super::judged::Judged;
use super::lockout;
use super::port::Port;
use super::state::{State, TAMPER, UNLOCKED};
use super::test_code::Test;
use crate::config::Config;
use crate::report::PaygState;
use crate::status::Status;
use crate::token::digits;
use crate::token::job::Job;
use crate::token::MAX_CODE;

impl Device {
    /// See [`Device::enter`].
    pub(crate) fn do_enter(&mut self, port: &impl Port, now: &Reading, text: &[u8]) -> Judged {
        let free = self.is_free();
        if free != Status::Ok {
            return free.into();
        }
        self.account.begin_time(port, now);
        let number = digits::read(text, self.restricted());
        if number <= MAX_CODE {
            let (limits, start) = (&port.config().limits, self.account.identity().starting_code);
            let window = &self.account.state().window;
            self.walk.low.begin_anew(window, limits, start, number);
        } else if text.is_empty() || self.decode(port, text, 0) != Status::Decoding {
            return Status::Malformed.into();
        }
        let judged = if self.account.state().lock > 0 {
            Status::Locked.into()
        } else {
            self.admit(port, number)
        };
        if judged.answer != Status::Decoding {
            self.walk.low.close();
        }
        judged
    }

    /// The test code, or a token: stored before anything is known of it, so that a power cut buys no guess (ruling 17).
    fn admit(&mut self, port: &impl Port, number: u32) -> Judged {
        // Neither a count nor credit is touched by the test code (ruling 21).
        let answer = port.test_code(&mut self.account, &Test::Entered(number));
        if answer.is(Status::NoEffect) {
            Status::NoEffect.into()
        } else if answer.is(Status::TestCode) {
            Judged::apply(Status::TestCode)
        } else {
            Judged::apply(Status::Decoding)
        }
    }

    /// Begins to decode an extended token, or goes on with any.
    #[inline(never)]
    fn decode(&mut self, port: &impl Port, text: &[u8], max_hashes: u16) -> Status {
        let standard = self.walk.low.digits() == 9;
        let mut job = Job {
            walk: &mut self.walk,
            window: &State::of(&self.account.store.record.state).window,
            secret: zerocopy::transmute_ref!(&self.account.store.identity),
            text,
            max_hashes,
            answer: Status::Invalid,
        };
        if standard {
            port.decode(&mut job)
        } else {
            port.extended(&mut job)
        }
    }

    /// Whether an entry may begin now.
    pub(crate) fn may_enter(&self) -> Status {
        match self.is_free() {
            Status::Ok if self.account.state().lock > 0 => Status::Locked,
            ready => ready,
        }
    }

    /// `Ok` when nothing is being decoded.
    #[inline(never)]
    fn is_free(&self) -> Status {
        let ready = self.ready();
        if ready == Status::Ok && !self.is_idle() {
            return Status::Busy;
        }
        ready
    }

    /// One wrong try more.
    #[cfg_attr(target_arch = "avr", inline(never))]
    fn fail(&mut self, config: &Config) {
        let state = self.account.state_mut();
        let failures = (state.failures() + 1).min(lockout::MAX_FAILURES);
        state.set_failures(failures);
        state.lock = lockout::wait(failures, config.free_tries, config.lock_base, config.lock_cap);
    }

    /// See [`Device::poll`].
    pub(crate) fn do_poll(&mut self, port: &impl Port, now: &Reading, max_hashes: u16) -> Judged {
        match self.is_free() {
            Status::Ok => return self.account.upkeep(port.config()),
            Status::Busy => {}
            closed => return closed.into(),
        }
        let kind = self.decode(port, &[], max_hashes);
        if kind == Status::Decoding {
            return kind.into();
        }
        if kind != Status::Invalid && !self.account.may_take(port, now, kind) {
            return Status::Decoding.into();
        }
        self.walk.low.close();
        if kind == Status::Invalid {
            return kind.into();
        }
        let credit = self.worth(port);
        self.walk.low.grant(credit);
        Judged::apply(self.admitted(port, kind))
    }

    fn clear_failures(&mut self, failures: u8) {
        let state = self.account.state_mut();
        state.set_failures(failures);
        state.lock = 0;
    }

    /// The credit that the value of the token is.
    fn worth(&self, port: &impl Port) -> u32 {
        let divider = self.account.identity().divider;
        grant(self.walk.low.value(), port.config().credit_per_value, divider)
    }

    /// What a token that was judged is on this unit: `Tampered`, or as judged.
    #[cfg_attr(not(target_arch = "avr"), inline(never))]
    fn admitted(&self, port: &impl Port, kind: Status) -> Status {
        let refused = port.config().tamper_refuses_adds != 0 && self.account.state().has(TAMPER);
        if kind == Status::AddTime && refused {
            Status::Tampered
        } else {
            kind
        }
    }

    /// Does what an answer says, in RAM: what it is called then.
    #[inline(never)]
    pub(super) fn perform(&mut self, port: &impl Port, answer: Status) -> Status {
        let mut outcome = answer;
        match answer {
            Status::Decoding => self.fail(port.config()),
            Status::TestCode => {
                let seconds = port.config().test_seconds;
                port.test_code(&mut self.account, &Test::Taken(seconds));
            }
            // Not a wrong try: the unit gives back what it took.
            Status::AlreadyUsed | Status::Tampered => {
                let failures = self.account.state().failures();
                self.clear_failures(failures.saturating_sub(1));
                self.account.store_now();
                return answer;
            }
            kind => {
                let state = self.account.state_mut();
                outcome = effect(state, kind, self.walk.low.granted());
                state.window.accept(kind, self.walk.low.at());
                self.clear_failures(0);
                if self.payg_state() != PaygState::Disabled {
                    self.account.test_left = 0;
                }
            }
        }
        self.account.store_twice();
        outcome
    }

    /// See [`Device::apply`].
    pub(crate) fn do_apply(
        &mut self,
        port: &impl Port,
        now: &Reading,
        count: u16,
        value: u16,
        credit: Option<u32>,
    ) -> Judged {
        if value > 999 || credit.is_some() && count & 1 == 0 {
            return Status::Range.into();
        }
        let free = self.is_free();
        if free != Status::Ok {
            return free.into();
        }
        let limits = &port.config().limits;
        let window = self.account.state().window;
        self.walk.low.show(count, value);
        if count > window.end(limits, value) {
            return Status::Invalid.into();
        }
        let kind = self.admitted(port, window.judge(limits, count.into(), value.into()));
        if matches!(kind, Status::Invalid | Status::AlreadyUsed | Status::Tampered) {
            return kind.into();
        }
        self.account.begin_time(port, now);
        if !self.account.may_take(port, now, kind) {
            return Status::Busy.into();
        }
        let credit = credit.unwrap_or(self.worth(port));
        self.walk.low.grant(credit);
        Judged::apply(kind)
    }
}

/// What an accepted token does to credit and flags, and what it is called (rulings 11 to 14).
fn effect(state: &mut State, kind: Status, credit: u32) -> Status {
    let unlocked = state.has(UNLOCKED);
    match kind {
        Status::AddTime | Status::DisablePayg if unlocked => return Status::NoEffect,
        Status::AddTime => state.credit = state.credit.saturating_add(credit),
        Status::DisablePayg => state.raise(UNLOCKED),
        Status::SetTime => {
            state.credit = credit;
            state.clear(UNLOCKED | TAMPER);
        }
        _ => {}
    }
    kind
}

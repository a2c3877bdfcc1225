//! An independent model of a unit and its keypad: wide integers, plain lists, the token level's model with its sets of
//! counts, and a copy of the memory for what a power cut leaves. Written from docs/PROTOCOL.md and docs/RULINGS.md.
//! Uses nothing of the library but the names of its answers; knows no bit, no ring of records and no bounded step.
#![allow(dead_code)] // every user takes a part of it

mod keypad;
mod time;
pub mod twin;

pub use keypad::Keypad;

use crate::model::{self, Answer, Model, Reach, Verdict};
use opaygo::status::Status;

pub type Int = i128;

/// What the product and the factory chose.
#[derive(Clone, Debug)]
pub struct Rules {
    pub unit: Int,
    pub divider: Int,
    pub lock_base: Int,
    pub lock_cap: Int,
    pub free_tries: Int,
    pub checkpoint: Int,
    pub test_seconds: Int,
    pub test_code: Option<u64>,
    pub key_timeout: Int,
    pub usage: bool,
    pub extended: bool,
    pub restricted: bool,
    pub tamper_refuses_adds: bool,
    pub reach: Reach,
}

/// What a unit knows and a power cut leaves, as far as it was stored.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Memory {
    pub credit: Int,
    /// The time that has passed in all.
    pub seen: Int,
    /// How often the interval of records was doubled.
    pub doubled: u8,
    pub unlocked: bool,
    pub tampered: bool,
    /// The clock went backwards, and no checkpoint has passed since.
    pub doubt: bool,
    pub tokens: Model,
    pub failures: Int,
    pub wait: Int,
    pub faults: Int,
    /// For each test use of the last hour: ticks of 16 s until it is forgotten.
    pub tests: Vec<Int>,
}

impl Memory {
    fn state(&self) -> State {
        match (self.unlocked, self.credit) {
            (true, _) => State::Unlocked,
            (false, 0) => State::Disabled,
            (false, _) => State::Enabled,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum State {
    Disabled,
    Enabled,
    Unlocked,
}

/// A token under way: what it will turn out to be, and the failures before it was charged.
#[derive(Clone, Debug)]
struct Pending {
    answer: Answer,
    owed: Int,
}

#[derive(Clone, Debug)]
pub struct Unit {
    pub rules: Rules,
    pub now: Memory,
    stored: Memory,
    /// Records that must be written: two where something is taken, one where time or the unit gives.
    owed: u64,
    clock: time::Clock,
    /// The clock's last reading.
    read: Int,
    /// Seconds until a record is due.
    due: Int,
    pub test_left: Int,
    pending: Option<Pending>,
    /// Records written, an accepted token's two counted as two.
    pub writes: u64,
}

impl Unit {
    /// Fresh from the factory.
    pub fn new(rules: Rules, count: i64, clock: Int) -> Self {
        let memory = Memory {
            credit: 0,
            seen: 0,
            doubled: 0,
            unlocked: false,
            tampered: false,
            doubt: false,
            tokens: Model::provisioned(count),
            failures: 0,
            wait: 0,
            faults: 0,
            tests: Vec::new(),
        };
        let mut unit = Self {
            rules,
            now: memory.clone(),
            stored: memory,
            owed: 0,
            clock: time::Clock::Runs,
            read: clock,
            due: 0,
            test_left: 0,
            pending: None,
            writes: 0,
        };
        unit.start(clock);
        unit
    }

    pub fn state(&self) -> State {
        self.now.state()
    }

    /// The state that a power cut leaves.
    pub fn stored_state(&self) -> State {
        self.stored.state()
    }

    pub fn decoding(&self) -> bool {
        self.pending.is_some()
    }

    pub(super) fn owe(&mut self, records: u64) {
        self.owed = self.owed.max(records);
    }

    fn store(&mut self) {
        self.stored = self.now.clone();
        self.stored_now();
        self.writes += std::mem::take(&mut self.owed);
    }

    fn store_if_due(&mut self) -> Status {
        if self.owed > 0 {
            self.store();
        }
        Status::Ok
    }

    pub fn enter(&mut self, unit: &mut model::Unit, clock: Int, text: &[u8]) -> Status {
        self.settle(clock);
        if self.pending.is_some() {
            return Status::Busy;
        }
        self.begin();
        let known = |&(digits, _): &(u32, u64)| digits == 9 || self.rules.extended;
        let Some((digits, number)) = model::read(text, self.rules.restricted).filter(known) else {
            return Status::Malformed;
        };
        if self.now.wait > 0 {
            return Status::Locked;
        }
        if digits == 9 && self.rules.test_seconds > 0 && self.rules.test_code == Some(number) {
            return self.test();
        }
        let answer = self.now.tokens.decode(unit, &self.rules.reach, digits, number);
        let owed = self.now.failures;
        self.pending = Some(Pending { answer, owed });
        self.now.failures = 31.min(owed + 1);
        let past = self.now.failures - self.rules.free_tries;
        self.now.wait = match past {
            ..1 => 0,
            _ => self.rules.lock_cap.min(self.rules.lock_base << (past - 1)),
        };
        self.owe(2);
        self.store();
        Status::Decoding
    }

    fn test(&mut self) -> Status {
        if self.state() != State::Disabled || self.now.tests.len() >= 5 {
            return Status::NoEffect;
        }
        // An hour, and the tick under way.
        self.now.tests.push(3600 / 16 + 1);
        self.owe(2);
        self.store();
        self.test_left = self.rules.test_seconds;
        Status::TestCode
    }

    fn decide(&mut self) -> Status {
        let Some(Pending { answer, owed }) = self.pending.take() else {
            unreachable!("a token is being decoded")
        };
        if answer.verdict == Verdict::Invalid {
            return Status::Invalid;
        }
        self.now.failures = owed.min(30);
        self.now.wait = 0;
        self.take(&answer, None)
    }

    fn tampered(&self, kind: Status) -> bool {
        kind == Status::AddTime && self.now.tampered && self.rules.tamper_refuses_adds
    }

    fn take(&mut self, answer: &Answer, credit: Option<Int>) -> Status {
        let mut outcome = name(answer.verdict);
        if self.tampered(outcome) {
            outcome = Status::Tampered;
        }
        if outcome != Status::Tampered && outcome != Status::AlreadyUsed {
            let worth = Int::from(answer.value) * self.rules.unit / self.rules.divider;
            outcome = self.effect(outcome, credit.unwrap_or(worth));
            self.now.tokens.take(answer);
            self.now.failures = 0;
            self.now.wait = 0;
            self.owe(2);
        }
        self.owe(1);
        self.store();
        if self.state() != State::Disabled {
            self.test_left = 0;
        }
        outcome
    }

    fn effect(&mut self, kind: Status, credit: Int) -> Status {
        match kind {
            Status::AddTime | Status::DisablePayg if self.now.unlocked => return Status::NoEffect,
            Status::AddTime => self.now.credit = Int::from(u32::MAX).min(self.now.credit + credit),
            Status::DisablePayg => self.now.unlocked = true,
            Status::SetTime => (self.now.credit, self.now.unlocked, self.now.tampered) = (credit, false, false),
            _ => {}
        }
        kind
    }

    /// (`count`, `value`) from an authenticated server, or a Set of this very credit.
    pub fn apply(&mut self, clock: Int, count: i64, value: u64, credit: Option<Int>) -> Status {
        self.settle(clock);
        if value > 999 || credit.is_some() && count % 2 == 0 {
            return Status::Range;
        }
        if self.pending.is_some() {
            return Status::Busy;
        }
        let Reach {
            forward, sync_forward, ..
        } = self.rules.reach;
        let ahead = if value == 999 { sync_forward } else { forward };
        if count > self.now.tokens.last + ahead {
            return Status::Invalid;
        }
        let verdict = self.now.tokens.judge(&self.rules.reach, count, value);
        match verdict {
            Verdict::Invalid | Verdict::AlreadyUsed => name(verdict),
            _ if self.tampered(name(verdict)) => Status::Tampered,
            _ if !self.begin() => Status::Busy,
            _ => self.take(
                &Answer {
                    verdict,
                    value,
                    count,
                    hashes: 0,
                },
                credit,
            ),
        }
    }
}

fn name(verdict: Verdict) -> Status {
    match verdict {
        Verdict::Add => Status::AddTime,
        Verdict::Set => Status::SetTime,
        Verdict::Disable => Status::DisablePayg,
        Verdict::Sync => Status::CounterSync,
        Verdict::Reserved => Status::Reserved,
        Verdict::Extended => Status::Extended,
        Verdict::AlreadyUsed => Status::AlreadyUsed,
        Verdict::Invalid => Status::Invalid,
    }
}

//! A unit's life: the library and the model side by side, and entries to give them. Knows not who chooses the entries.

#![allow(dead_code)] // every user takes a part of it

use crate::model::{Answer, Model, Reach, Unit, Verdict};
use opaygo::config::Limits;
use opaygo::report::Token;
use opaygo::status::Status;
use opaygo::token;
use opaygo::token::window::Window;

pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
pub const START: u64 = 123_456_789;

/// The documented example unit, provisioned at `count`, with these limits.
pub fn example(count: u16, limits: Limits) -> Life {
    Life::new(Unit::new(KEY, START), limits, count)
}

#[derive(Clone, Debug)]
pub struct Life {
    pub unit: Unit,
    pub limits: Limits,
    pub window: Window,
    pub model: Model,
}

impl Life {
    pub fn new(unit: Unit, limits: Limits, count: u16) -> Self {
        assert!(limits.valid());
        Self {
            unit,
            limits,
            window: Window::new(count),
            model: Model::provisioned(count.into()),
        }
    }

    /// What the library makes of a token.
    pub fn decode(&self, digits: u32, token: u64) -> Token {
        let (window, limits) = (&self.window, &self.limits);
        let start = self.unit.start as u32;
        match digits {
            9 => token::decode(window, limits, start, &self.unit.key, token as u32),
            _ => token::decode_extended(window, limits, start, &self.unit.key, token, digits as u8),
        }
    }

    /// What the library makes of the token of (`count`, `value`).
    pub fn probe(&mut self, count: i64, value: u64) -> Token {
        let token = self.unit.token(9, count, value);
        self.decode(9, token)
    }

    /// Whether the token of (`count`, `value`) is no other count's as far as a walk goes: digits can coincide.
    pub fn alone(&mut self, count: i64, value: u64) -> bool {
        let token = self.unit.token(9, count, value);
        let ahead = self.limits.forward.max(self.limits.sync_forward);
        let end = (i64::from(self.window.count) + i64::from(ahead)).min(crate::model::LAST_COUNT);
        (0..=end).all(|other| other == count || self.unit.token(9, other, value) != token)
    }

    /// Enters the token of (`count`, `value`) into the library alone.
    pub fn enter(&mut self, count: i64, value: u64) -> Token {
        let token = self.probe(count, value);
        self.window.accept(token.kind, token.count);
        token
    }

    /// Shows a token to both; they must answer the same.
    pub fn ask_both(&mut self, digits: u32, token: u64) -> (Token, Answer) {
        let ours = self.decode(digits, token);
        let answer = self.model.decode(&mut self.unit, &reach(&self.limits), digits, token);
        assert_eq!(
            (verdict(ours.kind), u64::from(ours.value), i64::from(ours.count)),
            (answer.verdict, answer.value, answer.count),
            "token {token} of {digits} digits\n{:?}\n{:?}",
            self.window,
            self.model
        );
        (ours, answer)
    }

    /// Enters a token into both; they must remember the same.
    pub fn enter_both(&mut self, digits: u32, token: u64) {
        let (ours, answer) = self.ask_both(digits, token);
        self.window.accept(ours.kind, ours.count);
        self.model.take(&answer);
        let stored = (i64::from(self.window.count), i64::from(self.window.last_sync));
        assert_eq!(stored, (self.model.last, self.model.synced_to));
    }

    /// Both answer the same to an Add at every count about the windows.
    pub fn compare_the_windows(&mut self, value: u64) {
        let (last, forward) = (self.model.last, i64::from(self.limits.forward));
        let end = |count: i64| count.min(crate::model::LAST_COUNT);
        let near = (last - 34).max(0)..=end(last + 3);
        let edge = end(last + forward - 1)..=end(last + forward + 2);
        for count in near.chain(edge) {
            let token = self.unit.token(9, count, value);
            self.ask_both(9, token);
        }
    }
}

pub fn verdict(kind: Status) -> Verdict {
    match kind {
        Status::AddTime => Verdict::Add,
        Status::SetTime => Verdict::Set,
        Status::DisablePayg => Verdict::Disable,
        Status::CounterSync => Verdict::Sync,
        Status::Reserved => Verdict::Reserved,
        Status::Extended => Verdict::Extended,
        Status::AlreadyUsed => Verdict::AlreadyUsed,
        Status::Invalid => Verdict::Invalid,
        other => panic!("{other:?} is no answer of a decode"),
    }
}

pub fn reach(limits: &Limits) -> Reach {
    Reach {
        forward: limits.forward.into(),
        older: limits.older.into(),
        sync_forward: limits.sync_forward.into(),
        sync_backward: limits.sync_backward.into(),
        reset: limits.reset_token == 1,
    }
}

/// Where an entry's count lies.
#[derive(Clone, Copy, Debug)]
pub enum Place {
    /// This far from the last count.
    Near(i64),
    /// This far from the end of the forward window, the older reach, the sync's reach ahead, its reach back.
    Edge(u8, i64),
    At(i64),
}

#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// A token of this value at this place; parity as it comes.
    Any(Place, u64),
    /// An Add Time token at the nearest even count.
    Add(Place, u64),
    Extended(Place, u32, u64),
    /// An earlier entry once more, digit for digit.
    Again(usize),
    Garbage(u64),
}

impl Entry {
    /// The digits and the number to enter, for a unit in this state.
    pub fn token(&self, life: &mut Life, before: &[(u32, u64)]) -> (u32, u64) {
        let count = |place: Place| place.count(&life.window, &life.limits);
        let (digits, count, value) = match *self {
            Entry::Any(place, value) => (9, count(place), value),
            Entry::Add(place, value) => (9, count(place) & !1, value),
            Entry::Extended(place, digits, value) => (digits, count(place), value),
            Entry::Again(_) if before.is_empty() => (9, 0, 0),
            Entry::Again(index) => return before[index % before.len()],
            Entry::Garbage(number) => return (9, number),
        };
        (digits, life.unit.token(digits, count, value))
    }
}

impl Place {
    fn count(&self, window: &Window, limits: &Limits) -> i64 {
        let last = i64::from(window.count);
        let count = match *self {
            Place::Near(by) => last + by,
            Place::At(count) => count,
            Place::Edge(0, by) => last + i64::from(limits.forward) + by,
            Place::Edge(1, by) => last - i64::from(limits.older) + by,
            Place::Edge(2, by) => last + i64::from(limits.sync_forward) + by,
            Place::Edge(_, by) => last - i64::from(limits.sync_backward) + by,
        };
        count.clamp(0, crate::model::LAST_COUNT)
    }
}

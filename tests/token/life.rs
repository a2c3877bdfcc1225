//! A unit's life: the library and the model side by side, and random entries to give them.

use crate::model::{Answer, Model, Reach, Unit, Verdict};
use opaygo::report::Token;
use opaygo::status::Status;
use opaygo::token;
use opaygo::window::{Limits, Window};
use proptest::prelude::*;

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
    pub fn ask_both(&mut self, digits: u32, token: u64) -> Result<(Token, Answer), TestCaseError> {
        let ours = self.decode(digits, token);
        let answer = self.model.decode(&mut self.unit, &reach(&self.limits), digits, token);
        prop_assert_eq!(
            (verdict(ours.kind), u64::from(ours.value), i64::from(ours.count)),
            (answer.verdict, answer.value, answer.count),
            "token {} of {} digits\n{:?}\n{:?}",
            token,
            digits,
            self.window,
            self.model
        );
        Ok((ours, answer))
    }

    /// Enters a token into both; they must remember the same.
    pub fn enter_both(&mut self, digits: u32, token: u64) -> Result<(), TestCaseError> {
        let (ours, answer) = self.ask_both(digits, token)?;
        self.window.accept(ours.kind, ours.count);
        self.model.take(&answer);
        let stored = (i64::from(self.window.count), i64::from(self.window.last_sync));
        prop_assert_eq!(stored, (self.model.last, self.model.synced_to));
        Ok(())
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
    Again(prop::sample::Index),
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
            Entry::Again(index) => return *index.get(before),
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

fn place() -> impl Strategy<Value = Place> {
    prop_oneof![
        6 => (1i64..8).prop_map(Place::Near),
        6 => (-34i64..8).prop_map(Place::Near),
        2 => (-130i64..130).prop_map(Place::Near),
        4 => (0u8..4, -2i64..=2).prop_map(|(edge, by)| Place::Edge(edge, by)),
        1 => (0i64..12).prop_map(Place::At),
    ]
}

/// Few values, so that a chain walked once serves many entries.
fn ordinary() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0u64), Just(1), Just(30), Just(995)]
}

fn special() -> impl Strategy<Value = u64> {
    prop_oneof![2 => Just(996u64), 1 => Just(997), 3 => Just(998), 6 => Just(999)]
}

pub fn entry() -> impl Strategy<Value = Entry> {
    prop_oneof![
        10 => (place(), ordinary()).prop_map(|(place, value)| Entry::Add(place, value)),
        3 => (place(), ordinary()).prop_map(|(place, value)| Entry::Any(place, value)),
        4 => (place(), special()).prop_map(|(place, value)| Entry::Any(place, value)),
        1 => (place(), Just(12u32), prop_oneof![Just(998u64), Just(999_999)])
            .prop_map(|(place, digits, value)| Entry::Extended(place, digits, value)),
        1 => (place(), Just(15u32), prop_oneof![Just(999u64), Just(999_999_999)])
            .prop_map(|(place, digits, value)| Entry::Extended(place, digits, value)),
        5 => any::<prop::sample::Index>().prop_map(Entry::Again),
        1 => (0u64..1_000_000_000).prop_map(Entry::Garbage),
    ]
}

pub fn entries() -> impl Strategy<Value = Vec<Entry>> {
    prop::collection::vec(entry(), 1..40)
}

/// Every limits setting, the extremes and the presets often.
pub fn limits() -> impl Strategy<Value = Limits> {
    let any = (
        prop_oneof![Just(1u8), Just(2), Just(30), Just(64), Just(255), 1u8..=255],
        prop_oneof![Just(0u8), Just(1), Just(2), Just(29), Just(30), 0u8..=30],
        prop_oneof![Just(0u8), Just(1), Just(100), Just(255), 0u8..=255],
        prop_oneof![Just(0u8), Just(1), Just(30), Just(255), 0u8..=255],
        0u8..=1,
    );
    let any = any.prop_map(|(forward, older, sync_forward, sync_backward, reset_token)| Limits {
        forward,
        older,
        sync_forward,
        sync_backward,
        reset_token,
    });
    prop_oneof![2 => Just(Limits::DEFAULT), 1 => Just(Limits::DOCUMENTED), 5 => any]
}

/// A unit with a random key and starting code, provisioned at a count of `counts`.
pub fn life(counts: impl Strategy<Value = u16>) -> impl Strategy<Value = Life> {
    let starts = prop_oneof![Just(0u64), Just(999_999_999), Just(START), 0u64..1_000_000_000];
    (any::<[u8; 16]>(), starts, limits(), counts)
        .prop_map(|(key, start, limits, count)| Life::new(Unit::new(key, start), limits, count))
}

pub fn low_counts() -> impl Strategy<Value = u16> {
    prop_oneof![Just(0u16), Just(1), Just(10), 0u16..40, 0u16..300]
}

/// Counts whose windows touch the last representable one.
pub fn high_counts() -> impl Strategy<Value = u16> {
    prop_oneof![Just(65_535u16), Just(65_534), 65_500u16..=65_535, 65_200u16..=65_535]
}

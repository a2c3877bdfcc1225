//! Random units, limits and entries.

use crate::life::{Entry, Life, Place, START};
use crate::model::Unit;
use opaygo::config::Limits;
use proptest::prelude::*;

/// So many random cases, or `OPAYGO_CASES` percent of them.
pub fn cases(usual: u32) -> ProptestConfig {
    let percent = std::env::var("OPAYGO_CASES").map_or(100, |percent| percent.parse().unwrap());
    ProptestConfig::with_cases((usual * percent / 100).max(1))
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
        5 => any::<usize>().prop_map(Entry::Again),
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

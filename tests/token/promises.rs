//! Any sequence of entries, for every limits setting: library and model agree, and the four promises hold.
//!
//! A sync backward and the reset token re-open the counts above them; that is their purpose. The first two
//! promises therefore forget, at each of these, what lies above.

use crate::life::{Entry, Life};
use crate::model::LAST_COUNT;
use crate::random::{cases, entries, entry, high_counts, life, low_counts};
use opaygo::report::Token;
use opaygo::status::Status;
use proptest::prelude::*;
use std::collections::BTreeSet;

const PROBE: u64 = 7;

/// Both answer the same to every entry, and at last to an Add at every count about the windows.
fn agree(mut life: Life, entries: &[Entry]) {
    let mut before = Vec::new();
    for entry in entries {
        let (digits, token) = entry.token(&mut life, &before);
        life.enter_both(digits, token);
        before.push((digits, token));
    }
    life.compare_the_windows(PROBE);
}

/// A life in the library alone, and what was seen of it: nothing but the answers.
struct Witness {
    life: Life,
    before: Vec<(u32, u64)>,
    /// Counts of accepted tokens that are not open again.
    taken: BTreeSet<u16>,
    /// The count of the last accepted Set, Disable or Sync, at first the provisioned count.
    floor: u16,
}

impl Witness {
    fn new(life: Life) -> Self {
        Self {
            before: Vec::new(),
            taken: BTreeSet::new(),
            floor: life.window.count,
            life,
        }
    }

    /// Enters it; the answer, and the count before.
    fn enter(&mut self, entry: &Entry) -> (Token, u16) {
        let (digits, number) = entry.token(&mut self.life, &self.before);
        self.before.push((digits, number));
        let count = self.life.window.count;
        let token = self.life.decode(digits, number);
        self.life.window.accept(token.kind, token.count);
        (token, count)
    }

    /// Notes an accepted token.
    fn note(&mut self, token: &Token, count_before: u16) {
        match token.kind {
            Status::AlreadyUsed | Status::Invalid => return,
            Status::SetTime | Status::DisablePayg | Status::CounterSync => self.floor = token.count,
            _ => {}
        }
        if token.kind == Status::CounterSync && token.count <= count_before {
            self.taken.retain(|&taken| taken <= token.count);
        }
        self.taken.insert(token.count);
    }
}

fn accepted(token: &Token) -> bool {
    !matches!(token.kind, Status::AlreadyUsed | Status::Invalid)
}

proptest! {
    #![proptest_config(cases(2000))]

    #[test]
    fn the_library_answers_every_sequence_as_the_model_does(life in life(low_counts()), entries in entries()) {
        agree(life, &entries);
    }

    #[test]
    fn promise_1_a_used_add_is_never_accepted_again(life in life(low_counts()), entries in entries()) {
        let mut witness = Witness::new(life);
        for entry in &entries {
            let (token, count) = witness.enter(entry);
            if token.kind == Status::AddTime {
                prop_assert!(!witness.taken.contains(&token.count), "{token:?} was taken before");
            }
            witness.note(&token, count);
        }
        for &(digits, number) in &witness.before {
            let token = witness.life.decode(digits, number);
            prop_assert!(token.kind != Status::AddTime || !witness.taken.contains(&token.count), "{token:?} once more");
        }
    }

    #[test]
    fn promise_2_nothing_older_than_a_set_disable_or_sync_is_accepted(life in life(low_counts()), entries in entries()) {
        let mut witness = Witness::new(life);
        for entry in &entries {
            let (token, count) = witness.enter(entry);
            if accepted(&token) && token.kind != Status::CounterSync {
                prop_assert!(token.count > witness.floor, "{token:?} at or below {}", witness.floor);
            }
            witness.note(&token, count);
            for older in (witness.floor.saturating_sub(32)..=witness.floor).filter(|count| count % 2 == 0) {
                let token = witness.life.probe(older.into(), PROBE);
                prop_assert!(!accepted(&token) || token.count > witness.floor, "{token:?}, floor {}", witness.floor);
            }
        }
    }

    #[test]
    fn promise_3_the_count_never_falls_but_by_a_sync(life in life(low_counts()), entries in entries()) {
        let mut witness = Witness::new(life);
        for entry in &entries {
            let (token, count) = witness.enter(entry);
            let now = witness.life.window.count;
            prop_assert!(now >= count || token.kind == Status::CounterSync, "{count} fell to {now} by {token:?}");
            if !accepted(&token) {
                prop_assert_eq!(now, count);
            }
        }
    }

    #[test]
    fn promise_4_an_unused_add_inside_the_window_always_is_accepted(life in life(low_counts()), entries in entries()) {
        let mut witness = Witness::new(life);
        for entry in &entries {
            let (token, count) = witness.enter(entry);
            witness.note(&token, count);
            let (now, limits) = (i64::from(witness.life.window.count), witness.life.limits);
            let floor = i64::from(witness.floor);
            let lowest = (now - i64::from(limits.older)).max(floor + 1).max(1);
            let highest = (now + i64::from(limits.forward)).min(LAST_COUNT);
            for count in (lowest..=highest).filter(|count| count % 2 == 0) {
                // All of the older ones, and the ends of the newer ones.
                let inner = count > now + 4 && count < highest - 2;
                if inner || witness.taken.contains(&(count as u16)) {
                    continue;
                }
                // Its digits may be those of another count too; then either is right.
                let number = witness.life.unit.token(9, count, PROBE);
                let token = witness.life.decode(9, number);
                prop_assert!(accepted(&token), "count {count} at {:?}", witness.life.window);
                prop_assert!(token.kind == Status::AddTime || i64::from(token.count) != count);
                prop_assert_eq!(witness.life.unit.token(9, token.count.into(), PROBE), number);
            }
        }
    }
}

proptest! {
    #![proptest_config(cases(24))]

    #[test]
    fn the_library_answers_as_the_model_does_near_the_last_count(
        life in life(high_counts()),
        entries in prop::collection::vec(entry(), 1..16),
    ) {
        agree(life, &entries);
    }
}

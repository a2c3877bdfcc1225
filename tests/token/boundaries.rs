//! The exact edges of every window, for both presets: the last count that is taken and the first that is not.
//! Every expectation is written out here; the model is not asked.

use crate::life::{example, Life};
use opaygo::config::{Limits, MAX_OLDER};
use opaygo::status::Status::{self, *};
use opaygo::token::decode;
use opaygo::token::window::Window;

const PRESETS: [Limits; 2] = [Limits::DEFAULT, Limits::DOCUMENTED];

/// A value whose chain neither repeats nor coincides for this unit before the last count: many do.
const VALUE: u64 = 47;

/// The answer to (`count`, `value`) for a unit provisioned at `last`.
fn fresh(last: u16, limits: Limits, count: i64, value: u64) -> Status {
    example(last, limits).probe(count, value).kind
}

/// A unit whose last token was the Add at `last`, and which took nothing between 0 and there.
fn after_a_jump(last: u16, limits: Limits) -> Life {
    let mut life = example(0, limits);
    life.window = Window {
        count: 0,
        used: 1,
        last_sync: 0,
    };
    for count in (limits.forward..).step_by(usize::from(limits.forward)) {
        let count = i64::from(count).min(last.into());
        let kind = life.enter(count & !1, 1).kind;
        assert!(matches!(kind, AddTime | AlreadyUsed), "{kind:?}");
        if count == i64::from(last) {
            break;
        }
    }
    life.window.used = 1; // only the last one
    assert_eq!(life.window.count, last);
    life
}

#[test]
fn the_presets_are_the_documented_numbers() {
    let of = |limits: Limits| {
        let Limits {
            forward,
            older,
            sync_forward,
            sync_backward,
            reset_token,
        } = limits;
        (forward, older, sync_forward, sync_backward, reset_token)
    };
    assert_eq!(of(Limits::DEFAULT), (64, 20, 100, 30, 0));
    assert_eq!(of(Limits::DOCUMENTED), (30, 10, 100, 30, 0));
}

#[test]
fn limits_are_valid_exactly_in_their_ranges() {
    let ok = Limits::DEFAULT;
    assert!(ok.valid() && Limits::DOCUMENTED.valid());
    for n in 0..=255u8 {
        assert_eq!(Limits { forward: n, ..ok }.valid(), n >= 1, "forward {n}");
        assert_eq!(Limits { older: n, ..ok }.valid(), n <= MAX_OLDER, "older {n}");
        assert_eq!(Limits { reset_token: n, ..ok }.valid(), n <= 1, "reset_token {n}");
        assert!(Limits { sync_forward: n, ..ok }.valid() && Limits { sync_backward: n, ..ok }.valid());
    }
}

#[test]
fn the_last_count_plus_the_window_is_taken_and_one_more_is_not() {
    for limits in PRESETS {
        for last in [0u16, 1, 10, 41] {
            let end = i64::from(last) + i64::from(limits.forward);
            for value in [0, 1, 995, 996, 997, 998] {
                let kind = match value {
                    998 => DisablePayg,
                    996 | 997 => Reserved,
                    _ if end % 2 == 0 => AddTime,
                    _ => SetTime,
                };
                assert_eq!(fresh(last, limits, end, value), kind, "last {last} value {value}");
                assert_eq!(
                    fresh(last, limits, end + 1, value),
                    Invalid,
                    "last {last} value {value}"
                );
                assert_eq!(
                    fresh(last, limits, end + 2, value),
                    Invalid,
                    "last {last} value {value}"
                );
            }
        }
    }
}

#[test]
fn the_last_count_itself_is_used_and_the_next_is_not() {
    for last in [9u16, 10] {
        for value in [1, 996, 998] {
            assert_eq!(fresh(last, Limits::DEFAULT, last.into(), value), AlreadyUsed);
            assert_ne!(fresh(last, Limits::DEFAULT, i64::from(last) + 1, value), AlreadyUsed);
        }
    }
}

#[test]
fn the_older_reach_is_taken_and_one_older_add_is_not() {
    for older in 0..=MAX_OLDER {
        let limits = Limits {
            older,
            ..Limits::DEFAULT
        };
        for last in [120u16, 121] {
            // An odd last count without a Set: a reserved token took it.
            let mut life = after_a_jump(120, limits);
            if last == 121 {
                assert_eq!(life.enter(121, 996).kind, Reserved);
            }
            let reach = i64::from(last) - i64::from(older);
            for count in (80..120).step_by(2) {
                let kind = if count >= reach { AddTime } else { AlreadyUsed };
                assert_eq!(
                    life.probe(count, 5).kind,
                    kind,
                    "count {count} last {last} older {older}"
                );
            }
        }
    }
}

#[test]
fn an_unused_add_at_the_last_count_is_not_older_and_needs_no_reach() {
    // No life leads to this window, but a vendor's own may.
    for older in [0, 1, MAX_OLDER] {
        let limits = Limits {
            older,
            ..Limits::DEFAULT
        };
        let mut life = example(4, limits);
        life.window.used = 0xfffe;
        assert_eq!(life.probe(4, VALUE).kind, AddTime, "older {older}");
        life.window.used = 0xffff;
        assert_eq!(life.probe(4, VALUE).kind, AlreadyUsed, "older {older}");
    }
}

#[test]
fn an_older_add_is_taken_once_and_leaves_the_count() {
    for limits in PRESETS {
        let mut life = after_a_jump(120, limits);
        let oldest = 120 - i64::from(limits.older);
        for count in (oldest..120).step_by(2) {
            assert_eq!(life.enter(count, 5).kind, AddTime);
            assert_eq!(life.window.count, 120);
            assert_eq!(life.enter(count, 5).kind, AlreadyUsed);
        }
        assert_eq!(life.window.used.count_ones(), u32::from(limits.older) / 2 + 1);
    }
}

#[test]
fn tp3_ten_previous_adds_and_ten_newer_ones_are_taken_by_default() {
    let life = after_a_jump(120, Limits::DEFAULT);
    for n in 1..=10 {
        assert_eq!(life.clone().probe(120 - 2 * n, 30).kind, AddTime);
        assert_eq!(life.clone().probe(120 + 2 * n, 30).kind, AddTime);
    }
    assert_eq!(life.clone().probe(120 - 22, 30).kind, AlreadyUsed);
}

#[test]
fn only_adds_are_taken_when_older() {
    let mut life = after_a_jump(120, Limits::DEFAULT);
    for (count, value) in [(119, 5), (118, 996), (119, 997), (118, 998), (119, 998), (118, 999)] {
        assert_eq!(life.probe(count, value).kind, AlreadyUsed, "({count}, {value})");
    }
}

#[test]
fn a_set_a_disable_of_either_parity_and_a_sync_kill_older_adds_the_others_do_not() {
    for (count, value, kind, kills) in [
        (121, 0, SetTime, true),
        (121, 998, DisablePayg, true),
        (122, 998, DisablePayg, true),
        (121, 999, CounterSync, true),
        (122, 999, CounterSync, true),
        (119, 999, CounterSync, true),
        (121, 996, Reserved, false),
        (122, 997, Reserved, false),
        (122, 5, AddTime, false),
    ] {
        let mut life = after_a_jump(120, Limits::DEFAULT);
        assert_eq!(life.enter(count, value).kind, kind);
        let kept = if kills { AlreadyUsed } else { AddTime };
        assert_eq!(life.probe(116, 5).kind, kept, "({count}, {value})");
        // What is consumed on an even count is no Add any more.
        if count == 122 {
            assert_eq!(life.probe(122, 5).kind, AlreadyUsed, "({count}, {value})");
        }
        // And none comes back when the count goes on.
        assert_eq!(life.enter(124, 5).kind, AddTime);
        assert_eq!(life.probe(116, 5).kind, kept, "({count}, {value})");
        if count > 120 {
            assert_eq!(life.probe(120, 1).kind, AlreadyUsed);
        }
    }
}

#[test]
fn an_extended_token_takes_its_count_and_kills_no_add() {
    for (digits, count) in [(12, 121), (12, 122), (15, 121), (15, 122)] {
        let mut life = after_a_jump(120, Limits::DEFAULT);
        let token = life.unit.token(digits, count, 999);
        let found = life.decode(digits, token);
        assert_eq!(
            (found.kind, found.value, i64::from(found.count)),
            (Extended, 999, count)
        );
        life.window.accept(found.kind, found.count);
        assert_eq!(life.decode(digits, token).kind, AlreadyUsed);
        assert_eq!(life.probe(118, 5).kind, AddTime);
        if count == 122 {
            assert_eq!(life.probe(122, 5).kind, AlreadyUsed);
        }
    }
}

#[test]
fn an_extended_token_is_taken_to_the_end_of_the_window_and_never_when_older() {
    for limits in PRESETS {
        let mut life = after_a_jump(120, limits);
        let end = 120 + i64::from(limits.forward);
        for digits in [12, 15] {
            for (count, kind) in [(end, Extended), (end + 1, Invalid), (118, AlreadyUsed), (0, Invalid)] {
                let token = life.unit.token(digits, count, 5);
                assert_eq!(life.decode(digits, token).kind, kind, "count {count}");
            }
        }
    }
}

#[test]
fn a_sync_is_taken_100_ahead_and_30_back_and_no_farther() {
    for limits in PRESETS {
        // Odd last counts make an odd count exactly 30 back.
        let mut life = example(1, limits);
        life.window.count = 121;
        assert_eq!(life.probe(221, 999).kind, CounterSync);
        assert_eq!(life.probe(222, 999).kind, Invalid);
        assert_eq!(life.probe(223, 999).kind, Invalid);
        assert_eq!(life.probe(91, 999).kind, CounterSync);
        assert_eq!(life.probe(89, 999).kind, AlreadyUsed);
        // An even last count: 29 back is the last odd one, and the even one 30 back is no sync.
        life.window.count = 120;
        assert_eq!(life.probe(91, 999).kind, CounterSync);
        assert_eq!(life.probe(90, 999).kind, AlreadyUsed);
        assert_eq!(life.probe(89, 999).kind, AlreadyUsed);
        assert_eq!(life.probe(220, 999).kind, CounterSync);
        assert_eq!(life.probe(221, 999).kind, Invalid);
    }
}

#[test]
fn sync_reaches_are_exact_for_every_setting() {
    for (sync_forward, sync_backward) in [(0, 0), (1, 1), (2, 2), (99, 29), (255, 255)] {
        let limits = Limits {
            sync_forward,
            sync_backward,
            ..Limits::DEFAULT
        };
        let mut life = example(0, limits);
        life.window.count = 301;
        let (ahead, back) = (301 + i64::from(sync_forward), 301 - i64::from(sync_backward));
        for count in 1..=558 {
            let taken =
                count > 301 && count <= ahead || count <= 301 && count >= back && count % 2 == 1 && sync_backward > 0;
            let refused = if count <= 301 { AlreadyUsed } else { Invalid };
            let kind = if taken { CounterSync } else { refused };
            assert_eq!(
                life.probe(count, 999).kind,
                kind,
                "count {count} +{sync_forward} -{sync_backward}"
            );
        }
    }
}

#[test]
fn a_sync_at_the_last_count_needs_a_reach_back() {
    for (sync_backward, kind) in [(0, AlreadyUsed), (1, CounterSync)] {
        let limits = Limits {
            sync_backward,
            ..Limits::DEFAULT
        };
        let mut life = example(1, limits);
        life.window.count = 121;
        assert_eq!(life.probe(121, 999).kind, kind);
    }
}

#[test]
fn a_sync_works_once_and_no_earlier_one_works_after_it() {
    let mut life = example(1, Limits::DEFAULT);
    life.window.count = 121;
    assert_eq!(life.enter(101, 999).kind, CounterSync);
    assert_eq!(
        life.window,
        Window {
            count: 101,
            used: u16::MAX,
            last_sync: 101
        }
    );
    assert_eq!(life.enter(101, 999).kind, AlreadyUsed);
    assert_eq!(life.enter(99, 999).kind, AlreadyUsed);
    // The counts above are open again, those at and below it are not.
    assert_eq!(life.probe(102, 5).kind, AddTime);
    assert_eq!(life.probe(100, 5).kind, AlreadyUsed);
    assert_eq!(life.enter(102, 5).kind, AddTime);
    assert_eq!(life.enter(101, 999).kind, AlreadyUsed);
    assert_eq!(life.enter(103, 999).kind, CounterSync);
}

#[test]
fn a_unit_provisioned_at_count_10_refuses_every_count_to_10() {
    for limits in PRESETS {
        let mut life = example(10, limits);
        for count in 1..=10 {
            for value in [0, 5, 995, 996, 997, 998, 999] {
                assert_eq!(life.probe(count, value).kind, AlreadyUsed, "({count}, {value})");
            }
        }
        assert_eq!(life.enter(12, 5).kind, AddTime);
        for count in [2, 4, 6, 8, 10, 12] {
            assert_eq!(life.probe(count, 5).kind, AlreadyUsed, "count {count}");
        }
        // No sync at or below the provisioned count either, and the one above it is taken.
        assert_eq!(life.probe(9, 999).kind, AlreadyUsed);
        assert_eq!(life.probe(11, 999).kind, CounterSync);
    }
}

#[test]
fn count_0_is_invalid_for_every_value_whatever_the_last_count() {
    for last in [0u16, 1, 20, 64] {
        let mut life = example(last, Limits::DEFAULT);
        let values: Vec<u64> = (0..=999).filter(|&value| life.alone(0, value)).collect();
        assert!(values.len() > 700 && values.contains(&999));
        for value in values {
            assert_eq!(life.probe(0, value).kind, Invalid, "last {last} value {value}");
        }
    }
}

#[test]
fn the_reset_token_works_only_when_it_is_switched_on_and_spares_the_last_sync() {
    let on = Limits {
        reset_token: 1,
        ..Limits::DEFAULT
    };
    for limits in PRESETS {
        assert_eq!(example(5, limits).enter(0, 999).kind, Invalid);
    }
    let mut life = example(5, on);
    assert_eq!(life.enter(43, 999).kind, CounterSync);
    let found = life.enter(0, 999);
    assert_eq!((found.kind, found.count), (CounterSync, 0));
    assert_eq!(
        life.window,
        Window {
            count: 0,
            used: u16::MAX,
            last_sync: 43
        }
    );
    // All of it is open again; only a sync works no second time.
    assert_eq!(life.probe(2, 5).kind, AddTime);
    assert_eq!(life.probe(43, 999).kind, AlreadyUsed);
    assert_eq!(life.probe(45, 999).kind, CounterSync);
    assert_eq!(life.probe(0, 5).kind, Invalid);
}

#[test]
fn the_last_representable_counts_are_taken_and_nothing_wraps() {
    let mut life = example(65_530, Limits::DEFAULT);
    assert_eq!(life.enter(65_532, VALUE).kind, AddTime);
    assert_eq!(life.probe(65_535, 999).kind, CounterSync);
    assert_eq!(life.enter(65_535, VALUE).kind, SetTime);
    assert_eq!(life.probe(65_534, VALUE).kind, AlreadyUsed);
    let mut life = example(65_530, Limits::DEFAULT);
    assert_eq!(life.enter(65_535, 996).kind, Reserved);
    // An older Add is still one.
    assert_eq!(life.enter(65_534, VALUE).kind, AddTime);
    assert_eq!(life.enter(65_534, VALUE).kind, AlreadyUsed);
    assert_eq!(life.window.count, 65_535);
    assert_eq!(life.probe(1, VALUE).kind, AlreadyUsed);
    assert_eq!(life.probe(2, VALUE).kind, AlreadyUsed);
}

#[test]
fn past_the_last_count_every_token_is_invalid() {
    for last in [65_471u16, 65_534, 65_535] {
        let mut life = example(last, Limits::DEFAULT);
        // What the next counts would be, were the count wider than 16 bits.
        for count in [65_536, 65_537, 65_598, 65_599] {
            assert!(life.alone(count, VALUE));
            assert_eq!(life.probe(count, VALUE).kind, Invalid, "count {count}");
            for digits in [12, 15] {
                let token = life.unit.token(digits, count, VALUE);
                assert_eq!(life.decode(digits, token).kind, Invalid, "count {count}");
            }
        }
    }
}

#[test]
fn a_token_that_is_not_accepted_changes_nothing() {
    let mut window = Window {
        count: 77,
        used: 0x1234,
        last_sync: 5,
    };
    for kind in [Invalid, AlreadyUsed, Malformed, Ok, NoEffect] {
        window.accept(kind, 1000);
        assert_eq!(
            window,
            Window {
                count: 77,
                used: 0x1234,
                last_sync: 5
            }
        );
    }
}

#[test]
fn seed_the_published_example_tokens_decode() {
    let life = example(1, Limits::DEFAULT);
    let key = life.unit.key;
    let found = decode(&life.window, &life.limits, 123_456_789, &key, 662_486_790);
    assert_eq!((found.kind, found.value, found.count), (AddTime, 1, 2));
}

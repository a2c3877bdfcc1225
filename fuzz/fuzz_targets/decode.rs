//! Any token, state and limits: the answer is the model's, however the walk is cut.
#![no_main]

#[path = "../../tests/model/life.rs"]
mod life;
#[path = "../../tests/model/mod.rs"]
mod model;

use std::hash::{DefaultHasher, Hash, Hasher};

use arbitrary::Arbitrary;
use libfuzzer_sys::fuzz_target;
use life::Life;
use model::{Model, Unit, LAST_COUNT};
use opaygo::token::{ExtendedWalk, Walk};
use opaygo::config::{Limits, MAX_OLDER};
use opaygo::token::window::Window;

#[derive(Arbitrary, Hash, Debug)]
struct Input {
    key: [u8; 16],
    start: u32,
    limits: [u8; 5],
    count: u16,
    used: u16,
    last_sync: u16,
    digits: u8,
    /// Odd: a token of the unit at `at` from the last count; even: `number` as it is.
    valid: bool,
    at: i16,
    number: u64,
    budget: u16,
}

fuzz_target!(|input: Input| {
    let [forward, older, sync_forward, sync_backward, reset_token] = input.limits;
    // Most counts and windows are low, past the reach back and both windows: they decode a hundred times as fast. Drawn
    // from the whole input, so that one with a high count begets no more of its kind.
    let mut drawn = DefaultHasher::new();
    input.hash(&mut drawn);
    let (most, widest) = match drawn.finish() % 2_048 {
        0 => (u16::MAX, 255),
        1..32 => (1_000, 255),
        _ => (50, 20),
    };
    let limits = Limits {
        forward: forward.min(widest).max(1),
        older: older % (MAX_OLDER + 1),
        sync_forward: sync_forward.min(widest),
        sync_backward,
        reset_token: reset_token & 1,
    };
    let count = if most == u16::MAX {
        input.count
    } else {
        input.count % most
    };
    let unit = Unit::new(input.key, u64::from(input.start) % 1_000_000_000);
    let mut life = Life::new(unit, limits, count);
    // Any state, not only those that a life leads to.
    life.window = Window {
        count,
        used: input.used,
        last_sync: input.last_sync,
    };
    let top = i64::from(count & !1);
    life.model = Model {
        last: count.into(),
        used: (0..16)
            .filter(|bit| input.used >> bit & 1 == 1)
            .map(|bit| top - 2 * bit)
            .collect(),
        dead_to: 0,
        synced_to: input.last_sync.into(),
    };
    let digits = [9, 9, 12, 15][usize::from(input.digits % 4)];
    let number = if input.valid {
        let reach = i16::from(widest) + 60;
        let at = (i64::from(count) + i64::from(input.at % reach)).clamp(0, LAST_COUNT);
        life.unit.token(
            digits,
            at,
            input.number % [1_000, 1_000_000, 1_000_000_000][digits as usize / 3 - 3],
        )
    } else {
        input.number % 10u64.pow(digits)
    };
    let (found, answer) = life.ask_both(digits, number);
    let (window, key, start) = (life.window, life.unit.key, life.unit.start as u32);
    let budget = input.budget % 100 + 1;
    let mut calls = 1;
    let cut = if digits == 9 {
        let mut walk = Walk::begin(&window, &limits, start, number as u32);
        loop {
            match walk.step(&window, &limits, &key, budget) {
                Some(token) => break token,
                None => calls += 1,
            }
        }
    } else {
        let mut walk = ExtendedWalk::begin(&window, &limits, start, number, digits as u8);
        loop {
            match walk.step(&window, &key, budget) {
                Some(token) => break token,
                None => calls += 1,
            }
        }
    };
    assert_eq!(cut, found);
    assert_eq!(
        calls,
        ((answer.hashes + i64::from(budget) - 1) / i64::from(budget)).max(1)
    );
});

//! A life of entries: every answer and every state is the model's.
#![no_main]

#[path = "../../tests/model/life.rs"]
mod life;
#[path = "../../tests/model/mod.rs"]
mod model;

use arbitrary::{Arbitrary, Result, Unstructured};
use libfuzzer_sys::fuzz_target;
use life::{Entry, Life, Place, KEY, START};
use model::Unit;
use opaygo::config::{Limits, MAX_OLDER};
use std::sync::Mutex;

#[derive(Debug)]
struct Input {
    limits: Limits,
    count: u16,
    entries: Vec<Entry>,
}

impl<'a> Arbitrary<'a> for Input {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let limits = Limits {
            forward: u.arbitrary::<u8>()?.max(1),
            older: u.int_in_range(0..=MAX_OLDER)?,
            sync_forward: u.arbitrary()?,
            sync_backward: u.arbitrary()?,
            reset_token: u.int_in_range(0..=1)?,
        };
        let count = u.int_in_range(0..=40)?;
        let mut entries = Vec::new();
        while !u.is_empty() && entries.len() < 40 {
            entries.push(entry(u)?);
        }
        Ok(Self { limits, count, entries })
    }
}

fn entry(u: &mut Unstructured) -> Result<Entry> {
    let place = |u: &mut Unstructured| {
        Ok(match u.int_in_range(0..=7u8)? {
            0 => Place::Edge(u.int_in_range(0..=3)?, u.int_in_range(-2..=2)?),
            1 => Place::At(u.int_in_range(0..=12)?),
            2 | 3 => Place::Near(u.int_in_range(-34..=4)?),
            _ => Place::Near(u.int_in_range(1..=9)?),
        })
    };
    Ok(match u.int_in_range(0..=7u8)? {
        0 => Entry::Again(u.arbitrary::<u8>()?.into()),
        1 => Entry::Garbage(u.arbitrary::<u64>()? % 1_000_000_000),
        2 => Entry::Extended(place(u)?, *u.choose(&[12, 15])?, *u.choose(&[5, 998, 999_999])?),
        3 | 4 => Entry::Any(place(u)?, *u.choose(&[996, 997, 998, 999, 999, 0])?),
        5 => Entry::Any(place(u)?, *u.choose(&[0, 995])?),
        _ => Entry::Add(place(u)?, *u.choose(&[0, 30])?),
    })
}

/// One unit for all lives, so that its chains are walked once.
static UNIT: Mutex<Option<Unit>> = Mutex::new(None);

fuzz_target!(|input: Input| {
    let unit = UNIT.lock().unwrap().take().unwrap_or_else(|| Unit::new(KEY, START));
    let mut life = Life::new(unit, input.limits, input.count);
    let mut before = Vec::new();
    for entry in &input.entries {
        let (digits, number) = entry.token(&mut life, &before);
        life.enter_both(digits, number);
        before.push((digits, number));
    }
    life.compare_the_windows(7);
    *UNIT.lock().unwrap() = Some(life.unit);
});

//! The server's rules: which token of which count does what was asked for. Knows no storage and no command.

use anyhow::{bail, Result};

use crate::engine::{self, MAX_TIME, SYNC, UNLOCK};
use crate::time::{self, DAY};
use crate::unit::Unit;

/// No more Adds at once: with 64 counts ahead, a unit takes the last of 32 also when it is entered first.
const MOST_ADDS: u32 = 32;

/// What a token is, by its count's parity and its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    Add = 1,
    Set = 2,
    Unlock = 3,
    Sync = 4,
    Reset = 5,
    Extended = 6,
}

impl Kind {
    pub const ALL: [Self; 6] = [
        Self::Add,
        Self::Set,
        Self::Unlock,
        Self::Sync,
        Self::Reset,
        Self::Extended,
    ];

    pub fn name(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Set => "set",
            Self::Unlock => "unlock",
            Self::Sync => "sync",
            Self::Reset => "reset",
            Self::Extended => "extended",
        }
    }

    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|&kind| kind as u8 == number)
    }
}

/// What is asked for. Time in days.
#[derive(Clone, PartialEq, Debug)]
pub enum Request {
    Add(f64),
    Set(f64),
    /// So that the unit is on until this second.
    Until(i64),
    Unlock,
    Sync,
    Reset,
    Extended {
        value: u32,
        digits: u8,
        set: bool,
    },
}

/// What the server knows of a unit beyond its parameters.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct State {
    /// Until when it has been paid for.
    pub expiry: Option<i64>,
    /// The furthest expiry that a token ever gave.
    pub furthest: Option<i64>,
    pub unlocked: bool,
}

/// A token to be issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Token {
    pub kind: Kind,
    pub count: u16,
    pub value: u32,
    pub digits: u8,
    pub number: u64,
}

impl Token {
    /// As it is typed.
    pub fn text(&self, unit: &Unit) -> String {
        engine::write(self.number, self.digits, unit.restricted)
    }

    /// What it will do, in words.
    pub fn does(&self, unit: &Unit) -> String {
        let time = || time::span(engine::seconds(self.value, unit.divider));
        match self.kind {
            Kind::Add => format!("adds {}", time()),
            Kind::Set => format!("sets the credit to {}", time()),
            Kind::Unlock => "unlocks the unit for good".to_owned(),
            Kind::Sync => "synchronises the count".to_owned(),
            Kind::Reset => "sets the count to 0, which re-opens every token: for a technician only".to_owned(),
            Kind::Extended => format!("carries the value {} to the product", self.value),
        }
    }
}

/// The tokens for a request, in the order in which they are to be entered; `unit.count` and `state` move on with them.
pub fn plan(unit: &mut Unit, state: &mut State, request: &Request, now: i64) -> Result<Vec<Token>> {
    let paid = state.expiry.unwrap_or(now).max(now);
    // Time was taken away, and a customer who does not enter that token still has it.
    let removed = state.furthest.is_some_and(|furthest| furthest > paid);
    match *request {
        Request::Add(days) => {
            let value = value(days, unit.divider)?;
            if state.unlocked {
                bail!(
                    "{} is unlocked, an Add has no effect there; a set locks it again",
                    unit.serial
                );
            }
            if value == 0 {
                bail!("{days} days are no time at this unit's divider {}", unit.divider);
            }
            if removed {
                let left = to_value(paid - now, unit.divider)?;
                set(unit, state, left.saturating_add(value), now)
            } else {
                add(unit, state, value, paid)
            }
        }
        Request::Set(days) => set(unit, state, value(days, unit.divider)?, now),
        Request::Until(end) => {
            if end < now {
                bail!("{} is over", time::show(end));
            }
            // What the units' size rounds away is no difference.
            let near = |expiry: i64| expiry >= now && (end - expiry).abs() * 2 * i64::from(unit.divider) <= DAY;
            if !state.unlocked && state.expiry.is_some_and(near) {
                bail!("{} is on until {} already", unit.serial, time::show(paid));
            } else if !state.unlocked && !removed && end > paid {
                let value = to_value(end - paid, unit.divider)?;
                if value == 0 {
                    bail!("{} is on until {} already", unit.serial, time::show(paid));
                }
                add(unit, state, value, paid)
            } else {
                set(unit, state, to_value(end - now, unit.divider)?, now)
            }
        }
        Request::Unlock => {
            let token = issue(unit, Kind::Unlock, UNLOCK, 9, 1)?;
            state.unlocked = true;
            Ok(vec![token])
        }
        Request::Sync => Ok(vec![issue(unit, Kind::Sync, SYNC, 9, 1)?]),
        Request::Reset => Ok(vec![make(unit, Kind::Reset, 0, SYNC, 9)]),
        Request::Extended { value, digits, set } => {
            let end = if digits == 12 { 1_000_000 } else { 1_000_000_000 };
            if value >= end {
                bail!("{digits} digits carry a value of at most {}", end - 1);
            }
            Ok(vec![issue(unit, Kind::Extended, value, digits, u16::from(set))?])
        }
    }
}

/// As many Adds as it takes.
fn add(unit: &mut Unit, state: &mut State, value: u32, from: i64) -> Result<Vec<Token>> {
    if value.div_ceil(MAX_TIME) > MOST_ADDS {
        bail!("that would be more than {MOST_ADDS} tokens, which is more than a unit takes in any order");
    }
    let mut left = value;
    let mut tokens = Vec::new();
    let mut expiry = from;
    while left > 0 {
        let part = left.min(MAX_TIME);
        tokens.push(issue(unit, Kind::Add, part, 9, 0)?);
        expiry += engine::seconds(part, unit.divider);
        left -= part;
    }
    state.expiry = Some(expiry);
    state.furthest = state.furthest.max(state.expiry);
    Ok(tokens)
}

/// A Set, and Adds for what it cannot carry.
fn set(unit: &mut Unit, state: &mut State, value: u32, now: i64) -> Result<Vec<Token>> {
    let first = value.min(MAX_TIME);
    let expiry = now + engine::seconds(first, unit.divider);
    let mut tokens = vec![issue(unit, Kind::Set, first, 9, 1)?];
    state.unlocked = false;
    state.expiry = Some(expiry);
    state.furthest = state.furthest.max(state.expiry);
    tokens.extend(add(unit, state, value - first, expiry)?);
    Ok(tokens)
}

/// The token of the next count of this parity that is not the test code.
fn issue(unit: &mut Unit, kind: Kind, value: u32, digits: u8, parity: u16) -> Result<Token> {
    let mut count = u32::from(unit.count) + 1;
    if count % 2 != u32::from(parity) {
        count += 1;
    }
    loop {
        let Ok(next) = u16::try_from(count) else {
            bail!("{} has used up its counts: 65,535 is the last", unit.serial);
        };
        let token = make(unit, kind, next, value, digits);
        if unit.test_code.map(u64::from) == Some(token.number) && digits == 9 {
            count += 2;
            continue;
        }
        unit.count = next;
        return Ok(token);
    }
}

fn make(unit: &Unit, kind: Kind, count: u16, value: u32, digits: u8) -> Token {
    Token {
        kind,
        count,
        value,
        digits,
        number: engine::generate(&unit.secret, count, value, digits),
    }
}

/// Days as an activation value, rounded half to even.
fn value(days: f64, divider: u8) -> Result<u32> {
    let value = (days * f64::from(divider)).round_ties_even();
    if !(0.0..=1e6).contains(&value) {
        bail!("{days} days are not 0 to {}", 1_000_000 / u32::from(divider));
    }
    Ok(value as u32)
}

/// Seconds as an activation value, rounded half to even.
fn to_value(seconds: i64, divider: u8) -> Result<u32> {
    value(seconds as f64 / DAY as f64, divider)
}

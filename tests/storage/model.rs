//! What a unit is, in plain numbers and lists: the rules of tokens, credit and waiting, written a second time.
//! Knows no storage and no bits.

use opaygo::status::Status;

use crate::unit::Token;

pub const DAY: u64 = 86_400;
/// The first record after a start is due by then.
pub const EARLY: u64 = 16;

/// A provisioned unit.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    pub count: u16,
    /// Adds up to this count may not be used any more.
    pub closed: u16,
    /// Adds above it that were used.
    pub used: Vec<u16>,
    pub last_sync: u16,
    pub credit: u64,
    pub unlocked: bool,
    pub tamper: bool,
    pub failures: u8,
    pub lock: u64,
    pub clock_faults: u8,
    /// The next start is one of which nobody knows how long power was off.
    pub doubt: bool,
    /// For each test use the spans of 16 seconds until it is forgotten.
    pub tests: Vec<u64>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum State {
    /// To be provisioned with any key.
    New,
    Unit(Unit),
    /// To be provisioned with its own key.
    Corrupt,
}

impl State {
    pub fn unit(&self) -> &Unit {
        match self {
            State::Unit(unit) => unit,
            other => panic!("{other:?} is no unit"),
        }
    }

    /// Time passes, powered or not: the clock is an RTC.
    pub fn pass(&mut self, seconds: u64) {
        if let State::Unit(unit) = self {
            if !unit.unlocked {
                unit.credit = unit.credit.saturating_sub(seconds);
            }
            unit.lock = unit.lock.saturating_sub(seconds);
            unit.tests
                .iter_mut()
                .for_each(|left| *left = left.saturating_sub(seconds / 16));
            unit.tests.retain(|&left| left > 0);
        }
    }

    /// What a power-up finds.
    pub fn powered(&self) -> Self {
        match self {
            State::Unit(unit) if unit.doubt => self.unknown(EARLY),
            _ => self.clone(),
        }
    }

    /// Nobody knows how long power was off: what may have run, if anything ran.
    pub fn unknown(&self, due: u64) -> Self {
        let mut state = self.clone();
        if let State::Unit(unit) = &mut state {
            if !unit.unlocked && unit.credit > 0 {
                unit.doubt = true;
                unit.clock_faults = unit.clock_faults.saturating_add(1);
                unit.credit = unit.credit.saturating_sub(due);
            }
        }
        state
    }
}

impl Unit {
    pub fn provisioned(count: u16) -> Self {
        Self {
            count,
            closed: count,
            used: Vec::new(),
            last_sync: count,
            credit: 0,
            unlocked: false,
            tamper: false,
            failures: 0,
            lock: 0,
            clock_faults: 0,
            doubt: false,
            tests: Vec::new(),
        }
    }

    /// A try is stored before it is looked at.
    pub fn charged(&self) -> Self {
        let mut unit = self.clone();
        unit.failures = (unit.failures + 1).min(31);
        // One free try, then a minute, doubled for each up to 512.
        unit.lock = match unit.failures {
            0 | 1 => 0,
            more => (60 << (more - 2)).min(512 * 60),
        };
        unit
    }

    fn verdict(&self, token: Token) -> Status {
        let Token { count, value, extended } = token;
        let newer = count > self.count;
        let ahead = count.saturating_sub(self.count);
        let behind = self.count.saturating_sub(count);
        let (kind, may) = if extended {
            (Status::Extended, newer && ahead <= 64)
        } else if value == 999 {
            let near = if newer {
                ahead <= 100
            } else {
                count % 2 == 1 && behind <= 30
            };
            (Status::CounterSync, near && count > self.last_sync)
        } else if value == 998 {
            (Status::DisablePayg, newer && ahead <= 64)
        } else if value >= 996 {
            (Status::Reserved, newer && ahead <= 64)
        } else if count % 2 == 1 {
            (Status::SetTime, newer && ahead <= 64)
        } else {
            let open = count > self.closed && !self.used.contains(&count);
            (Status::AddTime, newer && ahead <= 64 || !newer && behind <= 20 && open)
        };
        match may {
            _ if count == 0 => Status::Invalid,
            true => kind,
            false if newer => Status::Invalid,
            false => Status::AlreadyUsed,
        }
    }

    /// The unit after `token`, and what it is told to be. `set` overrules what a Set Time is worth.
    pub fn take(&self, token: Token, set: Option<u64>) -> (Self, Status) {
        let mut unit = self.clone();
        let mut verdict = self.verdict(token);
        let worth = set.unwrap_or(u64::from(token.value) * DAY);
        match verdict {
            Status::Invalid | Status::AlreadyUsed => return (unit, verdict),
            Status::AddTime | Status::DisablePayg if unit.unlocked => verdict = Status::NoEffect,
            Status::AddTime => unit.credit = (unit.credit + worth).min(u32::MAX.into()),
            Status::DisablePayg => unit.unlocked = true,
            Status::SetTime => {
                unit.credit = worth;
                unit.unlocked = false;
                unit.tamper = false;
            }
            _ => {}
        }
        let closes = !token.extended && (token.value >= 998 || token.value < 996 && token.count % 2 == 1);
        if closes {
            unit.closed = token.count;
            unit.used.clear();
            unit.count = token.count;
            if token.value == 999 {
                unit.last_sync = token.count;
            }
        } else {
            unit.used.push(token.count);
            unit.count = unit.count.max(token.count);
        }
        unit.failures = 0;
        unit.lock = 0;
        (unit, verdict)
    }

    /// As [`Unit::take`] for a token that is typed in when no waiting period runs.
    pub fn entered(&self, token: Token) -> (Self, Status) {
        match self.take(token, None) {
            (_, Status::Invalid) => (self.charged(), Status::Invalid),
            taken => taken,
        }
    }

    /// The even counts within reach that are used, as a record has them.
    pub fn used_bits(&self) -> u16 {
        let top = i32::from(self.count & !1);
        (0..16).fold(0, |bits, i| {
            let count = top - 2 * i;
            let used = count <= self.closed.into() || self.used.iter().any(|&used| i32::from(used) == count);
            bits | u16::from(used) << i
        })
    }
}

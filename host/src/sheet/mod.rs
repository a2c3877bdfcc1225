//! The public acceptance procedure for one unit: what to type and what must happen. Knows no paper and no board.

pub mod run;
pub mod watch;

use anyhow::{bail, Result};

use crate::engine::{self, MAX_TIME, UNLOCK};
use crate::server::{Kind, Token};
use crate::time;
use crate::unit::Unit;

/// How many steps the public procedure has.
pub const STEPS: usize = 46;

/// What must happen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Must {
    Invalid,
    /// Already used; the credit stays at so many seconds, or the unit unlocked.
    Used(Option<u32>),
    /// The credit is so many seconds.
    Credit(u32),
    Unlocked,
    /// Taken, and the unit stays unlocked.
    StayUnlocked,
}

/// A step of the procedure.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: String,
    /// What it is for; empty where it goes on with the step before.
    pub test: &'static str,
    /// Seconds to wait before it.
    pub wait: u32,
    pub text: String,
    pub must: Must,
    /// What the server has to know of, once.
    pub token: Option<Token>,
}

impl Must {
    /// In words, with what the LEDs show.
    pub fn words(self) -> String {
        match self {
            Self::Invalid => "refused as invalid; red 10".to_owned(),
            Self::Used(Some(credit)) => format!("refused as used, {} stay; red 10", time::span(credit.into())),
            Self::Used(None) => "refused as used, the unit stays unlocked; red 10".to_owned(),
            Self::Credit(0) => "off at once, no time left; green 2".to_owned(),
            Self::Credit(credit) => format!("{} left; green 2", time::span(credit.into())),
            Self::Unlocked => "on for good; green 5".to_owned(),
            Self::StayUnlocked => "taken, and the unit stays on for good; green 2".to_owned(),
        }
    }
}

/// The procedure under way.
struct Maker {
    unit: Unit,
    credit: u32,
    unlocked: bool,
    steps: Vec<Step>,
}

/// The steps for a unit that has taken nothing yet, and one of ours that locks it again.
pub fn steps(unit: &Unit) -> Result<Vec<Step>> {
    let mut maker = Maker {
        unit: unit.clone(),
        credit: 0,
        unlocked: false,
        steps: Vec::new(),
    };
    maker.core()?;
    maker.unordered()?;
    debug_assert_eq!(maker.steps.len(), STEPS);
    maker.set(
        "END",
        "Not of the procedure: the unit is locked again, as it is shipped",
        0,
    )?;
    Ok(maker.steps)
}

impl Maker {
    fn core(&mut self) -> Result<()> {
        let invalid = self.invalid()?;
        self.step("G1", "A token that is none is refused", invalid, Must::Invalid, None);
        let set = self.set("G2", "A Set Time of a day", 1)?;
        let add = self.add("G3", "An Add Time of a day", 1)?;
        self.again(
            "G4A",
            "The same Add again: nothing is added, the unit says that it was used",
            &add,
        );
        self.again(
            "G4B",
            "The older Set again: nothing changes, the unit says that it was used",
            &set,
        );
        self.set("G5", "A Set Time of 30 days sets and does not add", 30)?;
        self.set("G6", "A Set Time of 0 days: the outputs are off at once", 0)?;
        for letter in ["A", "B", "C"] {
            let test = if letter == "A" {
                "Three Adds of the greatest value add up"
            } else {
                ""
            };
            let token = self.make(Kind::Add, MAX_TIME, 0)?;
            self.take(&format!("G7{letter}"), test, token);
        }
        for day in 1..=21u8 {
            let test = "Sets of 1 to 21 days, each 30 counts further on; each takes at most 5 seconds";
            let test = if day == 1 { test } else { "" };
            let token = self.make(Kind::Set, self.value(day.into()), 29)?;
            self.take(&format!("G8{}", char::from(b'A' + day - 1)), test, token);
        }
        let unlock = self.make(Kind::Unlock, UNLOCK, 0)?;
        self.take("G9", "A Disable PAYG token", unlock);
        self.set("G10", "A Set Time of 0 days locks the unit again", 0)?;
        let unlock = self.make(Kind::Unlock, UNLOCK, 0)?;
        self.take("G11A", "Unlocked; then an Add of 0 days must not lock it", unlock);
        let add = self.make(Kind::Add, 0, 0)?;
        self.take("G11B", "", add);
        self.set(
            "G12A",
            "Locked by a Set of 0 days; 48 hours later an Add of a day gives a day",
            0,
        )?;
        self.add("G12B", "", 1)?;
        if let Some(step) = self.steps.last_mut() {
            step.wait = 48 * 3600;
        }
        Ok(())
    }

    fn unordered(&mut self) -> Result<()> {
        self.set("U1A", "Three Adds, the third entered first: each adds its days", 60)?;
        let first = self.make(Kind::Add, self.value(10), 0)?;
        let second = self.make(Kind::Add, self.value(5), 0)?;
        let third = self.make(Kind::Add, self.value(1), 0)?;
        self.take("U1B", "", third);
        self.take("U1C", "", first);
        self.take("U1D", "", second);
        let older = self.make(Kind::Add, self.value(5), 0)?;
        let set = self.make(Kind::Set, self.value(10), 0)?;
        let newer = self.make(Kind::Add, self.value(3), 0)?;
        self.take("U2A", "An Add older than a Set is refused, a newer one is taken", set);
        self.again("U2B", "", &older);
        self.take("U2C", "", newer);
        let older = self.make(Kind::Add, self.value(1), 0)?;
        let mut unlock = self.make(Kind::Add, UNLOCK, 0)?;
        unlock.kind = Kind::Unlock;
        self.take("U3A", "An Add older than a Disable PAYG token is refused", unlock);
        self.again("U3B", "", &older);
        Ok(())
    }

    /// Days as a value; where the divider is so large that they have none, the greatest.
    fn value(&self, days: u32) -> u32 {
        (days * u32::from(self.unit.divider)).min(MAX_TIME)
    }

    /// A number that is no token of this unit, before the procedure and after it, nor its test code.
    fn invalid(&self) -> Result<String> {
        for number in [123_456_789u32, 987_654_321, 555_555_555, 111_222_333] {
            let end = self.unit.count.saturating_add(1500);
            let (_, counts) = engine::counts(&self.unit.secret, number.into(), 9, end);
            if counts.iter().all(|&count| count == 0) && self.unit.test_code != Some(number) {
                return Ok(engine::write(number.into(), 9, self.unit.restricted));
            }
        }
        bail!("each of the sheet's wrong tokens is a token of this unit")
    }

    /// The next token of a kind, so many counts further on than it need be.
    fn make(&mut self, kind: Kind, value: u32, further: u16) -> Result<Token> {
        let parity = u16::from(kind != Kind::Add);
        let mut count = self.unit.count.saturating_add(further + 1);
        if count % 2 != parity {
            count = count.saturating_add(1);
        }
        loop {
            if count > u16::MAX - 2 {
                bail!("{} has too few counts left for the procedure", self.unit.serial);
            }
            let number = engine::generate(&self.unit.secret, count, value, 9);
            if self.unit.test_code.map(u64::from) != Some(number) {
                self.unit.count = count;
                return Ok(Token {
                    kind,
                    count,
                    value,
                    digits: 9,
                    number,
                });
            }
            count += 2;
        }
    }

    /// Enters a token that must be taken.
    fn take(&mut self, name: &str, test: &'static str, token: Token) {
        let credit = engine::seconds(token.value.min(MAX_TIME), self.unit.divider) as u32;
        let must = match token.kind {
            Kind::Unlock => {
                self.unlocked = true;
                Must::Unlocked
            }
            Kind::Set => {
                (self.unlocked, self.credit) = (false, credit);
                Must::Credit(credit)
            }
            _ if self.unlocked => Must::StayUnlocked,
            _ => {
                self.credit += credit;
                Must::Credit(self.credit)
            }
        };
        let text = token.text(&self.unit);
        self.step(name, test, text, must, Some(token));
    }

    /// Enters a token that is used.
    fn again(&mut self, name: &str, test: &'static str, token: &Token) {
        let must = Must::Used((!self.unlocked).then_some(self.credit));
        let text = token.text(&self.unit);
        self.step(name, test, text, must, Some(token.clone()));
    }

    fn set(&mut self, name: &str, test: &'static str, days: u32) -> Result<Token> {
        let token = self.make(Kind::Set, self.value(days), 0)?;
        self.take(name, test, token.clone());
        Ok(token)
    }

    fn add(&mut self, name: &str, test: &'static str, days: u32) -> Result<Token> {
        let token = self.make(Kind::Add, self.value(days), 0)?;
        self.take(name, test, token.clone());
        Ok(token)
    }

    fn step(&mut self, name: &str, test: &'static str, text: String, must: Must, token: Option<Token>) {
        self.steps.push(Step {
            name: name.to_owned(),
            test,
            wait: 0,
            text,
            must,
            token,
        });
    }
}

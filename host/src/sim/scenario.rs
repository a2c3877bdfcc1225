//! The published scenarios: a server and a unit, step by step. Knows no board.

use anyhow::{bail, Result};

use crate::engine::bench::Bench;
use crate::engine::{self, Config, Secret, Status};
use crate::key::Key;
use crate::server::{self, Request, State};
use crate::sheet::{self, Must};
use crate::time::{self, DAY};
use crate::unit::Unit;

const NOW: i64 = 1_767_225_600;

/// A step: what was done, what the unit answered and shows, and whether that is right.
pub struct Done {
    pub what: String,
    pub shows: String,
    pub right: bool,
}

/// The published example unit with a server.
struct Stage {
    unit: Unit,
    state: State,
    bench: Bench,
    done: Vec<Done>,
}

/// What must be shown: days of credit, or unlocked.
#[derive(Clone, Copy)]
enum Shows {
    Days(i64),
    Unlocked,
}

/// Plays scenario 1 (the quick test), 2 (the server and the device) or 3 (the full procedure).
pub fn play(number: u8) -> Result<Vec<Done>> {
    let mut stage = Stage::new()?;
    match number {
        1 => stage.quick_test()?,
        2 => stage.server_and_device()?,
        _ => stage.full_procedure()?,
    }
    Ok(stage.done)
}

impl Stage {
    fn new() -> Result<Self> {
        let unit = Unit {
            serial: "EXAMPLE1".to_owned(),
            secret: Secret {
                key: Key(engine::EXAMPLE_KEY),
                starting_code: 123_456_789,
            },
            count: 0,
            divider: 1,
            restricted: false,
            model: String::new(),
            version: String::new(),
            test_code: None,
        };
        let config = Config {
            example_key: 1,
            ..Config::DEFAULT
        };
        let mut bench = Bench::blank(config, NOW as u32);
        if let Err(status) = bench.factory(unit.factory_line().as_bytes()) {
            bail!("the unit cannot be provisioned: {}", engine::status_name(status));
        }
        Ok(Self {
            unit,
            state: State::default(),
            bench,
            done: Vec::new(),
        })
    }

    /// Types a text: the unit must answer one of these and show that.
    fn enter(&mut self, what: &str, text: &str, answers: &[Status], shows: Shows) {
        let answer = self.bench.enter(text);
        let shown = self.bench.shown();
        let right = answers.contains(&answer)
            && match shows {
                Shows::Days(days) => i64::from(shown.credit) == days * DAY && shown.active == (days > 0),
                Shows::Unlocked => shown.state == "unlocked" && shown.active,
            };
        let credit = time::span(shown.credit.into());
        self.done.push(Done {
            what: format!("{what}: {text}"),
            shows: format!(
                "{}, {}, {credit}, count {}",
                engine::status_name(answer),
                shown.state,
                shown.count
            ),
            right,
        });
    }

    /// The server makes a token.
    fn token(&mut self, request: &Request) -> Result<String> {
        let tokens = server::plan(&mut self.unit, &mut self.state, request, NOW)?;
        match &tokens[..] {
            [token] => Ok(token.text(&self.unit)),
            _ => bail!("a scenario's request is one token"),
        }
    }

    fn quick_test(&mut self) -> Result<()> {
        self.enter("an invalid token", "123456789", &[Status::Invalid], Shows::Days(0));
        self.enter("add 1 day", "662486790", &[Status::AddTime], Shows::Days(1));
        self.enter("the same again", "662486790", &[Status::AlreadyUsed], Shows::Days(1));
        self.enter("add 29 days", "927706818", &[Status::AddTime], Shows::Days(30));
        self.enter("set 7 days", "942433796", &[Status::SetTime], Shows::Days(7));
        self.enter("disable PAYG", "650975787", &[Status::DisablePayg], Shows::Unlocked);
        self.enter("set 0 days", "592185789", &[Status::SetTime], Shows::Days(0));
        Ok(())
    }

    fn until(&mut self, what: &str, days: i64, kind: Status) -> Result<()> {
        let token = self.token(&Request::Until(NOW + days * DAY))?;
        self.enter(what, &token, &[kind], Shows::Days(days));
        Ok(())
    }

    fn server_and_device(&mut self) -> Result<()> {
        self.enter("an invalid token", "123456789", &[Status::Invalid], Shows::Days(0));
        let first = self.token(&Request::Until(NOW + DAY))?;
        self.enter("until tomorrow", &first, &[Status::AddTime], Shows::Days(1));
        self.enter("the same again", &first, &[Status::AlreadyUsed], Shows::Days(1));
        self.until("until in 30 days", 30, Status::AddTime)?;
        self.until("until in 7 days, 23 taken away", 7, Status::SetTime)?;
        let unlock = self.token(&Request::Unlock)?;
        self.enter("disable PAYG", &unlock, &[Status::DisablePayg], Shows::Unlocked);
        self.until("locked again, 0 days", 0, Status::SetTime)?;
        for _ in 0..5 {
            self.token(&Request::Set(1.0))?;
        }
        let sixth = self.token(&Request::Set(1.0))?;
        self.enter(
            "the last of six tokens for a day",
            &sixth,
            &[Status::SetTime],
            Shows::Days(1),
        );
        // The server is told that nothing was taken away, so that it makes Adds.
        self.state.furthest = self.state.expiry;
        let adds = (0..6)
            .map(|_| self.token(&Request::Add(1.0)))
            .collect::<Result<Vec<_>>>()?;
        self.enter(
            "six Adds, the sixth first",
            &adds[5],
            &[Status::AddTime],
            Shows::Days(2),
        );
        // The page's reach is five Adds and refuses it; ours is ten (ruling 2).
        self.enter(
            "the first, five Adds back",
            &adds[0],
            &[Status::AddTime],
            Shows::Days(3),
        );
        for (days, number) in [(4, 4), (5, 3), (6, 2), (7, 1)] {
            self.enter("an older Add", &adds[number], &[Status::AddTime], Shows::Days(days));
        }
        let add = self.token(&Request::Add(1.0))?;
        let set = self.token(&Request::Set(0.0))?;
        self.enter(
            "a Set of 0 days, newer than an Add",
            &set,
            &[Status::SetTime],
            Shows::Days(0),
        );
        self.enter("that Add", &add, &[Status::AlreadyUsed], Shows::Days(0));
        let set = self.token(&Request::Set(1.0))?;
        self.state.furthest = self.state.expiry;
        let add = self.token(&Request::Add(1.0))?;
        self.enter("an Add newer than a Set", &add, &[Status::AddTime], Shows::Days(1));
        self.enter("that Set", &set, &[Status::AlreadyUsed], Shows::Days(1));
        Ok(())
    }

    fn full_procedure(&mut self) -> Result<()> {
        for step in sheet::steps(&self.unit)?.into_iter().take(sheet::STEPS) {
            self.bench.pass(step.wait);
            self.bench.poll();
            let (answers, shows): (&[Status], _) = match step.must {
                Must::Invalid => (&[Status::Invalid], Shows::Days(0)),
                Must::Used(None) => (&[Status::AlreadyUsed], Shows::Unlocked),
                Must::Used(Some(credit)) => (&[Status::AlreadyUsed], Shows::Days(i64::from(credit) / DAY)),
                Must::Credit(credit) => (
                    &[Status::AddTime, Status::SetTime],
                    Shows::Days(i64::from(credit) / DAY),
                ),
                Must::Unlocked => (&[Status::DisablePayg], Shows::Unlocked),
                Must::StayUnlocked => (&[Status::NoEffect], Shows::Unlocked),
            };
            self.enter(&format!("{:<4} {}", step.name, step.test), &step.text, answers, shows);
        }
        Ok(())
    }
}

//! `opaygo sheet`: the public acceptance procedure for one unit, to be printed or to be run.

mod paper;

use std::time::Duration;

use anyhow::{bail, Result};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::source::Source;
use super::NowArg;
use crate::ledger::{Ledger, Listed, Work};
use crate::output::Output;
use crate::server::State;
use crate::sheet::run::{self, Outcome};
use crate::sheet::{self, watch, Step};
use crate::unit::Unit;

/// How long a person may take to type a token.
const PATIENCE: Duration = Duration::from_secs(600);

/// In the ledger, the reason of each token of a sheet.
const REASON: &str = "acceptance sheet";

/// Write the public acceptance procedure for one unit: 46 steps, what to type, what must happen, where to tick
///
/// The unit is one that has been provisioned and has taken nothing since. Its tokens are issued in the ledger once, and a sheet that
/// is printed again has the same; a step behind the procedure locks the unit again. With --run an emulated board of a
/// checkout takes the unit's parameters and goes through all of it.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo sheet --unit SLT000001
  opaygo sheet --unit SLT000001 --format html > slt000001.html
  opaygo sheet --unit SLT000001 --run --board atmega328p
  opaygo sheet --unit SLT000001 --run --port /dev/ttyUSB0
  opaygo sheet --key-file slt.key --starting-code 123456789 --count 1 --format csv")]
pub struct Sheet {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    now: NowArg,
    /// How it is written
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Run it and fill it in
    #[arg(long, requires = "on")]
    run: bool,
    /// The emulated board that it is run on
    #[arg(long, value_enum, requires = "run", group = "on")]
    board: Option<Board>,
    /// The port of a unit's UART: you type the tokens that are asked for, the unit tells what happened
    #[arg(long, value_name = "P", requires = "run", group = "on")]
    port: Option<String>,
    #[arg(long, value_name = "BAUD", default_value_t = 9600)]
    baud: u32,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Csv,
    Html,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Board {
    Host,
    Microbit,
    Atmega328p,
}

impl Board {
    pub fn name(self) -> &'static str {
        match self {
            Self::Host => "host",
            Self::Microbit => "microbit",
            Self::Atmega328p => "atmega328p",
        }
    }
}

impl Sheet {
    pub fn run(&self, out: Output) -> Result<()> {
        let (unit, steps) = self.steps(out)?;
        let outcomes = match self.board {
            Some(board) if self.run => {
                let runs = out.busy(format!("the board {} goes through it", board.name()));
                let said = run::play(board.name(), &run::scenario(&unit, &steps))?;
                runs.finish_and_clear();
                Some(run::outcomes(&steps, &said)?)
            }
            _ => match &self.port {
                Some(port) => Some(watch::watch(port, self.baud, &steps, PATIENCE, ask)?),
                None => None,
            },
        };
        let outcomes = outcomes.as_deref();
        if out.json {
            out.line(json(&unit, &steps, outcomes))?;
        } else {
            let paper = paper::Paper {
                unit: &unit,
                steps: &steps,
                outcomes,
                board: self.board.map(Board::name),
            };
            let text = match self.format {
                Format::Text => paper.text(),
                Format::Csv => paper.csv()?,
                Format::Html => paper.html(),
            };
            out.line(text.trim_end())?;
        }
        let failed = outcomes.map_or(0, |outcomes| outcomes.iter().filter(|outcome| outcome.is_err()).count());
        if failed > 0 {
            bail!("{failed} of {} steps failed", steps.len());
        }
        Ok(())
    }

    fn steps(&self, out: Output) -> Result<(Unit, Vec<Step>)> {
        match (self.source.loose()?, &self.source.unit) {
            (Some(unit), _) => {
                let steps = sheet::steps(&unit)?;
                Ok((unit, steps))
            }
            (None, Some(serial)) => {
                let mut ledger = Ledger::open(&self.source.ledger.ledger)?;
                let now = self.now.get();
                let paid = ledger.work().unit(serial)?.state;
                let sheet = ledger.change(|work| issue(work, serial, now))?;
                if paid.unlocked || paid.expiry.is_some_and(|end| end > now) {
                    out.note(format!(
                        "{serial} is paid for: the last step of the sheet takes that away"
                    ));
                }
                Ok(sheet)
            }
            (None, None) => unreachable!("clap asks for one of them"),
        }
    }
}

/// Asks the person at the keypad.
fn ask(step: &Step) {
    if step.wait > 0 {
        eprintln!(
            "{}: leave the unit alone for {} hours, and then",
            step.name,
            step.wait / 3600
        );
    }
    eprintln!("{}: type *{}", step.name, super::token::grouped(&step.text));
}

/// The steps of a unit of the ledger: as they were issued before, or issued now.
fn issue(work: &Work, serial: &str, now: i64) -> Result<(Unit, Vec<Step>)> {
    let Listed {
        id,
        mut unit,
        first_count,
        state,
        ..
    } = work.unit(serial)?;
    let issued = work.tokens(id)?;
    let before = issued
        .iter()
        .take_while(|issued| issued.reason != REASON)
        .map(|issued| issued.token.count)
        .max()
        .unwrap_or(0)
        .max(first_count);
    let is_new = issued.iter().all(|issued| issued.reason != REASON);
    let last = unit.count;
    unit.count = if is_new { last } else { before };
    let steps = sheet::steps(&unit)?;
    if is_new {
        let mut tokens: Vec<_> = steps.iter().filter_map(|step| step.token.clone()).collect();
        tokens.sort_by_key(|token| token.count);
        tokens.dedup_by_key(|token| token.count);
        let count = tokens.last().map_or(last, |token| token.count);
        // The last step takes all of it away.
        let state = State {
            expiry: Some(now),
            furthest: state.furthest.max(Some(now)),
            unlocked: false,
        };
        let mut after = work.unit(serial)?;
        after.unit.count = count;
        after.state = state;
        work.write(&after, &tokens, REASON, now)?;
    }
    Ok((unit, steps))
}

fn json(unit: &Unit, steps: &[Step], outcomes: Option<&[Outcome]>) -> serde_json::Value {
    let rows: Vec<_> = steps
        .iter()
        .enumerate()
        .map(|(number, step)| {
            let outcome = outcomes.and_then(|outcomes| outcomes.get(number));
            json!({
                "step": step.name, "test": step.test, "wait": step.wait, "token": step.text, "must": step.must.words(),
                "count": step.token.as_ref().map(|token| token.count),
                "passed": outcome.map(Result::is_ok),
                "happened": outcome.map(|outcome| match outcome { Ok(said) | Err(said) => said }),
            })
        })
        .collect();
    json!({ "unit": unit.serial, "count": unit.count, "steps": rows })
}

//! `opaygo provision`: units at the factory's bench, one after the other.

use std::io::{BufRead, IsTerminal};
use std::time::Duration;

use anyhow::{bail, ensure, Context, Result};
use clap::{Args, ValueEnum};
use serde_json::{json, Value};

use super::LedgerArg;
use crate::engine::{self, bench};
use crate::jig::{Jig, Outcome};
use crate::ledger::{Ledger, Listed, Work};
use crate::output::Output;
use crate::time;

/// Give units their keys over the factory line
///
/// Sends the unit's line, checks the answer against the check value of all that was sent, marks the ledger and prints a label line.
/// A unit that took a line it may have misread is in doubt: it is to be set aside, and its parameters are not used again.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo provision --port /dev/ttyUSB0 --next
  opaygo provision --port /dev/ttyUSB0 --next --count 500 --label zpl > labels.zpl
  opaygo provision --port /dev/ttyUSB0 --unit SLT000007")]
pub struct Provision {
    /// The serial port
    #[arg(long, value_name = "P")]
    port: String,
    /// This unit of the ledger
    #[arg(
        long,
        value_name = "SERIAL",
        required_unless_present = "next",
        conflicts_with = "next"
    )]
    unit: Option<String>,
    /// The first unit of the ledger that has still to be provisioned
    #[arg(long)]
    next: bool,
    /// That unit also when it is in doubt: only for the very board that its line was sent to
    #[arg(long, requires = "unit")]
    in_doubt: bool,
    /// So many units in a row; on a terminal Enter says that the next one is connected
    #[arg(long, value_name = "N", default_value_t = 1, requires = "next", value_parser = clap::value_parser!(u32).range(1..))]
    count: u32,
    #[arg(long, value_name = "BAUD", default_value_t = 9600)]
    baud: u32,
    /// How long to wait for the port and for each answer, in seconds
    #[arg(long, value_name = "S", default_value_t = 5.0, value_parser = patience)]
    timeout: f64,
    /// How the label line is written
    #[arg(long, value_enum, default_value_t = Label::Text)]
    label: Label,
    #[command(flatten)]
    ledger: LedgerArg,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Label {
    Text,
    Csv,
    Zpl,
}

/// A unit to be provisioned, its line, and what it must answer.
struct Job {
    listed: Listed,
    line: String,
    check: u32,
}

fn patience(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("must be 0.1 to 3600".to_owned()),
    }
}

impl Provision {
    pub fn run(&self, out: Output) -> Result<()> {
        let mut ledger = Ledger::open(&self.ledger.ledger)?;
        let mut jig = Jig::open(&self.port, self.baud, Duration::from_secs_f64(self.timeout))?;
        let (mut passed, mut failed) = (0, 0);
        let mut answers = Vec::new();
        for number in 0..self.count {
            if number > 0 && !next_is_connected()? {
                break;
            }
            let Some(job) = ledger.change(|work| self.claim(work))? else {
                ensure!(
                    number > 0,
                    "every unit of the ledger is provisioned: `opaygo units new` makes more"
                );
                out.note("every unit of the ledger is provisioned");
                break;
            };
            let waits = out.busy(format!("{} is being provisioned", job.listed.unit.serial));
            let outcome = provision(&mut ledger, &mut jig, &job)?;
            waits.finish_and_clear();
            if outcome == Outcome::Pass {
                passed += 1;
            } else {
                failed += 1;
            }
            answers.push(self.tell(out, &job, &outcome)?);
        }
        if out.json {
            out.line(json!({ "passed": passed, "failed": failed, "units": answers }))?;
        } else if self.count > 1 {
            eprintln!("{passed} passed, {failed} failed");
        }
        if failed > 0 {
            bail!("{failed} of {} units failed", passed + failed);
        }
        Ok(())
    }

    /// The unit whose turn it is. It is in doubt from here on until its answer is known, so that no other process takes it, and
    /// nobody after one that was killed.
    fn claim(&self, work: &Work) -> Result<Option<Job>> {
        let listed = match &self.unit {
            Some(serial) => Some(work.unit(serial)?),
            None => work.next_to_provision()?,
        };
        let Some(listed) = listed else { return Ok(None) };
        match (listed.provisioned, listed.check_value) {
            (Some(when), None) if !self.in_doubt => bail!(
                "{} is in doubt since {}: it may be in a board already; --in-doubt tries that very board again",
                listed.unit.serial,
                time::show(when)
            ),
            (Some(when), Some(_)) => bail!(
                "{} was provisioned on {}: a second unit of that key must not be",
                listed.unit.serial,
                time::show(when)
            ),
            _ => {}
        }
        let mut unit = listed.unit.clone();
        unit.count = listed.first_count;
        let line = unit.factory_line();
        let check = match bench::line_check(&line, true) {
            Ok(check) => check,
            Err(status) => bail!(
                "no unit takes the line of {}: {}",
                unit.serial,
                engine::status_name(status)
            ),
        };
        work.mark_provisioned(listed.id, Some(time::now()), None)?;
        Ok(Some(Job { listed, line, check }))
    }

    fn tell(&self, out: Output, job: &Job, outcome: &Outcome) -> Result<Value> {
        let Job { listed, check, .. } = job;
        let unit = &listed.unit;
        let (result, why) = match outcome {
            Outcome::Pass => ("pass", None),
            Outcome::Fail(why) => ("fail", Some(why)),
            Outcome::Doubt(why) => ("doubt", Some(why)),
        };
        if !out.json {
            match why {
                None => out.line(self.label.line(listed, *check))?,
                Some(why) => eprintln!("{result}: {}: {why}", unit.serial),
            }
        }
        Ok(json!({
            "serial": unit.serial, "result": result, "why": why, "check": format!("{check:08x}"),
            "model": unit.model, "version": unit.version }))
    }
}

/// Sends the line, and marks the ledger by what came of it.
fn provision(ledger: &mut Ledger, jig: &mut Jig, job: &Job) -> Result<Outcome> {
    let Job { listed, line, check } = job;
    let outcome = jig
        .provision(line, *check)
        .with_context(|| format!("{} is in doubt: the port has gone", listed.unit.serial))?;
    let (when, check) = match outcome {
        Outcome::Pass => (Some(time::now()), Some(*check)),
        Outcome::Doubt(_) => (Some(time::now()), None),
        // What it was before.
        Outcome::Fail(_) => (listed.provisioned, None),
    };
    ledger.change(|work| work.mark_provisioned(listed.id, when, check))?;
    Ok(outcome)
}

impl Label {
    fn line(self, listed: &Listed, check: u32) -> String {
        let unit = &listed.unit;
        match self {
            Self::Text => {
                format!("{}  {} {}", unit.serial, unit.model, unit.version)
                    .trim_end()
                    .to_owned()
                    + &format!("  pass, check {check:08x}")
            }
            Self::Csv => {
                let mut csv = csv::WriterBuilder::new().from_writer(Vec::new());
                let row = [
                    unit.serial.as_str(),
                    &unit.model,
                    &unit.version,
                    &format!("{check:08x}"),
                ];
                let written = csv.write_record(row).and_then(|()| Ok(csv.flush()?));
                match written {
                    Ok(()) => String::from_utf8_lossy(csv.get_ref()).trim_end().to_owned(),
                    Err(_) => String::new(),
                }
            }
            // The serial number to be read by people and by machines (D1).
            Self::Zpl => format!(
                "^XA^FO40,40^A0N,40,40^FD{0}^FS^FO40,100^BQN,2,6^FDLA,{0}^FS^FO220,120^A0N,24,24^FD{1} {2}^FS^XZ",
                zpl(&unit.serial),
                zpl(&unit.model),
                zpl(&unit.version)
            ),
        }
    }
}

/// What is a command there is none in a text.
fn zpl(text: &str) -> String {
    text.replace(['^', '~'], " ")
}

/// Whether there is a next unit: on a terminal Enter says so, and `q` that there is none.
fn next_is_connected() -> Result<bool> {
    if !std::io::stdin().is_terminal() {
        return Ok(true);
    }
    eprint!("connect the next unit and press Enter (q ends) ");
    let mut line = String::new();
    let read = std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("cannot read the terminal")?;
    Ok(read > 0 && line.trim() != "q")
}

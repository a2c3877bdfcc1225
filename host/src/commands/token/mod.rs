//! `opaygo token`: tokens issued and explained.

mod batch;
mod explain;
mod print;

pub use print::grouped;

use anyhow::Result;
use clap::{Args, Subcommand};

use super::source::Source;
use super::{board, one_line, NowArg};
use crate::ledger::Ledger;
use crate::output::Output;
use crate::server::{self, Request, State};
use crate::time;

/// Make tokens, for one unit or for a day's payments, and explain one.
///
/// The server's rules hold: a unit whose time was taken away gets Set Time tokens until its expiry is past the furthest that it
/// ever had; more than 995 units of time become several tokens; a token that equals the test code is left out. With a
/// ledger no count is ever issued twice.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  opaygo token add 30 --unit SLT000001
  opaygo token until 2027-01-31 --unit SLT000001
  opaygo token explain 662486790 --unit SLT000001")]
pub enum Command {
    /// Add days to what is left
    #[command(after_help = "Examples:
  opaygo token add 30 --unit SLT000001 --reason \"payment 4711\"
  opaygo token add 0.5 --unit SLT000001 --sms
  opaygo token add 30 --key-file slt.key --starting-code 123456789 --count 3")]
    Add {
        #[arg(value_parser = days)]
        days: f64,
        #[command(flatten)]
        how: How,
    },
    /// Set what is left to so many days; a unit that was unlocked is locked again
    #[command(after_help = "Examples:
  opaygo token set 7 --unit SLT000001 --reason \"returned\"
  opaygo token set 0 --unit SLT000001")]
    Set {
        #[arg(value_parser = days)]
        days: f64,
        #[command(flatten)]
        how: How,
    },
    /// Make the unit be on until a moment (UTC): an Add or a Set, as the rules want it
    #[command(after_help = "Examples:
  opaygo token until 2027-01-31 --unit SLT000001
  opaygo token until 2027-01-31T18:00 --unit SLT000001")]
    Until {
        #[arg(value_parser = time::moment)]
        moment: i64,
        #[command(flatten)]
        how: How,
    },
    /// Unlock the unit for good: it is paid off
    #[command(after_help = "Example:
  opaygo token unlock --unit SLT000001 --reason \"paid off\"")]
    Unlock {
        #[command(flatten)]
        how: How,
    },
    /// Synchronise the unit's count with the ledger's
    #[command(after_help = "Example:
  opaygo token sync --unit SLT000001")]
    Sync {
        #[command(flatten)]
        how: How,
    },
    /// Set the unit's count to 0, which re-opens every token: for a technician only, never for a customer
    #[command(after_help = "Example:
  opaygo token reset --unit SLT000001 --reason \"refurbished\"")]
    Reset {
        #[command(flatten)]
        how: How,
    },
    /// Carry a value of the product's own in 12 or 15 digits
    #[command(after_help = "Example:
  opaygo token extended 123456 --digits 12 --unit SLT000001")]
    Extended {
        value: u32,
        /// 12 digits carry 0 to 999999, 15 carry 0 to 999999999
        #[arg(long, value_name = "N", default_value_t = 12, value_parser = twelve_or_fifteen)]
        digits: u8,
        /// Give it an odd count, as a Set has, instead of an even one
        #[arg(long)]
        set: bool,
        #[command(flatten)]
        how: How,
    },
    Explain(explain::Explain),
    Batch(batch::Batch),
}

/// For whom and how.
#[derive(Args)]
pub struct How {
    #[command(flatten)]
    source: Source,
    #[command(flatten)]
    now: NowArg,
    /// Why, for the ledger
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = one_line)]
    reason: String,
    /// As a text message
    #[arg(long, conflicts_with_all = ["qr", "json"])]
    sms: bool,
    /// As a QR code
    #[arg(long, conflicts_with = "json")]
    qr: bool,
    /// Type it at the emulated board that `opaygo board` has put there
    #[arg(long, value_name = "P")]
    enter: Option<String>,
}

impl Command {
    pub fn run(self, out: Output) -> Result<()> {
        let (request, how) = match self {
            Self::Add { days, how } => (Request::Add(days), how),
            Self::Set { days, how } => (Request::Set(days), how),
            Self::Until { moment, how } => (Request::Until(moment), how),
            Self::Unlock { how } => (Request::Unlock, how),
            Self::Sync { how } => (Request::Sync, how),
            Self::Reset { how } => (Request::Reset, how),
            Self::Extended {
                value,
                digits,
                set,
                how,
            } => (Request::Extended { value, digits, set }, how),
            Self::Explain(explain) => return explain.run(out),
            Self::Batch(batch) => return batch.run(out),
        };
        how.issue(out, &request)
    }
}

impl How {
    fn issue(&self, out: Output, request: &Request) -> Result<()> {
        let now = self.now.get();
        let (unit, state, tokens) = match (self.source.loose()?, &self.source.unit) {
            (Some(mut unit), _) => {
                let mut state = State::default();
                let tokens = server::plan(&mut unit, &mut state, request, now)?;
                (unit, None, tokens)
            }
            (None, Some(serial)) => {
                let mut ledger = Ledger::open(&self.source.ledger.ledger)?;
                let (listed, tokens) = ledger.change(|work| work.issue(serial, request, &self.reason, now))?;
                (listed.unit, Some(listed.state), tokens)
            }
            (None, None) => unreachable!("clap asks for one of them"),
        };
        if self.sms {
            out.line(print::sms(&unit, &tokens))?;
        } else if self.qr {
            out.line(print::qr(&unit, &tokens)?)?;
        } else if !out.json {
            out.line(print::text(&unit, state, &tokens))?;
        }
        let mut said = Vec::new();
        let entered = self.enter.iter().try_for_each(|port| {
            tokens.iter().try_for_each(|token| {
                let waits = out.busy("the board decodes".to_owned());
                let lines = board::enter(port, &token.text(&unit))?;
                waits.finish_and_clear();
                if !out.json {
                    let lines: Vec<String> = lines.iter().map(|line| format!("  the unit: {line}")).collect();
                    out.line(lines.join("\n"))?;
                }
                said.push(lines);
                Ok(())
            })
        });
        if out.json {
            // Issued they are, whatever came of typing them.
            let mut answer = print::json(&unit, state, &tokens);
            if self.enter.is_some() {
                answer["unit_said"] = said.into();
            }
            out.line(answer)?;
        }
        entered
    }
}

/// Days, in parts too.
fn days(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(days) if (0.0..=100_000.0).contains(&days) => Ok(days),
        _ => Err("must be a number of days, 0 to 100000".to_owned()),
    }
}

fn twelve_or_fifteen(text: &str) -> Result<u8, String> {
    match text {
        "12" => Ok(12),
        "15" => Ok(15),
        _ => Err("must be 12 or 15".to_owned()),
    }
}

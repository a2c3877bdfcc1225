//! The command line: one file a command. Knows no rule.

mod audit;
mod board;
mod completions;
mod dump;
mod key;
mod provision;
mod sheet;
mod simulate;
mod source;
mod token;
mod units;

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, Parser, Subcommand};

use crate::output::Output;
use crate::time;

/// The token desk, the factory jig and the workbench of OpenPAYGO units.
///
/// Makes keys, units and tokens, provisions units at a factory's bench, explains tokens and storage, and tries all of it
/// on simulated units. What belongs to the units is kept in a ledger, one file; keys are never shown.
///
/// Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
#[derive(Parser)]
#[command(
    name = "opaygo",
    version,
    max_term_width = 100,
    after_help = "Examples:
  opaygo units new --count 100 --prefix SLT       a hundred units into opaygo.ledger
  opaygo token add 30 --unit SLT000001            30 days more for one of them
  opaygo token explain 662486790 --unit SLT000001 why a token is refused
  opaygo COMMAND --help                           each command with examples"
)]
pub struct Cli {
    /// Answer in JSON.
    #[arg(long, global = true)]
    pub json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(subcommand)]
    Key(key::Command),
    #[command(subcommand)]
    Units(units::Command),
    #[command(subcommand)]
    Token(Box<token::Command>),
    Provision(provision::Provision),
    Sheet(Box<sheet::Sheet>),
    Board(board::Board),
    Dump(dump::Dump),
    #[command(subcommand)]
    Simulate(Box<simulate::Command>),
    Audit(audit::Audit),
    Completions(completions::Completions),
}

impl Cli {
    pub fn run(self, out: Output) -> Result<()> {
        match self.command {
            Command::Key(command) => command.run(out),
            Command::Units(command) => command.run(out),
            Command::Token(command) => command.run(out),
            Command::Provision(command) => command.run(out),
            Command::Board(command) => command.run(out),
            Command::Sheet(command) => command.run(out),
            Command::Simulate(command) => command.run(out),
            Command::Dump(command) => command.run(out),
            Command::Audit(command) => command.run(out),
            Command::Completions(command) => command.run(out),
        }
    }
}

/// Which ledger.
#[derive(Args, Clone)]
pub struct LedgerArg {
    /// The ledger's file
    #[arg(long, value_name = "F", env = "OPAYGO_LEDGER", default_value = "opaygo.ledger")]
    pub ledger: PathBuf,
}

/// At which moment.
#[derive(Args, Clone, Copy)]
pub struct NowArg {
    /// The moment to reckon with instead of the present one, such as 2027-01-31T18:00
    #[arg(long, value_name = "MOMENT", value_parser = time::moment, global = true)]
    now: Option<i64>,
}

impl NowArg {
    pub fn get(self) -> i64 {
        self.now.unwrap_or_else(time::now)
    }
}

/// Exactly nine digits.
pub fn nine_digits(text: &str) -> Result<u32, String> {
    if text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.parse().map_err(|_| "is no number".to_owned())
    } else {
        Err("must have exactly 9 digits".to_owned())
    }
}

/// A text that stays in its line.
pub fn one_line(text: &str) -> Result<String, String> {
    if text.chars().any(char::is_control) {
        return Err("must be one line, without control characters".to_owned());
    }
    Ok(text.to_owned())
}

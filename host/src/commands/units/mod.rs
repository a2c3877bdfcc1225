//! `opaygo units`: units made, listed, read in and written out.

mod list;
mod new;
mod read;

use std::path::PathBuf;

use anyhow::Result;
use clap::Subcommand;

use super::LedgerArg;
use crate::output::Output;

/// Make units, read them in, list them and write them out.
#[derive(Subcommand)]
#[command(after_help = "Examples:
  opaygo units new --count 100 --prefix SLT
  opaygo units show SLT000001
  opaygo units import devices.csv")]
pub enum Command {
    New(new::New),
    List(list::List),
    Show(list::Show),
    /// Check a device list: every fault of every row, named with its line
    #[command(after_help = "Example:
  opaygo units check devices.csv")]
    Check {
        #[command(flatten)]
        from: read::From,
    },
    /// Take a device list into the ledger: all of it, or nothing if a row is bad
    #[command(after_help = "Examples:
  opaygo units import devices.csv
  opaygo units import devices.csv --ledger bench.ledger")]
    Import {
        #[command(flatten)]
        from: read::From,
        #[command(flatten)]
        ledger: LedgerArg,
    },
    /// Write a device list, with the keys and the last counts issued, into a file that only you can read
    #[command(after_help = "Examples:
  opaygo units export devices.csv
  opaygo units export slt.csv --prefix SLT")]
    Export {
        /// The file; it must not be there yet
        file: PathBuf,
        /// Only units whose serial numbers begin so
        #[arg(long, value_name = "PREFIX", default_value = "")]
        prefix: String,
        #[command(flatten)]
        ledger: LedgerArg,
    },
}

impl Command {
    pub fn run(self, out: Output) -> Result<()> {
        match self {
            Self::New(new) => new.run(out),
            Self::List(list) => list.run(out),
            Self::Show(show) => show.run(out),
            Self::Check { from } => from.check(out),
            Self::Import { from, ledger } => from.import(out, &ledger),
            Self::Export { file, prefix, ledger } => list::export(out, &file, prefix, &ledger),
        }
    }
}

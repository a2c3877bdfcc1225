//! Whose token: a unit of the ledger, or one that is told on the command line with its key in a file.

use std::path::PathBuf;

use anyhow::{bail, Result};
use clap::Args;

use super::{nine_digits, LedgerArg};
use crate::engine::{self, Secret};
use crate::error::bail_usage;
use crate::key::Key;
use crate::unit::Unit;

#[derive(Args, Clone)]
pub struct Source {
    /// The unit's serial number in the ledger
    #[arg(
        long,
        value_name = "SERIAL",
        required_unless_present = "key_file",
        conflicts_with = "key_file"
    )]
    pub unit: Option<String>,
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// Without a ledger: the file with the unit's key, `-` for standard input
    #[arg(
        long,
        value_name = "F",
        requires = "starting_code",
        help_heading = "Without a ledger"
    )]
    pub key_file: Option<PathBuf>,
    /// Its starting code, 9 digits, or `from-key` as some servers derive it
    #[arg(long, value_name = "CODE", requires = "key_file", help_heading = "Without a ledger")]
    pub starting_code: Option<String>,
    /// The last count that was issued to it
    #[arg(long, value_name = "N", requires = "key_file", help_heading = "Without a ledger")]
    pub count: Option<u16>,
    /// Its tokens are typed with the digits 1 to 4
    #[arg(long, requires = "key_file", help_heading = "Without a ledger")]
    pub restricted: bool,
    /// Its time divider
    #[arg(long, value_name = "D", requires = "key_file", help_heading = "Without a ledger",
          value_parser = clap::value_parser!(u8).range(1..))]
    pub divider: Option<u8>,
    /// Its test code, 9 digits
    #[arg(long, value_name = "CODE", requires = "key_file", help_heading = "Without a ledger", value_parser = nine_digits)]
    pub test_code: Option<u32>,
}

impl Source {
    /// The unit of the command line, if it is not one of the ledger.
    pub fn loose(&self) -> Result<Option<Unit>> {
        let (Some(file), Some(code)) = (&self.key_file, &self.starting_code) else {
            return Ok(None);
        };
        let key = Key::read(file)?;
        if let Some(fault) = key.fault() {
            bail!("{fault}: no unit takes it");
        }
        let starting_code = if code == "from-key" {
            engine::starting_code(&key.0)
        } else {
            match nine_digits(code) {
                Ok(code) => code,
                Err(what) => bail_usage!("--starting-code {what}"),
            }
        };
        Ok(Some(Unit {
            serial: "UNIT".to_owned(),
            secret: Secret { key, starting_code },
            count: self.count.unwrap_or(1),
            divider: self.divider.unwrap_or(1),
            restricted: self.restricted,
            model: String::new(),
            version: String::new(),
            test_code: self.test_code,
        }))
    }
}

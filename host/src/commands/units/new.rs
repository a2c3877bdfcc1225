//! `opaygo units new`.

use std::path::PathBuf;

use anyhow::{bail, Result};
use clap::{Args, ValueEnum};
use rayon::prelude::*;
use serde_json::json;

use crate::commands::one_line;
use crate::devices::Writer;
use crate::engine;
use crate::error::bail_usage;
use crate::files::Fresh;
use crate::key::random_below;
use crate::ledger::{Ledger, Work};
use crate::output::{many, Output};
use crate::time;
use crate::unit::{serial_fault, Batch, Unit};

/// So many units are in memory at a time.
const CHUNK: u64 = 4096;

/// Make new units: keys, starting codes and counts from the operating system's random numbers
///
/// They go into the ledger, or into a device list alone where only --csv is given; with both, into both or neither.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo units new --count 100 --prefix SLT
  opaygo units new --count 5000 --prefix SLT --divider 4 --test-code shared --csv batch.csv --ledger slt.ledger")]
pub struct New {
    /// How many
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=100_000_000))]
    count: u64,
    /// What their serial numbers begin with: letters of your brand
    #[arg(long, value_name = "PREFIX")]
    prefix: String,
    /// Digits behind the prefix
    #[arg(long, value_name = "N", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=18))]
    digits: u8,
    /// The number of the first; by default the one behind the highest in the ledger
    #[arg(long, value_name = "N")]
    first: Option<u64>,
    /// Time divider, 1 to 255
    #[arg(long, value_name = "D", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..))]
    divider: u8,
    /// Tokens are typed with the digits 1 to 4
    #[arg(long)]
    restricted: bool,
    /// A test code: one for all of them, or one for each
    #[arg(long, value_enum)]
    test_code: Option<TestCode>,
    /// Hardware model
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = one_line)]
    model: String,
    /// Version of the hardware or firmware
    #[arg(long, value_name = "TEXT", default_value = "", value_parser = one_line)]
    product_version: String,
    /// The ledger [default: opaygo.ledger, unless only --csv is given]
    #[arg(long, value_name = "F", env = "OPAYGO_LEDGER")]
    ledger: Option<PathBuf>,
    /// The device list; it must not be there yet
    #[arg(long, value_name = "F")]
    csv: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum TestCode {
    Shared,
    Each,
}

impl New {
    pub fn run(self, out: Output) -> Result<()> {
        let sample = format!("{}{}", self.prefix, "0".repeat(self.digits.into()));
        if let Some(fault) = serial_fault(&sample) {
            bail_usage!("{fault}");
        }
        let ledger = match (&self.ledger, &self.csv) {
            (None, Some(_)) => None,
            (ledger, _) => Some(ledger.clone().unwrap_or_else(|| "opaygo.ledger".into())),
        };
        let mut list = self.csv.as_deref().map(Fresh::create).transpose()?;
        let made = match &ledger {
            Some(path) => {
                let mut ledger = Ledger::open_or_create(path)?;
                let mut made = (0, 0);
                ledger.change(|work| {
                    made = self.make(out, Some(work), &mut list)?;
                    // On the disk before the ledger knows of it; its name comes after.
                    list.as_mut().map_or(Ok(()), Fresh::sync)
                })?;
                made
            }
            None => self.make(out, None, &mut list)?,
        };
        if let Some(list) = list {
            list.keep()?;
        }
        let (first, last) = (self.serial(made.0), self.serial(made.1));
        let places: Vec<String> = [&ledger, &self.csv]
            .into_iter()
            .flatten()
            .map(|path| path.display().to_string())
            .collect();
        out.answer(
            format!(
                "{}, {first} to {last}, in {}",
                many(self.count, "unit"),
                places.join(" and ")
            ),
            json!({ "units": self.count, "first": first, "last": last, "ledger": ledger, "csv": self.csv }),
        )
    }

    fn serial(&self, number: u64) -> String {
        format!("{}{number:0width$}", self.prefix, width = usize::from(self.digits))
    }

    /// The numbers of the first and of the last.
    fn make(&self, out: Output, work: Option<&Work>, list: &mut Option<Fresh>) -> Result<(u64, u64)> {
        let first = match (self.first, work) {
            (Some(first), _) => first,
            (None, Some(work)) => work.highest(&self.prefix)? + 1,
            (None, None) => 1,
        };
        let Some(last) = first.checked_add(self.count - 1) else {
            bail!("there are no such serial numbers");
        };
        if last.to_string().len() > self.digits.into() {
            bail!("{last} has more than {} digits: give --digits", self.digits);
        }
        let batch = Batch {
            prefix: self.prefix.clone(),
            digits: self.digits.into(),
            divider: self.divider,
            restricted: self.restricted,
            model: self.model.clone(),
            version: self.product_version.clone(),
        };
        let shared = match self.test_code {
            Some(TestCode::Shared) => Some(random_below(engine::MAX_CODE + 1)?),
            _ => None,
        };
        let mut writer = list.as_mut().map(Writer::new).transpose()?;
        let bar = out.progress(self.count, "units");
        let now = time::now();
        let mut begin = first;
        while begin <= last {
            // Of 18 digits at most: no sum here is too great.
            let end = last.min(begin + CHUNK - 1);
            let units = (begin..=end)
                .into_par_iter()
                .map(|number| self.unit(&batch, number, shared))
                .collect::<Result<Vec<Unit>>>()?;
            for unit in &units {
                if let Some(work) = work {
                    if !work.insert(unit, now)? {
                        bail!("the ledger has a unit {} already; nothing was made", unit.serial);
                    }
                }
                if let Some(writer) = &mut writer {
                    writer.write(unit)?;
                }
            }
            bar.inc(end - begin + 1);
            begin = end + 1;
        }
        if let Some(writer) = writer {
            writer.finish()?;
        }
        bar.finish_and_clear();
        Ok((first, last))
    }

    fn unit(&self, batch: &Batch, number: u64, shared: Option<u32>) -> Result<Unit> {
        loop {
            let mut unit = batch.unit(number)?;
            unit.test_code = match self.test_code {
                None => None,
                Some(TestCode::Shared) => shared,
                Some(TestCode::Each) => Some(random_below(engine::MAX_CODE + 1)?),
            };
            // A unit whose token the test code is takes none: it is drawn again.
            if unit
                .test_code
                .is_none_or(|code| !engine::is_early_token(&unit.secret, code))
            {
                return Ok(unit);
            }
        }
    }
}

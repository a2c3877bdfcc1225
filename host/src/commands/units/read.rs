//! `opaygo units check` and `import`.

use std::fs::File;
use std::io::{BufReader, Read};
use std::path::PathBuf;

use anyhow::{bail, Context, Result};
use clap::Args;
use indicatif::ProgressBar;
use serde_json::{json, Value};

use crate::commands::LedgerArg;
use crate::devices::{Reader, Remark, Row};
use crate::ledger::Ledger;
use crate::output::{many, Output};
use crate::time;

/// So many faults are shown; the rest is counted.
const SHOWN: usize = 100;

/// A device list to be read.
#[derive(Args)]
pub struct From {
    /// The device list
    file: PathBuf,
    /// Take the published example key too, for a test bench
    #[arg(long)]
    example_key: bool,
}

/// What was read.
#[derive(Default)]
struct Sum {
    rows: u64,
    faults: u64,
    shown: Vec<Remark>,
    notes: Vec<Remark>,
    noted: u64,
}

impl Sum {
    fn take(&mut self, row: &mut Row) {
        self.rows += 1;
        self.faults += row.faults.len() as u64;
        self.noted += row.notes.len() as u64;
        let room = SHOWN.saturating_sub(self.shown.len());
        self.shown.extend(row.faults.drain(..).take(room));
        let room = SHOWN.saturating_sub(self.notes.len());
        self.notes.extend(row.notes.drain(..).take(room));
    }

    fn json(&self) -> Value {
        let list = |remarks: &[Remark]| -> Vec<Value> {
            remarks
                .iter()
                .map(|remark| json!({ "line": remark.line, "column": remark.column, "what": remark.what }))
                .collect()
        };
        json!({ "rows": self.rows, "faults": self.faults, "named": list(&self.shown),
                "notes": self.noted, "noted": list(&self.notes) })
    }

    /// Says what was found; fails if anything was.
    fn tell(&self, out: Output, done: &str) -> Result<()> {
        if out.json {
            out.line(self.json())?;
        } else {
            for note in &self.notes {
                out.note(note);
            }
            if self.noted > self.notes.len() as u64 {
                out.note(format!("and {} more", self.noted - self.notes.len() as u64));
            }
            for fault in &self.shown {
                out.line(fault)?;
            }
            if self.faults > self.shown.len() as u64 {
                out.line(format!("and {} more", self.faults - self.shown.len() as u64))?;
            }
        }
        if self.faults > 0 {
            bail!("{} in {}; {done}", many(self.faults, "fault"), many(self.rows, "row"));
        }
        Ok(())
    }
}

impl From {
    /// The list, and the bar that goes on as it is read.
    fn open(&self, out: Output) -> Result<(Reader<impl Read>, ProgressBar)> {
        let name = self.file.display();
        let file = File::open(&self.file).with_context(|| format!("cannot read {name}"))?;
        let bar = out.progress(file.metadata().map_or(0, |file| file.len()), "bytes");
        let file = BufReader::new(bar.wrap_read(file));
        let reader = Reader::new(file, self.example_key).with_context(|| format!("{name}"))?;
        Ok((reader, bar))
    }

    pub fn check(self, out: Output) -> Result<()> {
        let (mut reader, bar) = self.open(out)?;
        let mut sum = Sum::default();
        while let Some(mut row) = reader.read_row() {
            sum.take(&mut row);
        }
        bar.finish_and_clear();
        sum.tell(out, "the file is as it was")?;
        if out.json {
            return Ok(());
        }
        out.line(format!("{}, no fault", many(sum.rows, "unit")))
    }

    pub fn import(self, out: Output, ledger: &LedgerArg) -> Result<()> {
        let (mut reader, bar) = self.open(out)?;
        let mut ledger = Ledger::open_or_create(&ledger.ledger)?;
        let mut sum = Sum::default();
        let now = time::now();
        let imported = ledger.change(|work| {
            while let Some(mut row) = reader.read_row() {
                if let Some(unit) = &row.unit {
                    if !work.insert(unit, now)? {
                        row.faults.push(Remark {
                            line: row.line,
                            column: "Serial Number",
                            what: format!("{} is in the ledger already", unit.serial),
                        });
                    }
                }
                sum.take(&mut row);
            }
            if sum.faults > 0 {
                bail!("bad rows");
            }
            Ok(())
        });
        bar.finish_and_clear();
        sum.tell(out, "nothing was imported")?;
        imported?;
        if out.json {
            return Ok(());
        }
        out.line(format!("{} imported", many(sum.rows, "unit")))
    }
}

//! `opaygo token batch`: a day's payments.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{anyhow, bail, ensure, Context, Result};
use clap::Args;
use csv::{ByteRecord, ReaderBuilder, Terminator, WriterBuilder};
use rayon::prelude::*;
use serde_json::{json, Value};

use crate::commands::{one_line, LedgerArg, NowArg};
use crate::devices::{line_of, shown, Lines};
use crate::files::Fresh;
use crate::ledger::{Ledger, Listed, Work};
use crate::output::{many, Output};
use crate::server::{self, Request, Token};
use crate::time;

const COLUMNS: [&str; 4] = ["Serial Number", "Action", "Value", "Reason"];

/// So many faults are shown; the rest is counted.
const SHOWN: usize = 100;

/// Make the tokens of a day's payments: all of them, or none if a row is bad
///
/// The file is CSV with the columns Serial Number, Action (add, set, until, unlock, sync), Value (days, or a moment for until)
/// and Reason; the answer has a row for each token. Several rows of one unit are done in the order of the file.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo token batch payments.csv --out tokens.csv
  opaygo token batch payments.csv > tokens.csv")]
pub struct Batch {
    /// The payments
    file: PathBuf,
    /// Where the tokens go; the file must not be there yet [default: standard output]
    #[arg(long, value_name = "F")]
    out: Option<PathBuf>,
    #[command(flatten)]
    ledger: LedgerArg,
    #[command(flatten)]
    now: NowArg,
}

struct Payment {
    line: u64,
    serial: String,
    request: Request,
    reason: String,
}

/// A unit, its payments by their place in the file, and what became of each.
struct Account {
    listed: Listed,
    payments: Vec<usize>,
    tokens: Vec<(usize, Vec<Token>)>,
    faults: Vec<(usize, String)>,
}

impl Batch {
    pub fn run(self, out: Output) -> Result<()> {
        let payments = self.read(out)?;
        let mut file = self.out.as_deref().map(Fresh::create).transpose()?;
        let mut ledger = Ledger::open(&self.ledger.ledger)?;
        let now = self.now.get();
        let mut times = Vec::new();
        let mut accounts = Vec::new();
        ledger.change(|work| {
            let begun = Instant::now();
            accounts = open_accounts(work, &payments, out)?;
            times.push(("reading the units", begun.elapsed()));
            let begun = Instant::now();
            let bar = out.progress(accounts.len() as u64, "units");
            accounts.par_iter_mut().for_each(|account| {
                account.plan(&payments, now);
                bar.inc(1);
            });
            bar.finish_and_clear();
            times.push(("making the tokens", begun.elapsed()));
            refuse(out, &payments, &accounts)?;
            let begun = Instant::now();
            write(work, &payments, &accounts, now, out)?;
            if let Some(file) = &mut file {
                csv(&rows(&payments, &accounts), &mut *file)?;
                file.sync()?;
            }
            times.push(("writing", begun.elapsed()));
            Ok(())
        })?;
        let times: serde_json::Map<_, _> = times
            .into_iter()
            .map(|(what, time)| (what.to_owned(), json!(time.as_secs_f64())))
            .collect();
        let rows = rows(&payments, &accounts);
        let Some(file) = file else {
            if out.json {
                return out.line(
                    json!({ "tokens": rows.iter().map(Row::json).collect::<Vec<_>>(), "payments": payments.len() }),
                );
            }
            let mut answer = Vec::new();
            csv(&rows, &mut answer)?;
            return out.line(String::from_utf8_lossy(&answer).trim_end());
        };
        file.keep()?;
        let name = self.out.unwrap_or_default();
        out.answer(
            format!(
                "{} for {} in {}",
                many(rows.len() as u64, "token"),
                many(payments.len() as u64, "payment"),
                name.display()
            ),
            json!({ "tokens": rows.len(), "payments": payments.len(), "file": name, "seconds": times }),
        )
    }

    /// Every row of the file; every fault named with its line.
    fn read(&self, out: Output) -> Result<Vec<Payment>> {
        let name = self.file.display();
        let file = File::open(&self.file).with_context(|| format!("cannot read {name}"))?;
        let bar = out.progress(file.metadata().map_or(0, |file| file.len()), "bytes");
        let mut csv = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(Lines::new(BufReader::new(bar.wrap_read(file))));
        let mut record = ByteRecord::new();
        csv.read_byte_record(&mut record).with_context(|| format!("{name}"))?;
        let columns = Columns::of(&record).with_context(|| format!("{name}, line 1"))?;
        let (mut payments, mut faults) = (Vec::new(), Vec::new());
        loop {
            match csv.read_byte_record(&mut record) {
                Ok(false) => break,
                Ok(true) => {}
                Err(error) => {
                    faults.push(format!("line {}: cannot be read: {error}", csv.position().line()));
                    break;
                }
            }
            let line = line_of(&csv, &record);
            match columns.payment(&record, line) {
                Ok(payment) => payments.push(payment),
                Err(error) => faults.push(format!("line {line}: {error:#}")),
            }
        }
        bar.finish_and_clear();
        tell(out, &faults)?;
        Ok(payments)
    }
}

/// Where the columns stand: serial number, action, value and reason.
struct Columns {
    places: [Option<usize>; 4],
    width: usize,
}

impl Columns {
    fn of(head: &ByteRecord) -> Result<Self> {
        let mut places = [None; 4];
        for (at, name) in head.iter().enumerate() {
            let name = String::from_utf8_lossy(name);
            let name = name.trim_start_matches('\u{feff}').trim();
            if let Some(column) = COLUMNS.iter().position(|column| name.eq_ignore_ascii_case(column)) {
                ensure!(places[column].is_none(), "the column {} comes twice", COLUMNS[column]);
                places[column] = Some(at);
            }
        }
        ensure!(
            places[0].is_some() && places[1].is_some(),
            "the columns must be {}",
            COLUMNS.join(",")
        );
        Ok(Self {
            places,
            width: head.len(),
        })
    }

    fn payment(&self, record: &ByteRecord, line: u64) -> Result<Payment> {
        ensure!(
            record.len() == self.width,
            "{} cells where the header has {}",
            record.len(),
            self.width
        );
        let mut cells = [""; 4];
        for (column, cell) in cells.iter_mut().enumerate() {
            let bytes = self.places[column].and_then(|at| record.get(at)).unwrap_or_default();
            let text = std::str::from_utf8(bytes).map_err(|_| anyhow!("{} is not UTF-8", COLUMNS[column]))?;
            *cell = text.trim();
        }
        let reason = one_line(cells[3]).map_err(|what| anyhow!("the reason {what}"))?;
        Ok(Payment {
            line,
            serial: cells[0].to_owned(),
            request: request(cells[1], cells[2])?,
            reason,
        })
    }
}

fn request(action: &str, value: &str) -> Result<Request> {
    let days = || super::days(value).map_err(|what| anyhow::anyhow!("the value \"{}\" {what}", shown(value)));
    match action.to_ascii_lowercase().as_str() {
        "add" => days().map(Request::Add),
        "set" => days().map(Request::Set),
        "until" => time::moment(value).map(Request::Until),
        "unlock" => Ok(Request::Unlock),
        "sync" => Ok(Request::Sync),
        other => bail!(
            "unknown action \"{}\": it is add, set, until, unlock or sync",
            shown(other)
        ),
    }
}

fn tell(out: Output, faults: &[String]) -> Result<()> {
    if faults.is_empty() {
        return Ok(());
    }
    if out.json {
        let named = &faults[..faults.len().min(SHOWN)];
        out.line(json!({ "faults": faults.len(), "named": named }))?;
    } else {
        for fault in faults.iter().take(SHOWN) {
            out.line(fault)?;
        }
    }
    bail!("{}; no token was issued", many(faults.len() as u64, "bad row"))
}

/// The units of the payments, in the order in which they come up.
fn open_accounts(work: &Work, payments: &[Payment], out: Output) -> Result<Vec<Account>> {
    let mut places: HashMap<&str, usize> = HashMap::new();
    let mut accounts: Vec<Account> = Vec::new();
    let mut faults = Vec::new();
    for (number, payment) in payments.iter().enumerate() {
        if let Some(&place) = places.get(payment.serial.as_str()) {
            accounts[place].payments.push(number);
            continue;
        }
        match work.find(&payment.serial)? {
            Some(listed) => {
                places.insert(&payment.serial, accounts.len());
                accounts.push(Account {
                    listed,
                    payments: vec![number],
                    tokens: Vec::new(),
                    faults: Vec::new(),
                });
            }
            None => faults.push(format!(
                "line {}: the ledger has no unit {:?}",
                payment.line, payment.serial
            )),
        }
    }
    tell(out, &faults)?;
    Ok(accounts)
}

impl Account {
    fn plan(&mut self, payments: &[Payment], now: i64) {
        for &number in &self.payments {
            let request = &payments[number].request;
            match server::plan(&mut self.listed.unit, &mut self.listed.state, request, now) {
                Ok(tokens) => self.tokens.push((number, tokens)),
                Err(error) => self.faults.push((number, format!("{error:#}"))),
            }
        }
    }
}

fn refuse(out: Output, payments: &[Payment], accounts: &[Account]) -> Result<()> {
    let faults: Vec<String> = accounts
        .iter()
        .flat_map(|account| &account.faults)
        .map(|(number, fault)| format!("line {}: {fault}", payments[*number].line))
        .collect();
    tell(out, &faults)
}

/// Writes the ledger.
fn write(work: &Work, payments: &[Payment], accounts: &[Account], now: i64, out: Output) -> Result<()> {
    let bar = out.progress(payments.len() as u64, "payments");
    for account in accounts {
        for (number, tokens) in &account.tokens {
            work.write(&account.listed, tokens, &payments[*number].reason, now)?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(())
}

/// A token of the answer.
struct Row<'a> {
    payment: &'a Payment,
    listed: &'a Listed,
    token: &'a Token,
}

/// The tokens in the order of the payments.
fn rows<'a>(payments: &'a [Payment], accounts: &'a [Account]) -> Vec<Row<'a>> {
    let mut of: Vec<Option<(&Listed, &[Token])>> = vec![None; payments.len()];
    for account in accounts {
        for (number, tokens) in &account.tokens {
            of[*number] = Some((&account.listed, tokens));
        }
    }
    let mut rows = Vec::new();
    for (payment, of) in payments.iter().zip(of) {
        let Some((listed, tokens)) = of else { continue };
        rows.extend(tokens.iter().map(|token| Row { payment, listed, token }));
    }
    rows
}

impl Row<'_> {
    fn json(&self) -> Value {
        json!({ "unit": self.payment.serial, "token": self.token.text(&self.listed.unit), "count": self.token.count,
                "does": self.token.does(&self.listed.unit), "reason": self.payment.reason })
    }
}

fn csv(rows: &[Row], to: impl Write) -> Result<()> {
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
    csv.write_record(["Serial Number", "Token", "Count", "What It Does", "Reason"])?;
    for Row { payment, listed, token } in rows {
        csv.write_record([
            payment.serial.as_str(),
            &token.text(&listed.unit),
            &token.count.to_string(),
            &token.does(&listed.unit),
            &payment.reason,
        ])?;
    }
    csv.flush()?;
    Ok(())
}

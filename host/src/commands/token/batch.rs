//! `opaygo token batch`: a day's payments.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufReader, Write};
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use csv::{ReaderBuilder, StringRecord, Terminator, WriterBuilder};
use rayon::prelude::*;
use serde_json::json;

use crate::commands::{LedgerArg, NowArg};
use crate::devices::Lines;
use crate::files::Fresh;
use crate::ledger::{Ledger, Listed, Work};
use crate::output::Output;
use crate::server::{self, Request, Token};
use crate::time;

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
        let mut answer = Vec::new();
        let tokens = ledger.change(|work| {
            let begun = Instant::now();
            let mut accounts = accounts(work, &payments, out)?;
            times.push(("reading the units", begun.elapsed()));
            let begun = Instant::now();
            accounts.par_iter_mut().for_each(|account| account.plan(&payments, now));
            times.push(("making the tokens", begun.elapsed()));
            refuse(out, &payments, &accounts)?;
            let begun = Instant::now();
            let tokens = write(work, &payments, &accounts, now, &mut answer)?;
            if let Some(file) = &mut file {
                file.write_all(&answer)?;
                file.sync()?;
            }
            times.push(("writing", begun.elapsed()));
            Ok(tokens)
        })?;
        let times: serde_json::Map<_, _> = times
            .into_iter()
            .map(|(what, time)| (what.to_owned(), json!(time.as_secs_f64())))
            .collect();
        match file {
            Some(file) => {
                file.keep()?;
                let name = self.out.unwrap_or_default();
                out.answer(
                    format!("{tokens} tokens for {} payments in {}", payments.len(), name.display()),
                    json!({ "tokens": tokens, "payments": payments.len(), "file": name, "seconds": times }),
                )
            }
            None => out.line(String::from_utf8_lossy(&answer).trim_end()),
        }
    }

    /// Every row of the file; every fault named with its line.
    fn read(&self, out: Output) -> Result<Vec<Payment>> {
        let name = self.file.display();
        let file = File::open(&self.file).with_context(|| format!("cannot read {name}"))?;
        let mut csv = ReaderBuilder::new()
            .flexible(true)
            .from_reader(Lines::new(BufReader::new(file)));
        let head = csv.headers().with_context(|| format!("{name}"))?.clone();
        let place = |wanted: &str| {
            head.iter()
                .position(|name| name.trim_start_matches('\u{feff}').trim().eq_ignore_ascii_case(wanted))
        };
        let (Some(serial), Some(action)) = (place("Serial Number"), place("Action")) else {
            bail!("{name}, line 1: the columns must be Serial Number,Action,Value,Reason");
        };
        let (value, reason) = (place("Value"), place("Reason"));
        let mut payments = Vec::new();
        let mut faults = Vec::new();
        for (number, record) in csv.records().enumerate() {
            let record = match record {
                Ok(record) => record,
                Err(error) => {
                    faults.push(format!("{error}"));
                    break;
                }
            };
            let line = record.position().map_or(number as u64 + 2, csv::Position::line);
            let cell = |place: Option<usize>| place.and_then(|at| record.get(at)).unwrap_or_default().trim();
            match (record.len() == head.len(), request(cell(Some(action)), cell(value))) {
                (false, _) => faults.push(format!(
                    "line {line}: {} cells where the header has {}",
                    record.len(),
                    head.len()
                )),
                (true, Err(error)) => faults.push(format!("line {line}: {error:#}")),
                (true, Ok(request)) => payments.push(Payment {
                    line,
                    serial: cell(Some(serial)).to_owned(),
                    request,
                    reason: cell(reason).to_owned(),
                }),
            }
        }
        tell(out, &faults)?;
        Ok(payments)
    }
}

fn request(action: &str, value: &str) -> Result<Request> {
    let days = || super::days(value).map_err(|what| anyhow::anyhow!("the value \"{value}\" {what}"));
    match action.to_ascii_lowercase().as_str() {
        "add" => days().map(Request::Add),
        "set" => days().map(Request::Set),
        "until" => time::moment(value).map(Request::Until),
        "unlock" => Ok(Request::Unlock),
        "sync" => Ok(Request::Sync),
        other => bail!("unknown action \"{other}\": it is add, set, until, unlock or sync"),
    }
}

fn tell(out: Output, faults: &[String]) -> Result<()> {
    for fault in faults.iter().take(SHOWN) {
        if out.json {
            out.line(json!({ "fault": fault }))?;
        } else {
            out.line(fault)?;
        }
    }
    ensure!(faults.is_empty(), "{} bad rows; no token was issued", faults.len());
    Ok(())
}

/// The units of the payments, in the order in which they come up.
fn accounts(work: &Work, payments: &[Payment], out: Output) -> Result<Vec<Account>> {
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

/// Writes the ledger, and the answer in the order of the payments; how many tokens there are.
fn write(work: &Work, payments: &[Payment], accounts: &[Account], now: i64, answer: &mut Vec<u8>) -> Result<usize> {
    let mut rows: Vec<Option<(&Listed, &[Token])>> = vec![None; payments.len()];
    for account in accounts {
        for (number, tokens) in &account.tokens {
            work.write(&account.listed, tokens, &payments[*number].reason, now)?;
            rows[*number] = Some((&account.listed, tokens));
        }
    }
    let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(answer);
    csv.write_record(["Serial Number", "Token", "Count", "What It Does", "Reason"])?;
    let mut made = 0;
    for (payment, row) in payments.iter().zip(rows) {
        let Some((listed, tokens)) = row else { continue };
        for token in tokens {
            let record: StringRecord = [
                payment.serial.as_str(),
                &token.text(&listed.unit),
                &token.count.to_string(),
                &token.does(&listed.unit),
                &payment.reason,
            ]
            .into_iter()
            .collect();
            csv.write_record(&record)?;
            made += 1;
        }
    }
    csv.flush()?;
    Ok(made)
}

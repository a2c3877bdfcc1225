//! `opaygo units list`, `show` and `export`.

use std::path::Path;

use anyhow::Result;
use clap::Args;
use serde_json::{json, Value};

use crate::commands::LedgerArg;
use crate::devices::Writer;
use crate::files::Fresh;
use crate::ledger::{Filter, Issued, Ledger, Listed};
use crate::output::{many, table, Output};
use crate::time;

/// List the units of the ledger
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo units list
  opaygo units list --prefix SLT --to-provision --limit 20")]
pub struct List {
    /// Only those whose serial numbers begin so
    #[arg(long, value_name = "PREFIX", default_value = "")]
    prefix: String,
    /// Only those that the factory has still to provision
    #[arg(long)]
    to_provision: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 1000)]
    limit: u64,
    #[command(flatten)]
    ledger: LedgerArg,
}

impl List {
    pub fn run(self, out: Output) -> Result<()> {
        let ledger = Ledger::open(&self.ledger.ledger)?;
        let filter = Filter {
            prefix: self.prefix,
            provisioned: self.to_provision.then_some(false),
            limit: Some(self.limit),
        };
        let (mut rows, mut list) = (Vec::new(), Vec::new());
        ledger.work().each(&filter, |listed| {
            if out.json {
                list.push(json(&listed));
            } else {
                rows.push(row(&listed));
            }
            Ok(())
        })?;
        if out.json {
            return out.line(Value::from(list));
        }
        let head = [
            "serial",
            "count",
            "divider",
            "digits",
            "paid until",
            "factory",
            "key check",
        ];
        out.line(table(&head, &rows))?;
        let all = ledger.work().units()?;
        if rows.len() as u64 == self.limit && all > self.limit {
            out.note(format!("{} of {all} units; --limit shows more", rows.len()));
        }
        Ok(())
    }
}

/// Show a unit and the tokens that it was given
#[derive(Args)]
#[command(after_help = "Example:
  opaygo units show SLT000001")]
pub struct Show {
    serial: String,
    #[command(flatten)]
    ledger: LedgerArg,
}

impl Show {
    pub fn run(self, out: Output) -> Result<()> {
        let ledger = Ledger::open(&self.ledger.ledger)?;
        let work = ledger.work();
        let listed = work.unit(&self.serial)?;
        let tokens = work.tokens(listed.id)?;
        if out.json {
            let mut value = json(&listed);
            value["tokens"] = tokens.iter().map(|issued| token_json(&listed, issued)).collect();
            return out.line(value);
        }
        let unit = &listed.unit;
        let mut facts = vec![
            format!("serial number   {}", unit.serial),
            format!("key             not shown; check value {}", unit.secret.key.check()),
            format!(
                "count           {} issued, {} at the factory",
                unit.count, listed.first_count
            ),
            format!("time divider    {}", unit.divider),
            format!("digits          {}", if unit.restricted { "1 to 4" } else { "0 to 9" }),
            format!(
                "test code       {}",
                if unit.test_code.is_some() { "yes" } else { "none" }
            ),
            format!("model, version  {} {}", unit.model, unit.version)
                .trim_end()
                .to_owned(),
            format!("paid until      {}", paid(&listed)),
            format!("factory         {}", factory(&listed)),
        ];
        if !tokens.is_empty() {
            let rows: Vec<Vec<String>> = tokens.iter().map(|issued| token_row(&listed, issued)).collect();
            facts.push(String::new());
            facts.push(table(&["count", "issued", "token", "what it does", "reason"], &rows));
        }
        out.line(facts.join("\n"))
    }
}

fn token_row(listed: &Listed, issued: &Issued) -> Vec<String> {
    let token = &issued.token;
    vec![
        token.count.to_string(),
        time::show(issued.issued),
        token.text(&listed.unit),
        token.does(&listed.unit),
        issued.reason.clone(),
    ]
}

fn token_json(listed: &Listed, issued: &Issued) -> Value {
    let token = &issued.token;
    json!({ "count": token.count, "issued": time::iso(issued.issued), "token": token.text(&listed.unit),
            "kind": token.kind.name(), "value": token.value, "reason": issued.reason })
}

fn paid(listed: &Listed) -> String {
    match (listed.state.unlocked, listed.state.expiry) {
        (true, _) => "unlocked for good".to_owned(),
        (false, Some(expiry)) => time::show(expiry),
        (false, None) => "never yet".to_owned(),
    }
}

fn factory(listed: &Listed) -> String {
    match (listed.provisioned, listed.check_value) {
        (Some(when), Some(check)) => format!("{}, check {check:08x}", time::show(when)),
        (Some(when), None) => format!("in doubt since {}", time::show(when)),
        (None, _) => "to be provisioned".to_owned(),
    }
}

fn row(listed: &Listed) -> Vec<String> {
    let unit = &listed.unit;
    vec![
        unit.serial.clone(),
        unit.count.to_string(),
        unit.divider.to_string(),
        if unit.restricted { "1-4" } else { "0-9" }.to_owned(),
        paid(listed),
        factory(listed),
        unit.secret.key.check(),
    ]
}

fn json(listed: &Listed) -> Value {
    let unit = &listed.unit;
    json!({
        "serial": unit.serial, "key_check": unit.secret.key.check(), "count": unit.count,
        "first_count": listed.first_count, "divider": unit.divider, "restricted": unit.restricted,
        "has_test_code": unit.test_code.is_some(), "model": unit.model, "version": unit.version,
        "expiry": listed.state.expiry.map(time::iso), "furthest": listed.state.furthest.map(time::iso),
        "unlocked": listed.state.unlocked, "created": time::iso(listed.created),
        "provisioned": listed.provisioned.map(time::iso),
        "check": listed.check_value.map(|check| format!("{check:08x}")),
    })
}

pub fn export(out: Output, path: &Path, prefix: String, ledger: &LedgerArg) -> Result<()> {
    let ledger = Ledger::open(&ledger.ledger)?;
    let mut file = Fresh::create(path)?;
    let mut writer = Writer::new(&mut file)?;
    let filter = Filter {
        prefix,
        ..Filter::default()
    };
    let bar = out.progress(ledger.work().units()?, "units");
    let units = ledger.work().each(&filter, |listed| {
        bar.inc(1);
        writer.write(&listed.unit)
    })?;
    bar.finish_and_clear();
    writer.finish()?;
    file.keep()?;
    out.answer(
        format!("{} in {}", many(units, "unit"), path.display()),
        json!({ "units": units, "file": path }),
    )
}

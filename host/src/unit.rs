//! A unit as the desk knows it, and what may be wrong with its parameters. Knows no ledger and no file.

use crate::engine::{self, Secret};
use crate::key::{random_below, Key};
use anyhow::Result;

/// The parameters of a unit's set-up (the published device list), and the last count that was issued.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unit {
    pub serial: String,
    pub secret: Secret,
    /// The count it is provisioned at; in a ledger the last count issued.
    pub count: u16,
    pub divider: u8,
    pub restricted: bool,
    pub model: String,
    pub version: String,
    pub test_code: Option<u32>,
}

/// What the units of a batch have in common.
#[derive(Clone, Debug)]
pub struct Batch {
    pub prefix: String,
    pub digits: usize,
    pub divider: u8,
    pub restricted: bool,
    pub model: String,
    pub version: String,
}

impl Batch {
    /// A new unit: key, starting code and count from the operating system's random numbers.
    pub fn unit(&self, number: u64) -> Result<Unit> {
        Ok(Unit {
            serial: format!("{}{number:0width$}", self.prefix, width = self.digits),
            secret: Secret {
                key: Key::random()?,
                starting_code: random_below(engine::MAX_CODE + 1)?,
            },
            count: 1 + random_below(10)? as u16,
            divider: self.divider,
            restricted: self.restricted,
            model: self.model.clone(),
            version: self.version.clone(),
            test_code: None,
        })
    }
}

impl Unit {
    /// What is wrong with it, each with the column it stands in.
    pub fn faults(&self, example_key: bool) -> Vec<(&'static str, String)> {
        let mut faults = Vec::new();
        if let Some(fault) = serial_fault(&self.serial) {
            faults.push(("Serial Number", fault.to_owned()));
        }
        if let Some(fault) = self.secret.key.fault() {
            faults.push(("Key", fault.to_owned()));
        } else if !example_key && engine::bench::is_example_key(&self.secret.key) {
            faults.push((
                "Key",
                "the key is the published example, which everybody has".to_owned(),
            ));
        }
        for (column, text) in [("Hardware Model", &self.model), ("Version", &self.version)] {
            if text.chars().any(char::is_control) {
                faults.push((column, "it has a line break or another control character".to_owned()));
            }
        }
        if let Some(code) = self.test_code {
            if engine::is_early_token(&self.secret, code) {
                let fault = "the test code is a token of this unit in its first 1,000 counts";
                faults.push(("Test Code", fault.to_owned()));
            }
        }
        faults
    }

    /// The factory's line for it, without an end.
    pub fn factory_line(&self) -> String {
        let mut line = format!(
            "#{};{:09};{};count={};divider={};restricted={}",
            self.serial,
            self.secret.starting_code,
            self.secret.key.to_hex(),
            self.count,
            self.divider,
            u8::from(self.restricted)
        );
        if let Some(code) = self.test_code {
            line += &format!(";test={code:09}");
        }
        line
    }
}

/// What is wrong with a serial number.
pub fn serial_fault(serial: &str) -> Option<&'static str> {
    if serial.is_empty() {
        Some("there is no serial number")
    } else if serial.len() > engine::MAX_SERIAL {
        Some("the serial number is longer than 28 characters")
    } else if !serial
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && !b";,#".contains(&byte))
    {
        Some("the serial number has a blank, a comma, a semicolon, a # or a character that is not ASCII")
    } else if !serial.starts_with(|first: char| first.is_ascii_alphabetic()) {
        Some("the serial number has no brand prefix: it must begin with letters")
    } else {
        None
    }
}

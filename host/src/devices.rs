//! The published device list as CSV: read by column name, both public shapes; written in the first. Knows no ledger.

use std::collections::HashMap;
use std::io::{Read, Write};

use anyhow::{bail, Context, Result};
use csv::{ByteRecord, ReaderBuilder, Terminator, WriterBuilder};

use crate::engine::{Secret, MAX_CODE};
use crate::key::Key;
use crate::unit::Unit;

const COLUMNS: [&str; 9] = [
    "Serial Number",
    "Starting Code",
    "Key",
    "Count",
    "Time Divider",
    "Restricted Digit Mode",
    "Hardware Model",
    "Version",
    "Test Code",
];

/// A cell that is wrong, or worth a remark.
#[derive(Debug)]
pub struct Remark {
    pub line: u64,
    pub column: &'static str,
    pub what: String,
}

impl std::fmt::Display for Remark {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        if self.column.is_empty() {
            write!(f, "line {}: {}", self.line, self.what)
        } else {
            write!(f, "line {}, {}: {}", self.line, self.column, self.what)
        }
    }
}

/// A row as it was read.
pub struct Row {
    pub line: u64,
    pub unit: Option<Unit>,
    pub faults: Vec<Remark>,
    pub notes: Vec<Remark>,
}

/// Bytes whose lines all end in LF, whatever they ended in: CRLF, LF, or the CR alone that the published page asks for.
/// The last line has its end too.
pub struct Lines<R> {
    from: R,
    after_cr: bool,
    /// The last byte that was passed on.
    last: u8,
}

impl<R> Lines<R> {
    pub fn new(from: R) -> Self {
        Self {
            from,
            after_cr: false,
            last: b'\n',
        }
    }
}

impl<R: Read> Read for Lines<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        loop {
            let len = self.from.read(into)?;
            let mut kept = 0;
            for at in 0..len {
                let byte = into[at];
                let doubled = self.after_cr && byte == b'\n';
                self.after_cr = byte == b'\r';
                if !doubled {
                    into[kept] = if byte == b'\r' { b'\n' } else { byte };
                    kept += 1;
                }
            }
            if len == 0 && self.last != b'\n' && !into.is_empty() {
                (into[0], kept) = (b'\n', 1);
            }
            if kept > 0 {
                self.last = into[kept - 1];
            }
            // Nothing is the end, unless there was a line end to leave out.
            if kept > 0 || len == 0 {
                return Ok(kept);
            }
        }
    }
}

/// The line that a record begins on. The reader's own word is the first of the blank lines before it.
pub fn line_of<R: Read>(csv: &csv::Reader<Lines<R>>, record: &ByteRecord) -> u64 {
    let inside = record.iter().flatten().filter(|&&byte| byte == b'\n').count() as u64;
    let begun = record.position().map_or(0, csv::Position::line);
    begun.max(csv.position().line().saturating_sub(inside + 1))
}

/// A device list being read.
pub struct Reader<R> {
    csv: csv::Reader<Lines<R>>,
    /// Where each of `COLUMNS` stands.
    places: [Option<usize>; 9],
    width: usize,
    seen: HashMap<String, u64>,
    example_key: bool,
    ended: bool,
}

impl<R: Read> Reader<R> {
    /// Reads the header; fails when it is not that of a device list.
    pub fn new(from: R, example_key: bool) -> Result<Self> {
        let mut csv = ReaderBuilder::new()
            .flexible(true)
            .has_headers(false)
            .from_reader(Lines::new(from));
        let mut head = ByteRecord::new();
        if !csv.read_byte_record(&mut head).context("line 1")? {
            bail!("the file is empty: its first line must be {}", COLUMNS.join(","));
        }
        let names: Vec<String> = head
            .iter()
            .map(|name| {
                String::from_utf8_lossy(name)
                    .trim_start_matches('\u{feff}')
                    .trim()
                    .to_lowercase()
            })
            .collect();
        let mut places = [None; 9];
        for (at, name) in names.iter().enumerate() {
            let column = match name.as_str() {
                "firmware version" => Some(7),
                name => COLUMNS.iter().position(|column| column.to_lowercase() == name),
            };
            match column {
                Some(column) if places[column].is_some() => bail!("line 1: the column {} comes twice", COLUMNS[column]),
                Some(column) => places[column] = Some(at),
                None if names.len() == 1 && name.contains([';', '\t']) => {
                    bail!("line 1: the columns are not separated by commas")
                }
                None => bail!(
                    "line 1: unknown column \"{}\"; known are {}",
                    shown(name),
                    COLUMNS.join(", ")
                ),
            }
        }
        for required in 0..3 {
            if places[required].is_none() {
                bail!("line 1: the column {} is missing", COLUMNS[required]);
            }
        }
        Ok(Self {
            csv,
            places,
            width: names.len(),
            seen: HashMap::new(),
            example_key,
            ended: false,
        })
    }

    /// The next row; every fault in it is named.
    pub fn read_row(&mut self) -> Option<Row> {
        if self.ended {
            return None;
        }
        let mut record = ByteRecord::new();
        let read = self.csv.read_byte_record(&mut record);
        let line = line_of(&self.csv, &record);
        let mut row = Row {
            line,
            unit: None,
            faults: Vec::new(),
            notes: Vec::new(),
        };
        match read {
            Ok(false) => return None,
            Ok(true) => {}
            Err(error) => {
                self.ended = true;
                row.line = self.csv.position().line();
                row.fault("", format!("cannot be read: {error}"));
                return Some(row);
            }
        }
        if record.len() != self.width {
            row.fault(
                "",
                format!("{} cells where the header has {}", record.len(), self.width),
            );
        } else {
            self.unit(&record, &mut row);
        }
        Some(row)
    }

    fn unit(&mut self, record: &ByteRecord, row: &mut Row) {
        let mut cells: [&str; 9] = [""; 9];
        for (at, cell) in cells.iter_mut().enumerate() {
            let bytes = self.places[at].and_then(|place| record.get(place)).unwrap_or_default();
            match std::str::from_utf8(bytes) {
                Ok(text) => *cell = text.trim(),
                Err(_) => row.fault(COLUMNS[at], "is not UTF-8".to_owned()),
            }
        }
        let starting_code = row.starting_code(cells[1]);
        let key = match Key::parse(cells[2]) {
            Ok(key) => Some(key),
            Err(error) => {
                row.fault(COLUMNS[2], error.to_string());
                None
            }
        };
        let count = row.number(3, cells[3], 1, 0, 65_535);
        let divider = row.number(4, cells[4], 1, 1, 255);
        let restricted = row.number(5, cells[5], 0, 0, 1);
        let test_code = match cells[8] {
            "" => Some(None),
            text => row.code(8, text).map(Some),
        };
        let (Some(starting_code), Some(key), Some(count), Some(divider), Some(restricted), Some(test_code)) =
            (starting_code, key, count, divider, restricted, test_code)
        else {
            return;
        };
        let unit = Unit {
            serial: cells[0].to_owned(),
            secret: Secret { key, starting_code },
            count: count as u16,
            divider: divider as u8,
            restricted: restricted == 1,
            model: cells[6].to_owned(),
            version: cells[7].to_owned(),
            test_code,
        };
        for (column, what) in unit.faults(self.example_key) {
            row.fault(column, what);
        }
        if let Some(before) = self.seen.insert(unit.serial.clone(), row.line) {
            row.fault(COLUMNS[0], format!("{} is on line {before} too", unit.serial));
        }
        if row.faults.is_empty() {
            row.unit = Some(unit);
        }
    }
}

impl Row {
    fn fault(&mut self, column: &'static str, what: String) {
        self.faults.push(Remark {
            line: self.line,
            column,
            what,
        });
    }

    /// Nine digits; what another tool wrote without its zeros is padded, and told.
    fn starting_code(&mut self, text: &str) -> Option<u32> {
        if !text.is_empty() && text.len() < 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            let padded = format!("{text:0>9}");
            self.notes.push(Remark {
                line: self.line,
                column: COLUMNS[1],
                what: format!(
                    "it was written with {} digits; taken with zeros before them",
                    text.len()
                ),
            });
            return padded.parse().ok();
        }
        self.code(1, text)
    }

    fn code(&mut self, column: usize, text: &str) -> Option<u32> {
        if text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok().filter(|&code| code <= MAX_CODE);
        }
        // It is secret, and what stands there in its place may be more so.
        let what = match text.chars().count() {
            9 => "it has another character than digits".to_owned(),
            len => format!("it must have 9 digits, not {len} characters"),
        };
        self.fault(COLUMNS[column], what);
        None
    }

    fn number(&mut self, column: usize, text: &str, default: u32, least: u32, most: u32) -> Option<u32> {
        if text.is_empty() {
            return Some(default);
        }
        let number = Some(text)
            .filter(|text| text.len() <= 6 && text.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|text| text.parse().ok());
        match number {
            Some(number) if (least..=most).contains(&number) => Some(number),
            _ => {
                let what = format!("\"{}\" is not {least} to {most}", shown(text));
                self.fault(COLUMNS[column], what);
                None
            }
        }
    }
}

/// A cell in a message: not longer than a line bears, and no key that stands in the wrong column.
pub fn shown(text: &str) -> String {
    if text.len() >= 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return "(not shown: it may be a key)".to_owned();
    }
    let short: String = text.chars().take(20).flat_map(char::escape_default).collect();
    if text.chars().count() > 20 {
        format!("{short}...")
    } else {
        short
    }
}

/// A device list being written.
pub struct Writer<W: Write> {
    csv: csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    pub fn new(to: W) -> Result<Self> {
        let mut csv = WriterBuilder::new().terminator(Terminator::CRLF).from_writer(to);
        csv.write_record(COLUMNS).context("cannot write the device list")?;
        Ok(Self { csv })
    }

    pub fn write(&mut self, unit: &Unit) -> Result<()> {
        let row = [
            unit.serial.clone(),
            format!("{:09}", unit.secret.starting_code),
            unit.secret.key.to_hex(),
            unit.count.to_string(),
            unit.divider.to_string(),
            u8::from(unit.restricted).to_string(),
            unit.model.clone(),
            unit.version.clone(),
            unit.test_code.map_or_else(String::new, |code| format!("{code:09}")),
        ];
        self.csv.write_record(row).context("cannot write the device list")
    }

    /// Everything is passed on.
    pub fn finish(self) -> Result<W> {
        self.csv
            .into_inner()
            .map_err(|error| anyhow::anyhow!("cannot write the device list: {}", error.error()))
    }
}

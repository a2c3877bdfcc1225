//! `opaygo dump`: a unit's storage read out and explained.

use std::path::PathBuf;

use anyhow::{bail, ensure, Context, Result};
use clap::Args;
use serde_json::{json, Value};

use crate::engine::bench::Region;
use crate::engine::image::{self, Held, Identity, Image, Record};
use crate::engine::{self, Status};
use crate::output::Output;
use crate::time;

/// Read a unit's storage out: each slot, the newest record field by field, the copies of the key, and what open will say
///
/// Without sizes the file is taken as the whole region, and its page size is the one under which it opens. The key is not
/// shown, only its check value.
#[derive(Args)]
#[command(after_help = "Examples:
  opaygo dump eeprom.bin
  opaygo dump flash.bin --size 2048 --page 1024 --write-size 2
  opaygo dump chip.bin --offset 0x1f800 --size 2048 --page 1024")]
pub struct Dump {
    /// The bytes as they were read from the chip
    image: PathBuf,
    /// Length of the region of the records in bytes
    #[arg(long, value_name = "BYTES", value_parser = number)]
    size: Option<u16>,
    /// Length of an erase page; 0 for EEPROM and FRAM
    #[arg(long, value_name = "BYTES", value_parser = number)]
    page: Option<u16>,
    /// Length of a region of its own for the provisioning record, behind the other
    #[arg(long, value_name = "BYTES", value_parser = number, default_value = "0")]
    provision_size: u16,
    /// Smallest write: 1, 2, 4, 8, 16 or 32
    #[arg(long, value_name = "BYTES", default_value_t = 1)]
    write_size: u8,
    /// Where the region begins in the file
    #[arg(long, value_name = "BYTES", value_parser = far, default_value = "0")]
    offset: u32,
    /// What the unit's clock shows, in seconds; by default what it showed last
    #[arg(long, value_name = "SECONDS")]
    clock: Option<u32>,
}

impl Dump {
    pub fn run(&self, out: Output) -> Result<()> {
        let name = self.image.display();
        let bytes = std::fs::read(&self.image).with_context(|| format!("cannot read {name}"))?;
        let begin = usize::try_from(self.offset)?;
        let bytes = bytes.get(begin..).unwrap_or_default();
        let image = self.read(bytes).with_context(|| format!("{name}"))?;
        out.answer(text(&image), json(&image))
    }

    fn read(&self, bytes: &[u8]) -> Result<Image> {
        let len = match self.size {
            Some(size) => size,
            None => match u16::try_from(bytes.len()) {
                Ok(len) => len.saturating_sub(self.provision_size),
                Err(_) => bail!(
                    "{} bytes are more than a region has: give --size and --offset",
                    bytes.len()
                ),
            },
        };
        ensure!(len > 0, "there are no bytes to read");
        let needed = usize::from(len) + usize::from(self.provision_size);
        ensure!(
            bytes.len() >= needed,
            "the sizes say {needed} bytes, the file has {}",
            bytes.len()
        );
        let bytes = &bytes[..needed];
        let regions: Vec<Region> = match self.page {
            Some(page) => vec![Region {
                size: len,
                page,
                provision_size: 0,
                write_size: 1,
            }],
            None => image::guess(len).collect(),
        };
        let images = regions.into_iter().map(|region| {
            let region = Region {
                provision_size: self.provision_size,
                write_size: self.write_size,
                ..region
            };
            Image::read(region, bytes, self.clock)
        });
        // The first that opens with most slots that are no junk; EEPROM if none does.
        let mut best: Option<Image> = None;
        for image in images {
            if best.as_ref().is_none_or(|best| sense(&image) > sense(best)) {
                best = Some(image);
            }
        }
        best.context("these sizes do not fit each other")
    }
}

/// How much sense an image makes.
fn sense(image: &Image) -> (bool, usize, usize) {
    let copies = image.copies.iter().filter(|(_, held)| held.good().is_some()).count();
    let torn = image.slots.iter().filter(|(_, held)| *held == Held::Torn).count();
    (image.opened == Status::Ok, copies, usize::MAX - torn)
}

fn region(region: Region) -> String {
    let kind = match region.page {
        0 => format!("{} bytes without pages", region.size),
        page => format!("{} bytes in pages of {page}", region.size),
    };
    match region.provision_size {
        0 => kind,
        size => format!("{kind}, the provisioning record apart in {size}"),
    }
}

fn text(image: &Image) -> String {
    let mut lines = vec![
        format!("region    {}", region(image.region)),
        format!("open      {}: {}", engine::status_name(image.opened), image.why()),
    ];
    if image.opened == Status::Ok {
        let shown = &image.shown;
        lines.push(format!(
            "unit      {}, credit {} s ({}), count {}, {} s to wait{}",
            shown.state,
            shown.credit,
            time::span(shown.credit.into()),
            shown.count,
            shown.wait,
            if shown.tamper { ", tamper flag" } else { "" }
        ));
    }
    for (at, held) in &image.copies {
        lines.push(format!("copy      at {at:5}  {}", copy(held)));
    }
    for (at, held) in &image.slots {
        lines.push(format!("slot      at {at:5}  {}", slot(held)));
    }
    if let Some((at, record)) = &image.newest {
        lines.push(format!("newest    at {at}"));
        lines.extend(
            fields(record)
                .into_iter()
                .map(|(name, what)| format!("  {name:<10}{what}")),
        );
    }
    lines.join("\n")
}

fn copy(held: &Held<Identity>) -> String {
    match held {
        Held::Good(unit) => format!(
            "{}: key check {:08x}, provisioned at count {}, divider {}, digits {}, {}",
            unit.serial,
            unit.key_check,
            unit.count,
            unit.divider,
            if unit.restricted { "1-4" } else { "0-9" },
            if unit.has_test_code {
                "a test code"
            } else {
                "no test code"
            }
        ),
        other => short(other).to_owned(),
    }
}

fn slot(held: &Held<Record>) -> String {
    match held {
        Held::Good(record) => format!(
            "record {}: credit {}, count {}",
            record.serial, record.credit, record.count
        ),
        other => short(other).to_owned(),
    }
}

fn short<T>(held: &Held<T>) -> String {
    match held {
        Held::Blank(byte) => format!("blank ({byte:02X})"),
        Held::Torn => "torn, or no record".to_owned(),
        Held::Elsewhere => "whole, and written for a region of other sizes".to_owned(),
        Held::Foreign(format) => format!("whole, of format {format}, which this version does not know"),
        Held::Good(_) => "good".to_owned(),
    }
}

/// The newest record field by field.
fn fields(record: &Record) -> Vec<(&'static str, String)> {
    let yes = |flag| if flag { "yes" } else { "no" };
    let list = |wanted: bool| {
        let counts: Vec<String> = record
            .adds()
            .iter()
            .filter(|(_, used)| *used == wanted)
            .map(|(count, _)| count.to_string())
            .collect();
        if counts.is_empty() {
            "none".to_owned()
        } else {
            counts.join(", ")
        }
    };
    let tests = record.tests.iter().filter(|timer| **timer > 0).count();
    vec![
        ("format", record.format.to_string()),
        (
            "serial",
            format!("{}: the newest, by this number modulo 2^32", record.serial),
        ),
        (
            "credit",
            format!("{} s: {}", record.credit, time::span(record.credit.into())),
        ),
        (
            "seen",
            format!(
                "{} s: the clock when the credit was last brought up to date",
                record.seen
            ),
        ),
        ("count", format!("{}: the last count", record.count)),
        (
            "used",
            format!(
                "{:04X}: Adds of counts {} may not be taken any more",
                record.used,
                list(true)
            ),
        ),
        ("open", format!("Adds of counts {}", list(false))),
        (
            "last sync",
            format!("{}: no sync of this count or below is taken", record.last_sync),
        ),
        ("lock", format!("{} s of waiting period", record.lock)),
        ("tries", format!("{} wrong ones in a row", record.failures())),
        ("unlocked", yes(record.unlocked()).to_owned()),
        ("tamper", yes(record.tamper()).to_owned()),
        (
            "doubt",
            format!("{}: the clock went backwards not long ago", yes(record.doubt())),
        ),
        ("faults", format!("{} of the clock", record.faults)),
        ("tests", format!("{tests} uses of the test code in the last hour")),
    ]
}

fn json(image: &Image) -> Value {
    let slots: Vec<Value> = image
        .slots
        .iter()
        .map(|(at, held)| match held {
            Held::Good(record) => json!({ "at": at, "is": "record", "serial": record.serial, "credit": record.credit, "count": record.count }),
            other => json!({ "at": at, "is": short(other) }),
        })
        .collect();
    let copies: Vec<Value> = image
        .copies
        .iter()
        .map(|(at, held)| match held {
            Held::Good(unit) => json!({
                "at": at, "is": "copy", "serial": unit.serial, "key_check": format!("{:08x}", unit.key_check),
                "count": unit.count, "divider": unit.divider, "restricted": unit.restricted,
                "has_test_code": unit.has_test_code }),
            other => json!({ "at": at, "is": short(other) }),
        })
        .collect();
    let newest = image.newest.as_ref().map(|(at, record)| {
        let used: Vec<u16> = record
            .adds()
            .iter()
            .filter(|(_, used)| *used)
            .map(|(count, _)| *count)
            .collect();
        json!({
            "at": at, "serial": record.serial, "credit": record.credit, "seen": record.seen, "count": record.count,
            "used_adds": used, "last_sync": record.last_sync, "lock": record.lock, "failures": record.failures(),
            "unlocked": record.unlocked(), "tamper": record.tamper(), "clock_in_doubt": record.doubt(),
            "clock_faults": record.faults, "tests": record.tests })
    });
    let shown = &image.shown;
    json!({
        "region": { "size": image.region.size, "page": image.region.page, "provision_size": image.region.provision_size },
        "open": engine::status_name(image.opened), "why": image.why(),
        "unit": (image.opened == Status::Ok).then(|| json!({
            "state": shown.state, "credit": shown.credit, "count": shown.count, "wait": shown.wait, "tamper": shown.tamper,
            "active": shown.active, "clock_faults": shown.clock_faults })),
        "copies": copies, "slots": slots, "newest": newest,
    })
}

/// Decimal, or hexadecimal behind 0x.
fn far(text: &str) -> Result<u32, String> {
    let parsed = match text.strip_prefix("0x") {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => text.parse(),
    };
    parsed.map_err(|_| "must be a number of bytes, such as 1024 or 0x400".to_owned())
}

fn number(text: &str) -> Result<u16, String> {
    u16::try_from(far(text)?).map_err(|_| "must be 0 to 65535, or 0x0 to 0xffff".to_owned())
}

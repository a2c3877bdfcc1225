//! A port tried against its contract, once, on a board whose storage may be overwritten: which callback is wrong, and how.
//! Knows addresses, bytes and seconds; no record, no token, no unit.
//!
//! `mod -> {clocks, steps} -> late -> pages -> memory -> bytes -> finding`

pub mod bytes;
mod clocks;
pub mod finding;
mod late;
mod memory;
mod pages;
mod steps;

use zerocopy::FromBytes;

use crate::config::Config;
use crate::status::Status;
use crate::storage::layout::{Geometry, Layout};
use crate::storage::medium::Fault;
use bytes::Buffer;
use clocks::Clocks;
use finding::{fault, PortFault, PortFinding, PortPart};
use memory::{Memory, Step};

/// What is tried.
pub trait Port {
    /// What must be there and is not.
    fn lacks(&self) -> Option<PortPart>;
    /// The settings; asked when nothing lacks.
    fn config(&self) -> &Config;
    /// Where the records are to live.
    fn geometry(&self) -> &Geometry;
    /// Reads `len` bytes, at most 32, into the middle of the buffer.
    fn read(&self, at: u16, into: &mut Buffer, len: u8) -> Result<(), Fault>;
    /// Writes the 32 bytes in the middle of the buffer.
    fn write(&self, at: u16, from: &Buffer) -> Result<(), Fault>;
    /// Erases a page; asked where there are pages.
    fn erase(&self, at: u16) -> Result<(), Fault>;
    /// What the RTC shows, if there is one.
    fn rtc(&self) -> Option<Result<u32, Fault>>;
    /// What the uptime shows, if there is one.
    fn uptime(&self) -> Option<Result<u32, Fault>>;
}

// How far the check is. Numbers, because what was never begun may hold any.
const SCAN: u8 = 1;
const CLOCKS: u8 = 2;
const STORAGE: u8 = 3;

/// A check under way.
#[repr(C)]
#[derive(FromBytes)]
pub struct Check {
    clocks: Clocks,
    memory: Memory,
    stage: u8,
    overwrite: u8,
}

impl Check {
    /// A check that is to begin; `overwrite` not 0: even where a unit is stored.
    pub const fn new(overwrite: u8) -> Self {
        Self {
            clocks: Clocks::NEW,
            memory: Memory::NEW,
            stage: SCAN,
            overwrite,
        }
    }

    /// Goes on by one step. `Checking`: to be called again; `Ok`: the port keeps its contract and the storage is blank;
    /// `NotOpen`: it was not begun, or has ended.
    pub fn go_on(&mut self, port: &impl Port) -> Result<Status, PortFinding> {
        let stage = self.stage;
        // Whatever ends it ends it for good.
        self.stage = 0;
        if !(SCAN..=STORAGE).contains(&stage) {
            return Ok(Status::NotOpen);
        }
        fits(port)?;
        self.clocks.look(port, stage != STORAGE)?;
        let step = match stage {
            SCAN => self.memory.scan(port, self.overwrite != 0)?,
            CLOCKS => self.clocks.are_seen()?,
            _ => self.memory.go_on(port)?,
        };
        match step {
            Step::More => self.stage = stage,
            Step::Done if stage == STORAGE => return Ok(Status::Ok),
            Step::Done => self.stage = stage + 1,
            Step::Unknown => return Ok(Status::NotOpen),
        }
        Ok(Status::Checking)
    }
}

/// Whether all that must be there is, and the numbers are in their ranges. At each call, so that no address leaves the
/// regions whatever the port has become.
#[inline(never)]
fn fits(port: &impl Port) -> Result<(), PortFinding> {
    let geometry = port.geometry();
    if let Some(part) = port.lacks() {
        return fault(part, PortFault::Missing, 0);
    }
    if !port.config().valid() {
        return fault(PortPart::Config, PortFault::Range, 0);
    }
    let mut layout = Layout::NONE;
    if !layout.fit(geometry) || geometry.is_flash() && layout.misfits_pages(geometry) {
        return fault(PortPart::Geometry, PortFault::Range, 0);
    }
    Ok(())
}

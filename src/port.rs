//! What the product supplies: storage and settings. The clock is read in `ffi` and passed down as a value.

use crate::config::Config;
use crate::layout::Geometry;
use crate::provision::Identity;
use crate::status::Status;
use crate::token::ExtendedWalk;
use crate::window::{Limits, Window};

/// A callback said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault;

/// What a device asks of a room that a product may leave out: begin to decode `text`, or, when it is empty, go on.
pub struct Job<'a> {
    pub(crate) walk: &'a mut ExtendedWalk,
    pub(crate) window: Window,
    pub(crate) limits: &'a Limits,
    pub(crate) unit: &'a Identity,
    /// 0 when what a cache holds is not of this unit's life.
    pub(crate) remembers: &'a mut u8,
    pub(crate) text: &'a [u8],
    pub(crate) max_hashes: u16,
}

impl Job<'_> {
    /// Goes on with a standard token: what it is, or `Decoding`.
    pub fn step(&mut self) -> Status {
        let walk = &mut self.walk.low;
        walk.go_on(&self.window, self.limits, self.unit.key(), self.max_hashes)
    }
}

/// The product's storage and settings. Addresses are those of the [`Geometry`].
pub trait Port {
    /// Where the records live.
    fn geometry(&self) -> &Geometry;
    /// The product's settings.
    fn config(&self) -> &Config;
    /// Reads `into.len()` bytes, at most 32.
    fn read(&mut self, at: u16, into: &mut [u8]) -> Result<(), Fault>;
    /// Writes 32 bytes at a multiple of 32. Flash: once between two erases.
    fn write(&mut self, at: u16, from: &[u8]) -> Result<(), Fault>;
    /// Erases the page that begins at `at`, so that it reads FF. Never called when `page` is 0.
    fn erase(&mut self, at: u16) -> Result<(), Fault>;
    /// Goes on with the walk: [`Job::step`], or [`crate::cache::step`] if the product gives a cache.
    fn step(&mut self, job: &mut Job) -> Status {
        job.step()
    }
    /// Whether the product takes extended tokens.
    fn takes_extended(&self) -> bool {
        false
    }
    /// Runs `job` with [`crate::extended::run`] and gives its answer, if the product takes extended tokens.
    fn extended(&mut self, job: &mut Job) -> Status {
        let _ = job;
        Status::Malformed
    }
}

/// Whether 32 bytes of storage are `what`, or, for `None`, erased. Bytes that cannot be read are neither.
#[inline(never)]
pub(crate) fn holds(port: &mut impl Port, at: u16, what: Option<&[u8]>) -> bool {
    let mut bytes = [0; 32];
    port.read(at, &mut bytes).is_ok()
        && match what {
            Some(what) => bytes == *what,
            None => erased(&bytes),
        }
}

/// Writes 32 bytes; whether they can be read back.
#[inline(never)]
pub(crate) fn put(port: &mut impl Port, at: u16, what: &[u8]) -> Result<bool, Fault> {
    port.write(at, what)?;
    Ok(holds(port, at, Some(what)))
}

/// Whether these are the bytes of erased storage.
#[inline(never)]
pub(crate) fn erased(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0xff)
}

//! What the product supplies: storage and settings. The clock is read in `ffi` and passed down as a value.

use crate::cache::Asked;
use crate::config::Config;
use crate::extended::Job;
use crate::layout::Geometry;
use crate::report::Token;
use crate::status::Status;
use crate::token::Walk;

/// A callback said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault;

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
    /// Goes on with the walk: [`Walk::step`], or [`crate::cache::step`] if the product gives a cache.
    fn step(&mut self, walk: &mut Walk, asked: &Asked) -> Option<Token> {
        walk.step(&asked.window, asked.limits, asked.key, asked.max_hashes)
    }
    /// The unit begins anew: empties the cache, if there is one.
    fn forget(&mut self) {}
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
pub(crate) fn holds(port: &mut impl Port, at: u16, what: Option<&[u8]>) -> bool {
    let mut bytes = [0; 32];
    port.read(at, &mut bytes).is_ok()
        && match what {
            Some(what) => bytes == *what,
            None => erased(&bytes),
        }
}

/// Whether these are the bytes of erased storage.
pub(crate) fn erased(bytes: &[u8]) -> bool {
    bytes.iter().all(|&byte| byte == 0xff)
}

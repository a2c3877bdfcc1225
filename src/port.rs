//! What the product supplies: storage and settings. The clock is read in `ffi` and passed down as a value.

use crate::config::Config;
use crate::layout::Geometry;

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
    fn read(&mut self, at: u32, into: &mut [u8]) -> Result<(), Fault>;
    /// Writes 32 bytes at a multiple of 32 from the region's start. Flash: once between two erases.
    fn write(&mut self, at: u32, from: &[u8]) -> Result<(), Fault>;
    /// Erases the page that begins at `at`, so that it reads FF. Never called when `page` is 0.
    fn erase(&mut self, at: u32) -> Result<(), Fault>;
}

/// Whether storage reads `what` at `at`.
pub(crate) fn reads(port: &mut impl Port, at: u32, what: &[u8; 32]) -> Result<bool, Fault> {
    let mut chunk = [0; 8];
    for (index, expected) in what.chunks_exact(8).enumerate() {
        port.read(at + 8 * index as u32, &mut chunk)?;
        if chunk != *expected {
            return Ok(false);
        }
    }
    Ok(true)
}

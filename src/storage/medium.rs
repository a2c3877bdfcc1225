//! What holds the bytes: a product's EEPROM, FRAM or flash. Knows addresses, not what is at them.

use super::layout::Geometry;
use super::store::Store;
use crate::status::Status;

/// A callback said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault;

/// For [`Medium::pages`]: do the numbers of the geometry fit, every page is to be erased, or, below these, the slot
/// that is to take a record; without a store, 32 bytes that may be erased.
pub(crate) const FIT: u16 = 0xffff;
/// See [`FIT`].
pub(crate) const ERASE: u16 = 0xfffe;

/// The product's storage. Addresses are those of the [`Geometry`].
pub trait Medium {
    /// Where the records live.
    fn geometry(&self) -> &Geometry;
    /// Whether it is flash: EEPROM and FRAM are written without an erase.
    fn is_flash(&self) -> bool {
        self.geometry().is_flash()
    }
    /// Reads `into.len()` bytes, at most 32.
    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault>;
    /// Writes 32 bytes at a multiple of 32. Flash: once between two erases.
    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault>;
    /// Erases the page that begins at `at`, so that it reads as erased. Never called when `page` is 0.
    fn erase(&self, at: u16) -> Result<(), Fault>;
    /// [`pages::run`](super::pages::run), if the storage has pages: asked of the product, so that only one with flash
    /// links that code.
    fn pages(&self, store: Option<&mut Store>, what: u16) -> Status;
}

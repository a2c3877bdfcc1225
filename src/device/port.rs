//! What the product supplies: storage and settings. The clock is read in `ffi` and passed down as a value.

use zerocopy::IntoBytes;

use super::{Device, Job};
use crate::config::Config;
use crate::layout::Geometry;
use crate::provision::Identity;
use crate::status::Status;

/// A callback said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault;

/// What a device asks of the test code.
pub enum Test<'a> {
    /// Whether a unit may have its test code: `Ok`, or why not.
    #[allow(private_interfaces)]
    Of(&'a Identity),
    /// Whether a number that was entered is it: `TestCode`; `NoEffect` if no use is left, or the unit is on; else it
    /// is a token.
    Entered(u32),
    /// A use is taken, and so many seconds of test time begin.
    Taken(u16),
    /// So many seconds have passed.
    Passed(u32),
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
        job.step(&self.config().limits)
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
    /// [`Device::pages`], if the storage has pages.
    fn pages(&mut self, device: &mut Device, what: u16) -> Status
    where
        Self: Sized,
    {
        device.pages(self, what)
    }
    /// [`Device::test_code`], if the product has a test code; else `LineTest`.
    fn test_code(&mut self, device: &mut Device, what: &Test) -> Status
    where
        Self: Sized,
    {
        device.test_code(self, what)
    }
}

/// What is stored at a time: a record, half a provisioning record.
pub(super) type Block = [u32; 8];

/// Whether the storage holds `what`, or, for `None`, is erased. Bytes that cannot be read are neither.
#[inline(never)]
pub(super) fn holds(port: &mut impl Port, at: u16, what: Option<&Block>) -> bool {
    // Word by word: what lies on the stack here lies under every other thing.
    for place in 0..8u16 {
        let mut read = [0; 4];
        if port.read(at + place * 4, &mut read).is_err() {
            return false;
        }
        if u32::from_ne_bytes(read) != what.map_or(u32::MAX, |what| what[usize::from(place)]) {
            return false;
        }
    }
    true
}

/// What has become of 32 bytes that were to be stored.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Stored {
    /// They are there.
    Yes,
    /// They are not, and nothing was written: where pages are erased, only erased bytes can be.
    Occupied,
    /// They were written and cannot be read back.
    Damaged,
}

/// Writes a block, unless it is there already.
#[inline(never)]
pub(super) fn store(port: &mut impl Port, at: u16, what: &Block) -> Result<Stored, Fault> {
    if !holds(port, at, Some(what)) {
        if port.geometry().page != 0 && !holds(port, at, None) {
            return Ok(Stored::Occupied);
        }
        port.write(at, what.as_bytes())?;
        if !holds(port, at, Some(what)) {
            return Ok(Stored::Damaged);
        }
    }
    Ok(Stored::Yes)
}

/// Whether these are the bytes of erased storage.
#[inline(never)]
pub(super) fn erased(bytes: &[u8; 32]) -> bool {
    bytes.iter().all(|&byte| byte == 0xff)
}

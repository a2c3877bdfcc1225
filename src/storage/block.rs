//! 32 bytes at a time: written, and believed only when they read back. Knows no record.

use zerocopy::IntoBytes;

use super::medium::{Fault, Medium};

/// What is stored at a time: a record, half a provisioning record.
pub(crate) type Block = [u32; 8];

/// Whether the storage holds `what`, or, for `None`, is erased. Bytes that cannot be read are neither.
#[inline(never)]
pub(crate) fn holds(medium: &impl Medium, at: u16, what: Option<&Block>) -> bool {
    // Word by word: what lies on the stack here lies under every other thing.
    for place in 0..8u16 {
        let mut read = [0; 4];
        if medium.read(at + place * 4, &mut read).is_err() {
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
pub(crate) enum Stored {
    /// They are there.
    Yes,
    /// They are not, and nothing was written: where pages are erased, only erased bytes can be.
    Occupied,
    /// They were written and cannot be read back.
    Damaged,
}

/// Writes a block, unless it is there already.
#[inline(never)]
pub(crate) fn put(medium: &impl Medium, at: u16, what: &Block) -> Result<Stored, Fault> {
    if !holds(medium, at, Some(what)) {
        if medium.is_flash() && !holds(medium, at, None) {
            return Ok(Stored::Occupied);
        }
        medium.write(at, what.as_bytes())?;
        if !holds(medium, at, Some(what)) {
            return Ok(Stored::Damaged);
        }
    }
    Ok(Stored::Yes)
}

/// Whether these are the bytes of erased storage.
#[inline(never)]
pub(crate) fn erased(bytes: &[u8; 32]) -> bool {
    bytes.iter().all(|&byte| byte == 0xff)
}

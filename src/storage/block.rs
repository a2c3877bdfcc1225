//! 32 bytes at a time: written, and believed only when they read back. Knows no record.

use zerocopy::IntoBytes;

use super::medium::Medium;
use crate::report::{FAULT_COMPARE, FAULT_READ, FAULT_WRITE};
use crate::status::Status;

/// What is stored at a time: a record, half a provisioning record.
pub(crate) type Block = [u32; 8];

/// Reads; whether it could be read. If not, it is told.
#[inline(never)]
pub(crate) fn fetch(told: &mut u8, medium: &impl Medium, at: u16, into: &mut [u8]) -> bool {
    let read = medium.read(at, into).is_ok();
    if !read {
        *told |= FAULT_READ;
    }
    read
}

/// Whether the storage holds `what`. Bytes that cannot be read are not, and told.
#[inline(never)]
pub(crate) fn holds(told: &mut u8, medium: &impl Medium, at: u16, what: &Block) -> bool {
    // Word by word: 4 bytes of stack and not 32, in the deepest of all calls.
    let mut at = at;
    for word in what {
        let mut read = 0u32;
        if !fetch(told, medium, at, read.as_mut_bytes()) || read != *word {
            return false;
        }
        at += 4;
    }
    true
}

/// Writes a block, unless it is there already; what went wrong is told. `Ok`: it is there; `Storage`: the write failed;
/// `Room`: it was written and cannot be read back, or, where pages are erased, the bytes were not erased.
#[inline(never)]
pub(crate) fn put(told: &mut u8, medium: &impl Medium, at: u16, what: &Block) -> Status {
    if !holds(told, medium, at, what) {
        if medium.is_flash() {
            let erased = medium.pages(None, at);
            if erased == Status::Storage {
                *told |= FAULT_READ;
            }
            if erased != Status::Ok {
                return Status::Room;
            }
        }
        if medium.write(at, what.as_bytes()).is_err() {
            *told |= FAULT_WRITE;
            return Status::Storage;
        }
        if !holds(told, medium, at, what) {
            *told |= FAULT_COMPARE;
            return Status::Room;
        }
    }
    Status::Ok
}

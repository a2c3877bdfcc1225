//! How far the check of the storage is, and a block read, compared or written. Knows not what comes when.

use zerocopy::FromBytes;

use super::bytes::{address, blocks, Buffer, Pattern, BLOCK};
use super::finding::{differs, fault, PortFault, PortFinding, PortPart};
use super::Port;
use crate::storage::crc32;

/// Whether there is more to do.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    More,
    Done,
    /// It was never begun.
    Unknown,
}

pub(super) type Found<T> = Result<T, PortFinding>;

/// Calls in a second; so long is waited for what may come late.
pub(super) const WAIT: u8 = 10;

/// Blocks looked at in a call.
pub(super) const LOOKS: u8 = 8;

/// What is around the bytes that are read or written.
pub(super) const FILLER: u8 = 0xa5;

// What is done, in this order.
pub(super) const ERASE_ALL: u8 = 0;
pub(super) const LOOK_ERASED: u8 = 1;
pub(super) const WRITE: u8 = 2;
pub(super) const WAIT_WRITTEN: u8 = 3;
pub(super) const VERIFY: u8 = 4;
pub(super) const CLEAR: u8 = 5;
pub(super) const LOOK_CLEARED: u8 = 6;
pub(super) const ALIGN: u8 = 7;
pub(super) const TIDY: u8 = 8;
pub(super) const WAIT_BLANK: u8 = 9;
pub(super) const LOOK_BLANK: u8 = 10;
// What was written or erased is not there: it may come, or be elsewhere.
pub(super) const LATE: u8 = 11;
pub(super) const SEARCH: u8 = 12;

#[repr(C)]
#[derive(FromBytes)]
pub(super) struct Memory {
    /// The CRC of the block in hand before it was written; while it is scanned, the last four bytes.
    pub before: u32,
    pub block: u16,
    /// For [`SEARCH`]: the block that is searched. Where pages are erased: the first of the page in hand.
    pub other: u16,
    pub stage: u8,
    /// The stage in which a doubt came up.
    pub doubted: u8,
    pub waited: u8,
    pub buffer: Buffer,
}

impl Memory {
    pub const NEW: Self = Self {
        before: 0,
        block: 0,
        other: 0,
        stage: ERASE_ALL,
        doubted: 0,
        waited: 0,
        buffer: Buffer::NEW,
    };

    /// Begins a stage.
    #[inline(never)]
    pub fn turn(&mut self, stage: u8) {
        self.stage = stage;
        self.block = 0;
        self.other = 0;
        self.waited = 0;
    }

    pub fn wait(&mut self, then: u8) {
        self.waited = self.waited.wrapping_add(1);
        if self.waited >= WAIT {
            self.turn(then);
        }
    }

    /// What was done is not there: it may be late.
    pub fn doubt(&mut self) {
        self.doubted = self.stage;
        self.stage = LATE;
        self.waited = 0;
    }

    /// Reads into the buffer, which is `filler` all around.
    #[inline(never)]
    pub fn fetch(&mut self, port: &impl Port, at: u16, len: u8, filler: u8) -> Found<()> {
        self.buffer.fill(filler);
        if port.read(at, &mut self.buffer, len).is_err() {
            return fault(PortPart::Read, PortFault::Failed, at);
        }
        if let Some(byte) = self.buffer.spilt(len, filler) {
            let behind = at.wrapping_add(len.into());
            return differs(PortPart::Read, PortFault::TooMuch, behind, filler.into(), byte.into());
        }
        Ok(())
    }

    #[inline(never)]
    pub fn fetch_block(&mut self, port: &impl Port, block: u16) -> Found<()> {
        self.fetch(port, address(port.geometry(), block), BLOCK as u8, FILLER)
    }

    pub fn sum(&self) -> u32 {
        crc32(0, &self.buffer.bytes)
    }

    /// Reads a block, and whether it is this; else the finding names `part` and `kind` and the first byte that differs.
    #[inline(never)]
    pub fn expect(
        &mut self,
        port: &impl Port,
        block: u16,
        pattern: Pattern,
        part: PortPart,
        kind: PortFault,
    ) -> Found<()> {
        self.fetch_block(port, block)?;
        self.is(address(port.geometry(), block), pattern, part, kind)
    }

    /// Whether what was read at `at` is this.
    pub fn is(&self, at: u16, pattern: Pattern, part: PortPart, kind: PortFault) -> Found<()> {
        match pattern.differs(&self.buffer.bytes, 0) {
            None => Ok(()),
            Some((place, byte)) => differs(
                part,
                kind,
                at.wrapping_add(place.into()),
                pattern.at(place).into(),
                byte.into(),
            ),
        }
    }

    /// The other block whose pattern was read instead of this one's.
    #[inline(never)]
    pub fn home(&self, port: &impl Port, block: u16) -> Option<u16> {
        (0..blocks(port.geometry()))
            .find(|&other| other != block && Pattern::of(other).differs(&self.buffer.bytes, 0).is_none())
    }

    #[inline(never)]
    pub fn store(&mut self, port: &impl Port, at: u16, pattern: Pattern) -> bool {
        self.buffer.fill(FILLER);
        pattern.put(&mut self.buffer.bytes);
        port.write(at, &self.buffer).is_ok()
    }
}

/// What belongs to one block was found in another.
pub(super) fn elsewhere<T>(port: &impl Port, part: PortPart, block: u16, other: u16) -> Found<T> {
    let (should, is) = (address(port.geometry(), block), address(port.geometry(), other));
    differs(part, PortFault::Elsewhere, should, should.into(), is.into())
}

//! The storage: looked at, then written, looked at again and left blank, one write or one erase a call.
//! Knows no clock, but that a second has passed after ten calls.
//!
//! Every block gets a pattern that tells its address, and is then made blank again: so what a callback does elsewhere, too
//! late, too far or not at all shows in bytes that are known.

use super::bytes::{address, behind, blocks, Pattern, BLOCK};
use super::finding::{differs, fault, PortFault, PortPart};
use super::memory::{
    elsewhere, Found, Memory, Step, ALIGN, CLEAR, ERASE_ALL, FILLER, LATE, LOOKS, LOOK_BLANK, LOOK_CLEARED,
    LOOK_ERASED, SEARCH, TIDY, VERIFY, WAIT_BLANK, WAIT_WRITTEN, WRITE,
};
use super::Port;
use crate::storage::crc32;

/// Blocks looked at in a call, 4 bytes at a time as well: as the library compares.
const PIECES: u8 = 3;

impl Memory {
    /// Reads blocks as they are, twice and in pieces, and looks for a unit.
    #[inline(never)]
    pub fn scan(&mut self, port: &impl Port, overwrite: bool) -> Found<Step> {
        for _ in 0..PIECES {
            if self.block >= blocks(port.geometry()) {
                *self = Self::NEW;
                return Ok(Step::Done);
            }
            let at = address(port.geometry(), self.block);
            self.fetch(port, at, BLOCK as u8, FILLER)?;
            let (first, unread) = (self.sum(), self.buffer.unread(FILLER));
            for byte in self.buffer.bytes {
                self.before = self.before << 8 | u32::from(byte);
                // "OPG" and a format: the end of a provisioning record, of whatever geometry.
                if !overwrite && self.before >> 8 == 0x004f_5047 && (1..16).contains(&byte) {
                    return fault(PortPart::None, PortFault::Unit, at);
                }
            }
            self.fetch(port, at, BLOCK as u8, !FILLER)?;
            if unread != 0 && unread == self.buffer.unread(!FILLER) {
                return fault(PortPart::Read, PortFault::TooLittle, at.wrapping_add(BLOCK - unread));
            }
            let mut pieces = 0;
            for place in 0..8u16 {
                self.fetch(port, at.wrapping_add(4 * place), 4, FILLER)?;
                pieces = crc32(pieces, &self.buffer.bytes[..4]);
            }
            if first != pieces {
                return fault(PortPart::Read, PortFault::Unstable, at);
            }
            self.block += 1;
        }
        Ok(Step::More)
    }

    /// Writes and looks.
    pub fn go_on(&mut self, port: &impl Port) -> Found<Step> {
        let flash = port.geometry().is_flash();
        match self.stage {
            ERASE_ALL if flash => self.erase(port, WRITE)?,
            ERASE_ALL => self.turn(WRITE),
            LOOK_ERASED if flash => self.look_page(port)?,
            WRITE => self.write_block(port)?,
            WAIT_WRITTEN => self.wait(VERIFY),
            VERIFY => self.verify(port)?,
            CLEAR if flash => self.erase(port, ALIGN)?,
            CLEAR => self.blank_block(port)?,
            LOOK_CLEARED if flash => self.look_page(port)?,
            ALIGN => self.align(port)?,
            TIDY => self.tidy(port)?,
            WAIT_BLANK => self.wait(LOOK_BLANK),
            LOOK_BLANK => return self.look_blank(port),
            LATE if self.block < blocks(port.geometry()) => self.late(port)?,
            SEARCH if self.block < blocks(port.geometry()) => self.search(port)?,
            _ => return Ok(Step::Unknown),
        }
        Ok(Step::More)
    }

    /// One block gets its pattern; those beside it keep theirs.
    #[inline(never)]
    fn write_block(&mut self, port: &impl Port) -> Found<()> {
        let geometry = port.geometry();
        let block = self.block;
        if block >= blocks(geometry) {
            self.turn(WAIT_WRITTEN);
            return Ok(());
        }
        let (at, wanted) = (address(geometry, block), Pattern::of(block));
        self.fetch_block(port, block)?;
        self.before = self.sum();
        if geometry.is_flash() {
            self.held(port, block, Pattern::blank(geometry), PortPart::Read, PortPart::Erase)?;
        }
        let next = behind(geometry, block);
        let mut kept = (0, [0; 4]);
        if let Some(next) = next {
            self.fetch_block(port, next)?;
            kept = self.edge();
        }
        if !self.store(port, at, wanted) {
            return fault(PortPart::Write, PortFault::Failed, at);
        }
        if self
            .expect(port, block, wanted, PortPart::Write, PortFault::Garbled)
            .is_err()
        {
            self.doubt();
            return Ok(());
        }
        if let Some(next) = next {
            self.fetch_block(port, next)?;
            is_kept(at.wrapping_add(BLOCK), kept, self.edge())?;
        }
        // The one before it; and the first, at each distance at which an address may wrap.
        if block != 0 && behind(geometry, block - 1) == Some(block) {
            self.keeps_pattern(port, block - 1)?;
        }
        if block != 0 && block & (block - 1) == 0 {
            self.keeps_pattern(port, 0)?;
        }
        self.block += 1;
        Ok(())
    }

    /// Whether what was read is what the block held before; else it is another's, or lost.
    fn held(&self, port: &impl Port, block: u16, pattern: Pattern, other_by: PortPart, lost_by: PortPart) -> Found<()> {
        let found = self.is(address(port.geometry(), block), pattern, lost_by, PortFault::Lost);
        if found.is_err() {
            if let Some(other) = self.home(port, block) {
                return elsewhere(port, other_by, block, other);
            }
        }
        found
    }

    /// Whether a block written before still is as it was written.
    fn keeps_pattern(&mut self, port: &impl Port, block: u16) -> Found<()> {
        let pattern = Pattern::of(block);
        let found = self.expect(port, block, pattern, PortPart::Write, PortFault::Disturbs);
        if found.is_err() {
            if let Some(other) = self.home(port, block) {
                return elsewhere(port, PortPart::Write, other, block);
            }
        }
        found
    }

    /// The sum of what was read, and its first bytes.
    fn edge(&self) -> (u32, [u8; 4]) {
        let [a, b, c, d, ..] = self.buffer.bytes;
        (self.sum(), [a, b, c, d])
    }

    /// Everything again, 4 bytes at a time.
    #[inline(never)]
    fn verify(&mut self, port: &impl Port) -> Found<()> {
        for _ in 0..PIECES {
            let block = self.block;
            if block >= blocks(port.geometry()) {
                self.begin_to_clear(port);
                return Ok(());
            }
            let (at, pattern) = (address(port.geometry(), block), Pattern::of(block));
            for place in (0..32u8).step_by(4) {
                let at = at.wrapping_add(place.into());
                self.fetch(port, at, 4, FILLER)?;
                if let Some((place, byte)) = pattern.differs(&self.buffer.bytes[..4], place) {
                    self.fetch_block(port, block)?;
                    self.held(port, block, pattern, PortPart::Write, PortPart::Write)?;
                    let should = pattern.at(place).into();
                    return differs(PortPart::Read, PortFault::Unstable, at, should, byte.into());
                }
            }
            self.block += 1;
        }
        Ok(())
    }

    /// One block of an EEPROM is made blank.
    #[inline(never)]
    fn blank_block(&mut self, port: &impl Port) -> Found<()> {
        let (block, blank) = (self.block, Pattern::blank(port.geometry()));
        if block >= blocks(port.geometry()) {
            self.turn(ALIGN);
            return Ok(());
        }
        self.fetch_block(port, block)?;
        self.before = self.sum();
        let at = address(port.geometry(), block);
        if !self.store(port, at, blank) {
            return fault(PortPart::Write, PortFault::Failed, at);
        }
        let found = self.expect(port, block, blank, PortPart::Write, PortFault::Garbled);
        match found {
            Ok(()) => self.block += 1,
            Err(_) => self.doubt(),
        }
        Ok(())
    }

    /// A write where the smallest write allows it and 32 would not, over the first two blocks.
    #[inline(never)]
    fn align(&mut self, port: &impl Port) -> Found<()> {
        let geometry = port.geometry();
        let (from, pattern) = (geometry.write_size, Pattern::of(0));
        // On pages of 32 bytes it would be in two of them.
        if u16::from(from) >= BLOCK || geometry.page == BLOCK {
            self.turn(WAIT_BLANK);
            return Ok(());
        }
        if !self.store(port, from.into(), pattern) {
            return fault(PortPart::Write, PortFault::Alignment, from.into());
        }
        for block in 0..2u8 {
            self.fetch_block(port, block.into())?;
            for (at, byte) in (BLOCK as u8 * block..).zip(self.buffer.bytes) {
                let wanted = match at.checked_sub(from) {
                    Some(place) if u16::from(place) < BLOCK => pattern.at(place),
                    _ => Pattern::blank(geometry).first,
                };
                if byte != wanted {
                    let (part, kind) = (PortPart::Write, PortFault::Alignment);
                    return differs(part, kind, at.into(), wanted.into(), byte.into());
                }
            }
        }
        self.turn(TIDY);
        Ok(())
    }

    /// Takes that write back: on flash by an erase, else by two writes.
    #[inline(never)]
    fn tidy(&mut self, port: &impl Port) -> Found<()> {
        let at = (self.block & 1) * BLOCK;
        let (part, done) = match port.geometry().is_flash() {
            true => (PortPart::Erase, port.erase(0).is_ok()),
            false => (PortPart::Write, self.store(port, at, Pattern::blank(port.geometry()))),
        };
        if !done {
            return fault(part, PortFault::Failed, at);
        }
        match part == PortPart::Write && at == 0 {
            true => self.block = 1,
            false => self.turn(WAIT_BLANK),
        }
        Ok(())
    }

    /// All is blank, and stays so.
    #[inline(never)]
    fn look_blank(&mut self, port: &impl Port) -> Found<Step> {
        let (part, blank) = match port.geometry().is_flash() {
            true => (PortPart::Erase, Pattern::blank(port.geometry())),
            false => (PortPart::Write, Pattern::blank(port.geometry())),
        };
        for _ in 0..LOOKS {
            if self.block >= blocks(port.geometry()) {
                return Ok(Step::Done);
            }
            self.expect(port, self.block, blank, part, PortFault::Lost)?;
            self.block += 1;
        }
        Ok(Step::More)
    }
}

/// Whether the bytes behind a write, their sum and the first four, are as they were.
fn is_kept(at: u16, was: (u32, [u8; 4]), is: (u32, [u8; 4])) -> Found<()> {
    for (place, (was, is)) in (0..).zip(was.1.into_iter().zip(is.1)) {
        if was != is {
            let kind = match place {
                0 => PortFault::TooMuch,
                _ => PortFault::Disturbs,
            };
            return differs(PortPart::Write, kind, at.wrapping_add(place), was.into(), is.into());
        }
    }
    match was.0 == is.0 {
        true => Ok(()),
        false => fault(PortPart::Write, PortFault::Disturbs, at),
    }
}

//! Pages that are erased: wholly, and no other. Knows what the blocks held before.

use super::bytes::{address, blocks, Pattern, BLOCK};
use super::finding::{fault, PortFault, PortPart};
use super::memory::{Found, Memory, CLEAR, ERASE_ALL, LOOKS, LOOK_CLEARED, LOOK_ERASED};
use super::Port;
use crate::storage::layout::Geometry;

/// Blocks of a page; not 0 where there are pages.
fn page(geometry: &Geometry) -> u16 {
    (geometry.page / BLOCK).max(1)
}

impl Memory {
    /// Begins to clear: with the second page, because it has one on either side.
    pub fn begin_to_clear(&mut self, port: &impl Port) {
        self.turn(CLEAR);
        self.other = page(port.geometry());
    }

    /// Erases the page in hand; behind the last one comes `then`.
    pub fn erase(&mut self, port: &impl Port, then: u8) -> Found<()> {
        if self.other >= blocks(port.geometry()) {
            self.turn(then);
            return Ok(());
        }
        // Whatever a check that was never begun holds, it is a page.
        self.other -= self.other % page(port.geometry());
        self.block = self.other;
        self.stage += 1;
        let at = address(port.geometry(), self.block);
        match port.erase(at) {
            Ok(()) => Ok(()),
            Err(_) => fault(PortPart::Erase, PortFault::Failed, at),
        }
    }

    /// Looks at the blocks of the page that was erased, and at its end at those beside it.
    pub fn look_page(&mut self, port: &impl Port) -> Found<()> {
        let (page, blank) = (page(port.geometry()), Pattern::blank(port.geometry()));
        for _ in 0..LOOKS {
            if self.block.wrapping_sub(self.other) >= page || self.block >= blocks(port.geometry()) {
                let cleared = self.stage == LOOK_CLEARED;
                if cleared {
                    self.look_beside(port)?;
                }
                (self.stage, self.other) = match self.other {
                    at if !cleared => (ERASE_ALL, at.wrapping_add(page)),
                    at if at == page => (CLEAR, 0),
                    0 => (CLEAR, 2 * page),
                    at => (CLEAR, at.wrapping_add(page)),
                };
                self.block = 0;
                return Ok(());
            }
            let found = self.expect(port, self.block, blank, PortPart::Erase, PortFault::Garbled);
            if found.is_err() {
                self.doubt();
                return Ok(());
            }
            self.block += 1;
        }
        Ok(())
    }

    /// The blocks right before and behind a page that is cleared, where they are not cleared yet.
    pub fn look_beside(&mut self, port: &impl Port) -> Found<()> {
        let (page, at) = (page(port.geometry()), self.other);
        // The first page, while it is the second's turn; of the others all before are.
        if at == page {
            self.keeps(port, at - 1)?;
        }
        let end = at.wrapping_add(page);
        if at != 0 && end < blocks(port.geometry()) {
            self.keeps(port, end)?;
        }
        Ok(())
    }

    /// Whether an erase elsewhere has left this block alone.
    fn keeps(&mut self, port: &impl Port, block: u16) -> Found<()> {
        self.expect(port, block, Pattern::of(block), PortPart::Erase, PortFault::TooMuch)
    }

    /// Whether the doubt is one about an erase.
    pub fn doubts_erase(&self) -> bool {
        matches!(self.doubted, LOOK_ERASED | LOOK_CLEARED)
    }
}

//! What was written or erased and is not there: whether it comes, where else it went, what became of it.
//! Knows blocks, not what comes next: there is always something to be told.

use super::bytes::{address, blocks, Pattern, BLOCK};
use super::finding::{differs, fault, PortFault, PortFinding, PortPart};
use super::memory::{elsewhere, Found, Memory, LOOKS, LOOK_CLEARED, SEARCH, WAIT, WRITE};
use super::Port;

impl Memory {
    /// What the block in hand should hold.
    fn wanted(&self, port: &impl Port) -> Pattern {
        match self.doubted {
            WRITE => Pattern::of(self.block),
            _ => Pattern::blank(port.geometry()),
        }
    }

    /// Whether it has come by now; after a second, what it has become instead.
    #[inline(never)]
    pub fn late(&mut self, port: &impl Port) -> Found<()> {
        let (at, wanted) = (address(port.geometry(), self.block), self.wanted(port));
        let part = match self.doubts_erase() {
            true => PortPart::Erase,
            false => PortPart::Write,
        };
        let Err(found) = self.expect(port, self.block, wanted, part, PortFault::Garbled) else {
            return late(part, at);
        };
        self.waited = self.waited.wrapping_add(1);
        if self.waited < WAIT {
            return Ok(());
        }
        if found.part == PortPart::Read {
            return Err(found);
        }
        if part == PortPart::Erase {
            return self.not_erased(port, found);
        }
        if let Some(other) = self.home(port, self.block) {
            return elsewhere(port, PortPart::Read, self.block, other);
        }
        // Of blank bytes one may be right by chance; more are what a check before this one has left.
        if self.sum() == self.before && found.at.wrapping_sub(at) < 2 {
            self.stage = SEARCH;
            self.other = 0;
            return Ok(());
        }
        self.not_written(port, at, wanted, found)
    }

    #[inline(never)]
    fn not_erased(&mut self, port: &impl Port, found: PortFinding) -> Found<()> {
        let geometry = port.geometry();
        let (opposite, at) = (!Pattern::blank(geometry).first, address(geometry, self.other));
        let fault = if self.buffer.bytes == [opposite; BLOCK as usize] {
            PortFault::ErasedValue
        } else if found.at != at {
            PortFault::TooLittle
        } else {
            if self.doubted == LOOK_CLEARED {
                if let Err(beside) = self.look_beside(port) {
                    if beside.part == PortPart::Read {
                        return Err(beside);
                    }
                    let (should, is) = (at.into(), beside.at.into());
                    return differs(PortPart::Erase, PortFault::Elsewhere, at, should, is);
                }
            }
            PortFault::NoEffect
        };
        Err(PortFinding { fault, ..found })
    }

    /// The block has changed, but not into what was written.
    #[inline(never)]
    fn not_written(&mut self, port: &impl Port, at: u16, wanted: Pattern, found: PortFinding) -> Found<()> {
        let wraps = PortFinding {
            fault: PortFault::PageWrap,
            ..found
        };
        if let Some((place, home)) = wanted.moved(&self.buffer.bytes) {
            let (is, should) = (at.wrapping_add(place.into()), at.wrapping_add(home.into()));
            if place.abs_diff(home) < 4 {
                return differs(PortPart::Write, PortFault::Elsewhere, is, should.into(), is.into());
            }
            return Err(wraps);
        }
        let from = found.at.wrapping_sub(at);
        let right = (0..).zip(&self.buffer.bytes).skip(from.into());
        if right.into_iter().any(|(place, &byte)| byte == wanted.at(place)) {
            return Err(found);
        }
        // A page that begins in the block before takes the end of this one.
        if let Some(before) = self.block.checked_sub(1) {
            let kept = self.expect(port, before, Pattern::of(before), PortPart::Write, PortFault::PageWrap);
            if kept.is_err() && wanted.moved(&self.buffer.bytes).is_some() {
                return Err(wraps);
            }
        }
        Err(PortFinding {
            fault: PortFault::TooLittle,
            ..found
        })
    }

    /// Nothing has changed where it should: elsewhere?
    #[inline(never)]
    pub fn search(&mut self, port: &impl Port) -> Found<()> {
        let wanted = self.wanted(port);
        for _ in 0..LOOKS {
            let other = self.other;
            if other >= blocks(port.geometry()) {
                let fault = match self.block != 0 && self.doubted == WRITE {
                    true => PortFault::Ends,
                    false => PortFault::NoEffect,
                };
                self.expect(port, self.block, wanted, PortPart::Write, fault)?;
                return late(PortPart::Write, address(port.geometry(), self.block));
            }
            self.fetch_block(port, other)?;
            let there = wanted.differs(&self.buffer.bytes, 0).is_none();
            if there && other != self.block && self.doubted == WRITE {
                return elsewhere(port, PortPart::Write, self.block, other);
            }
            self.other += 1;
        }
        Ok(())
    }
}

/// It is there after all.
fn late(part: PortPart, at: u16) -> Found<()> {
    fault(part, PortFault::Early, at)
}

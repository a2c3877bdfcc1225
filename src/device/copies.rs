//! The copies of the provisioning record: found, and kept good.
//! Knows where they are, not what they say.

use zerocopy::IntoBytes;

use super::port::{erased, holds, store, Fault, Port, Stored};
use super::Device;
use crate::provision::{Identity, Rest, HALF};

/// What the copies are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Loaded {
    /// One is valid, and now in hand.
    Unit,
    /// The last is erased: it is written only when another is whole, so there never was a unit.
    Never,
    /// There was a unit, or may have been.
    Lost,
    /// None could be read.
    Fault,
}

impl Device {
    /// Reads the first valid copy, of the unit in hand if there is one, and where it is, or else the last that can be
    /// read.
    #[inline(never)]
    pub(super) fn load(&mut self, port: &mut impl Port, rest: &mut Rest) -> (Loaded, u16) {
        let known = self.has_key();
        let mut found = (Loaded::Fault, 0);
        let mut at = self.layout.start;
        loop {
            let first = if known {
                holds(port, at, Some(self.unit.bytes()))
            } else {
                port.read(at, self.unit.as_mut_bytes()).is_ok()
            };
            if first && port.read(at + HALF, rest.as_mut_bytes()).is_ok() {
                if rest.completes(&self.unit) {
                    return (Loaded::Unit, at);
                }
                let blank = erased(self.unit.bytes()) && erased(rest.bytes());
                found = (if blank { Loaded::Never } else { Loaded::Lost }, at);
            } else if found.0 == Loaded::Never {
                found.0 = Loaded::Lost;
            }
            at += self.layout.step;
            if at == self.layout.end {
                if !known {
                    self.unit = Identity::NONE;
                }
                return found;
            }
        }
    }

    /// Makes every copy good that can be: those that differ, and on flash are blank. A fault if then none is.
    #[inline(never)]
    pub(super) fn keep(&self, port: &mut impl Port, first: &Identity, rest: &Rest) -> Result<(), Fault> {
        let mut kept = Err(Fault);
        let mut at = self.layout.start;
        loop {
            let first = store(port, at, first.bytes())?;
            if store(port, at + HALF, rest.bytes())? == Stored::Yes && first == Stored::Yes {
                kept = Ok(());
            }
            at += self.layout.step;
            if at == self.layout.end {
                return kept;
            }
        }
    }
}

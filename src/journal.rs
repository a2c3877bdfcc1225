//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots and pages, not what a state means.

use crate::layout::Layout;
use crate::port::{reads, Fault, Port};
use crate::provision;
use crate::record::{State, RECORD};

const NONE: u16 = u16::MAX;

/// Where the ring stands.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Journal {
    serial: u32,
    newest: u16,
    cursor: u16,
}

/// What opening the ring found.
pub(crate) struct Found {
    /// The newest valid state.
    pub state: Option<State>,
    /// How many slots could not be read.
    pub faults: u16,
}

impl Journal {
    /// A ring that holds nothing.
    pub const EMPTY: Self = Self {
        serial: 0,
        newest: NONE,
        cursor: NONE,
    };

    /// Finds the newest valid record. A slot that cannot be read counts as torn: error-correcting memory faults on
    /// a write that was cut.
    pub fn open(&mut self, port: &mut impl Port, layout: &Layout) -> Found {
        *self = Self::EMPTY;
        let mut found = Found { state: None, faults: 0 };
        let mut image = [0; RECORD as usize];
        for slot in 0..layout.slots {
            if port.read(layout.slot_at(slot), &mut image).is_err() {
                found.faults += 1;
            } else if let Some((serial, state)) = State::decode(&image) {
                if found.state.is_none() || (serial.wrapping_sub(self.serial) as i32) > 0 {
                    *self = Self {
                        serial,
                        newest: slot,
                        cursor: slot,
                    };
                    found.state = Some(state);
                }
            }
        }
        found
    }

    /// Stores `state` in the next slot that takes it, after at most one lap.
    ///
    /// A callback's fault ends it at once; the next save begins behind the place of the fault.
    pub fn save(&mut self, port: &mut impl Port, layout: &Layout, state: &State) -> Result<(), Fault> {
        self.serial = self.serial.wrapping_add(1);
        let image = state.encode(self.serial);
        for _ in 0..layout.slots {
            let mut slot = self.cursor.wrapping_add(1);
            if slot >= layout.slots {
                slot = 0;
            }
            if layout.erases && slot % layout.per_bank == 0 {
                let bank = slot / layout.per_bank;
                if self.newest != NONE && self.newest / layout.per_bank == bank {
                    break;
                }
                self.cursor = slot + (layout.per_bank.get() - 1);
                renew(port, layout, bank)?;
            } else if slot == self.newest {
                break;
            }
            self.cursor = slot;
            let at = layout.slot_at(slot);
            if layout.erases && !reads(port, at, &[0xff; 32])? {
                continue;
            }
            port.write(at, &image)?;
            if reads(port, at, &image)? {
                self.newest = slot;
                return Ok(());
            }
        }
        self.cursor = self.newest;
        Err(Fault)
    }
}

/// Erases a page and puts its copy of the provisioning record back.
fn renew(port: &mut impl Port, layout: &Layout, bank: u16) -> Result<(), Fault> {
    let mut image = [[0; 32]; 2];
    let kept = layout.carries && provision::load(port, layout, &mut image).is_some();
    port.erase(layout.bank_at(bank))?;
    if kept {
        provision::keep(port, layout, &image)?;
    }
    Ok(())
}

//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots and pages, not what a state means.

use crate::layout::Layout;
use crate::port::{holds, Fault, Port};
use crate::provision::{self, Unit};
use crate::record::{Image, Record, RECORD};

const NONE: u16 = u16::MAX;

/// Where the ring stands: slots by their address.
#[repr(C)]
#[derive(Clone, Copy)]
pub(crate) struct Journal {
    serial: u32,
    newest: u16,
    cursor: u16,
}

/// What opening the ring found.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Found {
    /// A valid record.
    State,
    /// None, but all that is there could be read.
    Nothing,
    /// None, and a slot could not be read.
    Fault,
}

impl Journal {
    /// A ring that holds nothing.
    pub const EMPTY: Self = Self {
        serial: 0,
        newest: NONE,
        cursor: NONE,
    };

    /// Finds the newest valid record and reads it into `record`; and whether a slot could not be read. Such a slot
    /// counts as torn: error-correcting memory faults on a write that was cut.
    pub fn open(&mut self, port: &mut impl Port, layout: &Layout, record: &mut Record) -> (Found, bool) {
        *self = Self::EMPTY;
        let mut fault = false;
        let mut slot = layout.first();
        let mut image = Image([0; RECORD as usize]);
        loop {
            if port.read(slot, &mut image.0).is_err() {
                fault = true;
            } else if image.valid() && (self.newest == NONE || (image.serial().wrapping_sub(self.serial) as i32) > 0) {
                self.serial = image.serial();
                self.newest = slot;
                *record = image.decode();
            }
            slot = layout.next(slot);
            if slot == layout.first() {
                break;
            }
        }
        self.cursor = self.newest;
        let found = match (self.newest, fault) {
            (NONE, true) => Found::Fault,
            (NONE, false) => Found::Nothing,
            _ => Found::State,
        };
        (found, fault)
    }

    /// Stores `record` in the next slot that takes it, after at most one lap.
    ///
    /// A callback's fault ends it at once; the next save begins behind the place of the fault.
    pub fn save(&mut self, port: &mut impl Port, layout: &Layout, record: &Record) -> Result<(), Fault> {
        self.serial = self.serial.wrapping_add(1);
        let image = &record.encode(self.serial).0;
        let mut begun = NONE;
        loop {
            let slot = if self.cursor == NONE {
                layout.first()
            } else {
                layout.next(self.cursor)
            };
            if slot == begun {
                break;
            }
            if begun == NONE {
                begun = slot;
            }
            let bank = layout.bank_of(slot);
            let renews = layout.erases && slot == layout.first_of(bank);
            if slot == self.newest || renews && self.newest != NONE && layout.bank_of(self.newest) == bank {
                break;
            }
            if renews {
                self.cursor = layout.last_of(bank);
                renew(port, layout, bank)?;
            }
            self.cursor = slot;
            if !layout.erases || holds(port, slot, None)? {
                port.write(slot, image)?;
                if holds(port, slot, Some(image))? {
                    self.newest = slot;
                    return Ok(());
                }
            }
        }
        self.cursor = self.newest;
        Err(Fault)
    }
}

/// Erases a page and puts its copy of the provisioning record back.
fn renew(port: &mut impl Port, layout: &Layout, bank: u16) -> Result<(), Fault> {
    let mut unit = Unit::from_fields(&[0; provision::FIELDS]);
    let kept = layout.carries && provision::load(port, layout, &mut unit)?;
    port.erase(bank)?;
    if kept {
        provision::keep(port, layout, &unit)?;
    }
    Ok(())
}

//! The ring of records: the newest valid one is the state; a save never touches it nor its page.
//! Knows slots and pages, not what a state means.

use crate::layout::Layout;
use crate::port::{erased, holds, Fault, Port};
use crate::provision::{self, Loaded, Unit};
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

impl Journal {
    /// A ring that holds nothing.
    pub const EMPTY: Self = Self {
        serial: 0,
        newest: NONE,
        cursor: NONE,
    };

    /// Finds the newest valid record and reads it into `record`; whether there is one, and whether a slot could not be
    /// read. Such a slot counts as torn: error-correcting memory faults on a write that was cut.
    pub fn open(&mut self, port: &mut impl Port, layout: &Layout, record: &mut Record) -> (bool, bool) {
        *self = Self::EMPTY;
        let mut damaged = 0;
        let mut fault = false;
        let mut image = Image([0; RECORD as usize]);
        for slot in layout.slots() {
            let unread = port.read(slot, &mut image.0).is_err();
            fault |= unread;
            if unread || !image.valid() {
                damaged += u32::from(unread || !erased(&image.0));
            } else if self.newest == NONE || (image.serial().wrapping_sub(self.serial) as i32) > 0 {
                self.serial = image.serial();
                self.newest = slot;
                *record = image.decode();
            }
        }
        self.cursor = self.newest;
        // What is damaged now may be readable at the next start, and must not be newer than what is stored meanwhile.
        self.serial = self.serial.wrapping_add(damaged);
        (self.newest != NONE, fault)
    }

    /// Whether no more was ever stored than a provisioning does.
    pub fn is_young(&self) -> bool {
        self.serial <= 2
    }

    /// Every page was erased. What one may hold all the same stays older than what comes.
    pub fn forget(&mut self) {
        (self.newest, self.cursor) = (NONE, NONE);
    }

    /// Stores `record` in the next slot that takes it, after at most one lap; whether the first one took it.
    ///
    /// A write or an erase that fails ends it at once; the next save begins behind the place of the fault.
    pub fn save(&mut self, port: &mut impl Port, layout: &Layout, record: &Record) -> Result<bool, Fault> {
        self.serial = self.serial.wrapping_add(1);
        let image = &record.encode(self.serial).0;
        let mut clean = true;
        let mut begun = NONE;
        loop {
            let slot = layout.after(self.cursor);
            if slot == begun {
                self.cursor = self.newest;
                return Err(Fault);
            }
            if begun == NONE {
                begun = slot;
            }
            let bank = layout.bank_of(slot);
            let renews = layout.erases && self.newest != NONE && slot == layout.first_of(bank);
            if slot == self.newest || renews && layout.bank_of(self.newest) == bank {
                // Not here: go on behind the newest.
                self.cursor = self.newest;
                continue;
            }
            if renews {
                self.cursor = layout.last_of(bank);
                renew(port, layout, bank)?;
            }
            self.cursor = slot;
            if !layout.erases || holds(port, slot, None) {
                port.write(slot, image)?;
                if holds(port, slot, Some(image)) {
                    self.newest = slot;
                    return Ok(clean);
                }
                clean = false;
            }
        }
    }
}

/// Erases a page and puts its copy of the provisioning record back. Without a copy in hand it erases nothing: the
/// page may hold the last good one.
fn renew(port: &mut impl Port, layout: &Layout, bank: u16) -> Result<(), Fault> {
    if !layout.carries {
        return port.erase(bank);
    }
    let mut unit = Unit::from_fields(&[0; provision::FIELDS]);
    if provision::load(port, layout, &mut unit) != Loaded::Unit {
        return Err(Fault);
    }
    port.erase(bank)?;
    provision::keep(port, layout, &unit)
}

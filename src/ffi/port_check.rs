//! The check of a port for C. Makes callbacks of pointers, and a status of a finding.
//!
//! # A port that checks itself
//!
//! Once, on the bench, with the board and the port of the product: opaygo_check_init, then opaygo_port_check about ten
//! times a second until it no longer answers OPAYGO_CHECKING. It tries every callback against what is written at
//! `opaygo_port`, and tells which one is wrong, how, and where.
//!
//! THE STORAGE IS OVERWRITTEN, both regions, and left blank. Where a unit is stored nothing is written, unless you said so.
//! It wears a byte of EEPROM by 2 writes, of the first 64 by 4; a page of flash by 2 erases, the first by 3.
//! Not linked into a program that does not call it: call it from a program of the bench, not from the product.
//!
//! What no call can see: storage that forgets without power (pull the plug, and read again); a stack that is too small
//! (docs/PORTING.md tells how to measure it); a clock that is off by less than a fifth, or by two thirds if it is alone; a calendar's leap
//! day or midnight; power that goes away while a callback writes.

use core::ffi::c_void;

use super::port::{good, Port};
use super::token::put;
use crate::check;
use crate::check::bytes::Buffer;
use crate::check::finding::{PortFault, PortFinding, PortPart};
use crate::config::Config;
use crate::status::Status;
use crate::storage::layout::Geometry;
use crate::storage::medium::Fault;

/// A check of a port under way. Yours to place, not to look into; not needed once it has ended.
#[repr(C)]
pub struct Check {
    opaque: [u32; 21],
}

const _: () = assert!(size_of::<check::Check>() <= size_of::<Check>());
const _: () = assert!(align_of::<check::Check>() <= align_of::<Check>());

/// Begins a check. `overwrite` 1: even where a unit is stored, which is then gone, with its key.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `check` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_check_init(check: *mut Check, overwrite: u8) -> Status {
    // SAFETY: the caller's contract; a `Check` has room for it.
    unsafe { put(check.cast(), check::Check::new(overwrite)) }
}

/// Goes on with a check. Call it about ten times a second, with a pause of 100 ms or so between two calls and the
/// watchdog reset in it: the pauses are a third clock, by which milliseconds and a clock that stands are told from
/// seconds. From 5 to 30 times a second will do. It takes 12 seconds for the clocks, and two or three calls for each 32
/// bytes of storage: some 25 seconds for 1 KB. Same `check`, same `port` until it ends.
///
/// OPAYGO_CHECKING: call again. OPAYGO_OK: the port keeps its contract as far as this can see, and the storage is blank.
/// Else `finding` says what is wrong, and the answer which kind of thing it is: OPAYGO_NULL: something is missing;
/// OPAYGO_CONFIG; OPAYGO_GEOMETRY; OPAYGO_STORAGE: `read`, `write` or `erase`; OPAYGO_CLOCK: `rtc` or `uptime`. It has
/// ended with the first thing that is wrong; what was written until then is still there: mend it, begin anew.
/// OPAYGO_PROVISIONED: a unit is stored here, nothing was written. OPAYGO_NOT_OPEN: it was not begun, or has ended;
/// OPAYGO_NULL with nothing found: `check`, `port` or `finding` is NULL. `finding` is written by every other call.
///
/// Each clock is read once. Not from an interrupt.
///
/// At most 1 writes of 32 bytes; on flash 1, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_port_check(check: *mut Check, port: *const Port, finding: *mut PortFinding) -> Status {
    // SAFETY: the caller's contract. A `Check` is large and aligned enough for a `check::Check`, which is numbers only,
    // so that any bytes are one.
    let (Some(check), Some(port)) = (unsafe { (check.cast::<check::Check>().as_mut(), port.as_ref()) }) else {
        return Status::Null;
    };
    if finding.is_null() {
        return Status::Null;
    }
    const { assert!(PortPart::None as u8 == 0 && PortFault::None as u8 == 0) };
    // SAFETY: not NULL, and by the contract writable. All its fields are numbers, or what may be 0.
    unsafe { finding.write_bytes(0, 1) };
    match check.go_on(port) {
        Ok(status) => status,
        Err(found) => {
            // SAFETY: the same.
            unsafe { put(finding, found) };
            kind(&found)
        }
    }
}

/// The status of a finding.
fn kind(found: &PortFinding) -> Status {
    match (found.part, found.fault) {
        (_, PortFault::Missing) => Status::Null,
        (_, PortFault::Unit) => Status::Provisioned,
        (PortPart::Config, _) => Status::Config,
        (PortPart::Geometry, _) => Status::Geometry,
        (PortPart::Rtc | PortPart::Uptime, _) => Status::Clock,
        _ => Status::Storage,
    }
}

impl check::Port for Port {
    fn lacks(&self) -> Option<PortPart> {
        let flash = check::Port::geometry(self).is_flash();
        let pair = self.uptime.is_some() == self.timer.is_some();
        Some(if self.read.is_none() {
            PortPart::Read
        } else if self.write.is_none() {
            PortPart::Write
        } else if self.config.is_null() {
            PortPart::Config
        } else if self.rtc.is_none() && self.uptime.is_none() {
            PortPart::Rtc
        } else if !pair && self.uptime.is_none() {
            PortPart::Uptime
        } else if !pair {
            PortPart::Timer
        } else if flash && self.erase.is_none() {
            PortPart::Erase
        } else if flash && self.pages.is_none() {
            PortPart::Pages
        } else {
            return None;
        })
    }

    fn config(&self) -> &Config {
        // SAFETY: `lacks` has seen that it is not NULL, and by the contract it is valid.
        unsafe { &*self.config }
    }

    fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    fn read(&self, at: u16, into: &mut Buffer, len: u8) -> Result<(), Fault> {
        let Some(read) = self.read else { return Err(Fault) };
        let middle = core::ptr::from_mut(into).cast::<u8>();
        // SAFETY: the port's contract. The pointer is into the whole buffer, so that a callback which takes too much is
        // seen and does no harm.
        good(unsafe { read(self.ctx, at, middle.add(Buffer::MARGIN), len) })
    }

    fn write(&self, at: u16, from: &Buffer) -> Result<(), Fault> {
        let Some(write) = self.write else { return Err(Fault) };
        let middle = core::ptr::from_ref(from).cast::<u8>();
        // SAFETY: as in `read`.
        good(unsafe { write(self.ctx, at, middle.add(Buffer::MARGIN), from.bytes.len() as u8) })
    }

    fn erase(&self, at: u16) -> Result<(), Fault> {
        let Some(erase) = self.erase else { return Err(Fault) };
        // SAFETY: the port's contract.
        good(unsafe { erase(self.ctx, at) })
    }

    fn rtc(&self) -> Option<Result<u32, Fault>> {
        self.rtc.map(|clock| seconds(self, clock))
    }

    fn uptime(&self) -> Option<Result<u32, Fault>> {
        self.uptime.map(|clock| seconds(self, clock))
    }
}

/// A clock of a port.
type Clock = unsafe extern "C" fn(ctx: *mut c_void, seconds: *mut u32) -> i8;

fn seconds(port: &Port, clock: Clock) -> Result<u32, Fault> {
    let mut seconds = 0;
    // SAFETY: the port's contract.
    good(unsafe { clock(port.ctx, &mut seconds) }).map(|()| seconds)
}

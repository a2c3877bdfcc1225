//! Level 3 for C: keypad and factory line.
//!
//! # Level 3: a product
//!
//! A keypad, one key at a time, and the factory's line over a UART, byte by byte. Both work on a device of level 2.

use core::ffi::{c_char, c_void};

use super::device::{run, Act, Device, Given};
use super::port::Port;
use super::token::{looked_at, put};
use crate::product::factory_line::{self, MAX_LINE};
use crate::product::keypad;
use crate::report::Report;
use crate::status::Status;

/// A keypad: keys that wait, and the entry under way. Yours to place, not to look into.
#[repr(C)]
pub struct Keypad {
    opaque: [u32; 11],
}

/// What a `Keypad` is: two parts, because an interrupt may use the queue while the main loop works on the entry.
#[repr(C)]
struct Parts {
    entry: keypad::Entry,
    queue: keypad::Queue,
}

const _: () = assert!(size_of::<Parts>() <= size_of::<Keypad>());
const _: () = assert!(align_of::<Parts>() <= align_of::<Keypad>());

/// A factory line on its way in. Yours to place, not to look into; not needed once the unit is provisioned.
#[repr(C)]
pub struct Factory {
    opaque: [u8; 148],
}

const _: () = assert!(size_of::<factory_line::FactoryLine>() <= size_of::<Factory>());
const _: () = assert!(align_of::<factory_line::FactoryLine>() <= align_of::<Factory>());

/// Empties a keypad: once, before its interrupt is switched on.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `keypad` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_keypad_init(keypad: *mut Keypad) -> Status {
    let parts = Parts {
        entry: keypad::Entry::new(),
        queue: keypad::Queue::new(),
    };
    // SAFETY: the caller's contract; a `Keypad` has room for its parts.
    unsafe { put(keypad.cast(), parts) }
}

/// A key was pressed: `0` to `9`, `*` or `#`. MAY BE CALLED FROM AN INTERRUPT (one, or several of the same priority)
/// at any instruction of opaygo_keypad_poll; takes a few dozen cycles.
///
/// OPAYGO_OK; OPAYGO_KEY_REJECTED: 7 keys wait already, so this key and all up to the next poll are lost, and a poll
/// answers OPAYGO_ENTRY_LOST; OPAYGO_NULL.
///
/// # Safety
/// `keypad` is NULL or was initialised.
#[no_mangle]
pub unsafe extern "C" fn opaygo_keypad_push(keypad: *mut Keypad, key: c_char) -> Status {
    if keypad.is_null() {
        return Status::Null;
    }
    // SAFETY: not NULL, and by the contract initialised; the queue is shared, the entry not touched.
    let queue = unsafe { &(*keypad.cast::<Parts>()).queue };
    queue.push(key as u8)
}

/// opaygo_poll for a product with a keypad: takes one key a call, enters the token when its last digit is there, and
/// does whatever is due.
///
/// `*` begins an entry and begins it anew; it ends by itself after 9 digits (15 in the restricted digit set), with
/// extended tokens at `#` or at the greatest length. One `#` behind the last digit, before its answer or up to
/// `key_timeout` seconds after it, is part of the token. `#` outside an entry asks for the state. More than
/// `key_timeout` seconds between two keys drop the entry.
///
/// OPAYGO_KEY_ACCEPTED; OPAYGO_KEY_REJECTED: the key means nothing here; OPAYGO_STATUS_KEY; OPAYGO_LOCKED: `*` while
/// the waiting period runs, no entry was begun; OPAYGO_ENTRY_LOST: keys were lost, told once and before any key that
/// came later is taken: no entry is under way, and none is charged; and whatever opaygo_enter and opaygo_poll answer.
/// `report` may be NULL.
///
/// # Safety
/// Each pointer is NULL or valid as this header says; `keypad` was initialised.
#[no_mangle]
pub unsafe extern "C" fn opaygo_keypad_poll(
    keypad: *mut Keypad,
    device: *mut Device,
    port: *const Port,
    max_hashes: u16,
    report: *mut Report,
) -> Status {
    if keypad.is_null() {
        return Status::Null;
    }
    let given = Given::pointer(keypad);
    // SAFETY: the caller's contract, which makes `pointer` a keypad that was initialised; the entry is the main loop's
    // alone, the queue is shared.
    unsafe {
        run(
            device,
            port,
            max_hashes.into(),
            given,
            report,
            |device, port, now, number, given| {
                let parts = given.pointer.cast_mut().cast::<Parts>();
                let (entry, queue) = (&mut (*parts).entry, &(*parts).queue);
                entry.do_poll(queue, device.begin(port, now), port, now, number as u16)
            },
        )
    }
}

/// Empties a factory line: once, before its first byte.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `line` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_factory_init(line: *mut Factory) -> Status {
    // SAFETY: the caller's contract; a `Factory` has room for a `factory_line::FactoryLine`.
    unsafe { put(line.cast(), factory_line::FactoryLine::new()) }
}

/// A line, its byte or how far it may go on the way to a unit, and where the check value goes.
struct Line {
    from: *mut c_void,
    number: u32,
    check: *mut u32,
}

impl Line {
    /// # Safety
    /// As [`run`]'s; each pointer is NULL or as `act` wants it, which is given a `Line`.
    unsafe fn run(self, device: *mut Device, port: *const Port, act: Act) -> Status {
        if self.from.is_null() || self.check.is_null() {
            return Status::Null;
        }
        // SAFETY: the caller's contract; the line lives as long as the call.
        unsafe { run(device, port, 0, Given::pointer(&self), core::ptr::null_mut(), act) }
    }

    /// # Safety
    /// `check` is valid for a write.
    unsafe fn answer(&self, value: Result<u32, Status>) -> Status {
        match value {
            // SAFETY: the caller's contract.
            Ok(value) => unsafe { put(self.check, value) },
            Err(status) => status,
        }
    }
}

/// Takes a byte of `#SERIAL;STARTING_CODE;KEY` or `#SETUP;SERIAL;STARTING_CODE;KEY` with, in any order,
/// `;count=N;divider=N;restricted=0|1;test=NNNNNNNNN`. Blanks may stand between the key's pairs of digits. CR or LF ends
/// the line, or opaygo_factory_end. Bytes before `#` are skipped; a `#` behind the serial number begins the line anew.
///
/// OPAYGO_KEY_ACCEPTED: the line goes on (an empty line is none). At its end, OPAYGO_OK: provisioned, and `check` is
/// 30 bits of a keyed hash of all that the unit now is, which helps nobody to find the key; OPAYGO_DECODING: with a test
/// code, or on an EEPROM that is not blank, go on with opaygo_factory_poll. Else nothing has changed: OPAYGO_PROVISIONED, OPAYGO_LINE_FORMAT,
/// OPAYGO_LINE_TOO_LONG, OPAYGO_LINE_CUT_OFF, OPAYGO_LINE_UNKNOWN, OPAYGO_LINE_REPEATED, OPAYGO_LINE_SERIAL,
/// OPAYGO_BAD_KEY, OPAYGO_LINE_COUNT, or what opaygo_provision answers. OPAYGO_BUSY: the line before is still being
/// examined, and the byte is not taken. The key is not kept in the line and never echoed.
///
/// # Safety
/// Each pointer is NULL or valid as this header says; `line` was initialised.
#[no_mangle]
pub unsafe extern "C" fn opaygo_factory_push(
    line: *mut Factory,
    device: *mut Device,
    port: *const Port,
    byte: c_char,
    check: *mut u32,
) -> Status {
    let line = Line {
        from: line.cast(),
        number: u32::from(byte as u8),
        check,
    };
    // SAFETY: the caller's contract, which makes `from` a line that was initialised.
    unsafe {
        line.run(device, port, |device, port, now, _, given| {
            let line = &*given.pointer.cast::<Line>();
            let buffer = &mut *line.from.cast::<factory_line::FactoryLine>();
            line.answer(buffer.take(device, port, now, line.number as u8)).into()
        })
    }
}

/// Ends a line whose sender sends no line end: call it when a second has passed without a byte.
///
/// Answers as opaygo_factory_push at a line end; OPAYGO_KEY_ACCEPTED: nothing has come.
///
/// # Safety
/// Each pointer is NULL or valid as this header says; `line` was initialised.
#[no_mangle]
pub unsafe extern "C" fn opaygo_factory_end(
    line: *mut Factory,
    device: *mut Device,
    port: *const Port,
    check: *mut u32,
) -> Status {
    // SAFETY: the caller's contract. CR is a line end.
    unsafe { opaygo_factory_push(line, device, port, b'\r' as c_char, check) }
}

/// Goes on with a line that was answered with OPAYGO_DECODING, and never by more than `max_hashes` (1 or more) hashes
/// and what it takes to store a unit.
///
/// OPAYGO_DECODING: call again; else as opaygo_factory_push at a line end. OPAYGO_KEY_ACCEPTED: no line has ended.
///
/// # Safety
/// Each pointer is NULL or valid as this header says; `line` was initialised.
#[no_mangle]
pub unsafe extern "C" fn opaygo_factory_poll(
    line: *mut Factory,
    device: *mut Device,
    port: *const Port,
    max_hashes: u16,
    check: *mut u32,
) -> Status {
    let line = Line {
        from: line.cast(),
        number: max_hashes.into(),
        check,
    };
    // SAFETY: the caller's contract, which makes `from` a line that was initialised.
    unsafe {
        line.run(device, port, |device, port, now, _, given| {
            let line = &*given.pointer.cast::<Line>();
            let buffer = &mut *line.from.cast::<factory_line::FactoryLine>();
            line.answer(buffer.go_on(device, port, now, line.number as u16)).into()
        })
    }
}

/// opaygo_factory_push for a whole line of `len` bytes without its end. OPAYGO_DECODING: as opaygo_provision; call again
/// with the same line. A line without a `#` is OPAYGO_LINE_FORMAT.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_factory_line(
    device: *mut Device,
    port: *const Port,
    line: *const c_char,
    len: usize,
    check: *mut u32,
) -> Status {
    let line = Line {
        from: line.cast_mut().cast(),
        number: looked_at(len, MAX_LINE) as u32,
        check,
    };
    // SAFETY: the caller's contract, which makes `from` a text of at least `number` bytes.
    unsafe {
        line.run(device, port, |device, port, now, _, given| {
            let line = &*given.pointer.cast::<Line>();
            let text = core::slice::from_raw_parts(line.from.cast_const().cast(), line.number as usize);
            line.answer(factory_line::take(device, port, now, text)).into()
        })
    }
}

//! Level 2 for C: a unit. Reads the clock once per call and passes it down.
//!
//! # Level 2: a unit
//!
//! You supply an `opaygo_port`: storage, a clock, settings. The library keeps an `opaygo_device` in your RAM and all
//! that must not be lost in your storage, before a call answers. Call opaygo_open once after power-up, opaygo_poll
//! in the main loop, and opaygo_enter when somebody has entered a token.
//!
//! What holds over any power cut, on storage that keeps the port's contract:
//!
//! 1. Atomic: the unit is as before a call or as after it, never between.
//! 2. Durable: what a call has answered stays.
//! 3. Once: a token's credit comes at most once, and exactly once if the call answered so.
//! 4. No gift: no cut, no damage and no clock set back adds credit.
//! 5. No silent reset: a damaged unit is OPAYGO_CORRUPT and locked, never a new unit.
//! 6. Alive: after a cut the unit opens and takes its next token.
//! 7. Quiet: after a write or an erase that failed, the call makes no other.
//! 8. Secret stays: nothing reads the key back; only its check value is told.
//! 9. Any image: no bytes in storage cause a panic, an endless loop or an access outside the region.
//!
//! And over damage and faults:
//!
//! 10. Not undone: one damaged record raises no credit, ends no waiting period, forgets no wrong try and no flag.
//! 11. Read twice: what is misread at start, or cannot be read, costs no key, no record and no used token.
//! 12. Mended first: copies of the key are made whole before a page is erased; a failed read costs none.
//! 13. For life: another geometry or a later format is answered as such, never by an older state.
//! 14. Told: a callback that failed, or was seen to lie, is in the report of that call, and which one it was.
//!
//! A product has an RTC (`rtc`: it goes on while power is off), an uptime (the chip's own timer), or both:
//!
//! | | `rtc` alone | `uptime` alone | both |
//! |---|---|---|---|
//! | an RTC that reads wrong for | 8 calls costs nothing | - | a minute costs nothing |
//! | power was off | exact | OPAYGO_UNKNOWN_GAP (T3), or opaygo_resume | exact |
//! | the RTC started anew | T3 | - | T3 |
//! | the RTC is set | opaygo_clock_set | - | opaygo_clock_set, or power for two minutes more |
//! | the RTC does not answer | the output is off after 8 calls, and the credit kept | - | goes on by `uptime` |
//! | `uptime` does not answer | - | off after a minute's calls, the credit kept | the same |
//! | a clock that stands | time stands | time stands | goes on by `uptime`, and OPAYGO_CLOCK is told |
//! | `uptime` in milliseconds | - | not seen | OPAYGO_CLOCK is told |
//! | who is on the RTC's bus | not defended | - | gains nothing while the unit runs, but a sixteenth: the drift that an honest timer may have |
//!
//! What holds over clocks, by number; docs/SECURITY.md has the figures:
//!
//! * T1. One bad reading costs nothing: no reading, and no burst of 8 calls (with `uptime`: of a minute), whatever the
//!   values, takes credit, ends a waiting period, drops an entry or is stored. A running output stays as it is. Where the
//!   two clocks part by more than 2 %, readings that are a few seconds wrong pass for drift: a burst costs or gives 20 s.
//!   So does, beside an `uptime`, one that is wrong by less than a sixteenth of a sleep that was longer than told.
//! * T2. Setting a clock costs nothing: see opaygo_clock_set. A step back of up to a minute costs nothing in any case.
//! * T3. A restart costs what may have run: a start whose gap nobody knows costs no more than the time until the record
//!   after the last one was due. After each start records come early: 16 s, then doubling up to `checkpoint`.
//! * T4. A dead clock is neither a free unit nor a dark one that was paid off: an unlocked unit stays on; one with credit
//!   goes on by `uptime`, or is off, keeps its credit and goes on by itself when the clock answers.
//! * T5. No gain: what is done to clocks and power gives no more than docs/SECURITY.md says.
//! * T6. Every open recovers: what failed for a clock works when it does, without a power cycle.
//! * T7. Usage metering needs no clock for credit.
//!
//! A time is shown as soon as it is read, and believed when it is sure. `report->sleep` is 0 or 1 while a poll is wanted
//! for that, so that it takes no more than some ten calls. With `uptime` it is at most 24 while time runs: what drift
//! explains of so few seconds is little.

use core::ffi::{c_char, c_void};

use super::port::Port;
use super::token::{looked_at, put, slice};
use crate::config::Config;
use crate::report::{PaygState, Report};
use crate::status::Status;
use crate::token::digits::MAX_TEXT;
use crate::unit::{self, port, Judged, Reading};

/// A unit in RAM: yours to place, not to look into. 128 bytes on every target, no pointer inside. Zero it, or open
/// it, before anything else.
#[repr(C)]
pub struct Device {
    opaque: [u32; 32],
}

const _: () = assert!(size_of::<unit::Device>() <= size_of::<Device>());
const _: () = assert!(align_of::<unit::Device>() <= align_of::<Device>());

/// What a call is given beside a number. Apart from the number, so that each goes in a register.
#[derive(Clone, Copy)]
pub(super) union Given {
    /// What C passed.
    pub pointer: *const c_void,
    pub count: u16,
}

impl Given {
    pub const NOTHING: Self = Self {
        pointer: core::ptr::null(),
    };

    pub const fn pointer<T>(pointer: *const T) -> Self {
        Self {
            pointer: pointer.cast(),
        }
    }
}

/// What a function does once its device and port are known to be there; where it uses what it is given, only `run` may
/// call it.
pub(super) type Act = fn(&mut unit::Device, &Port, &Reading, u32, Given) -> Judged;

/// Every call: checks what it is given, reads the clock, acts, and fills the report if one is wanted.
///
/// # Safety
/// Each pointer is NULL or valid as the header says, nothing else uses the device meanwhile, and `number` and `given` are as `act`
/// wants them.
#[inline(never)]
pub(super) unsafe fn run(
    device: *mut Device,
    port: *const Port,
    number: u32,
    given: Given,
    report: *mut Report,
    act: Act,
) -> Status {
    // SAFETY: by the contract NULL or writable.
    unsafe { close(report) };
    if device.is_null() || port.is_null() {
        return Status::Null;
    }
    // SAFETY: not NULL, and by the contract valid. A `Device` is large and aligned enough for a `unit::Device`,
    // which is numbers only, so that any bytes are one.
    let (device, port) = unsafe { (&mut *device.cast::<unit::Device>(), &*port) };
    if !port.is_whole() {
        return Status::Null;
    }
    let mut now = Reading::NONE;
    port.read_clocks(&mut now);
    // SAFETY: the caller's contract.
    let judged = act(device, port, &now, number, given);
    let status = device.conclude(port, judged);
    if !report.is_null() && device.is_open() {
        // SAFETY: not NULL, by the contract writable, and a report since `close`.
        device.report(port::Port::config(port), unsafe { &mut *report });
    }
    status
}

/// A report of which nothing is known: no credit, and the output off. Any call may end there.
///
/// # Safety
/// NULL or valid for a write.
#[inline(never)]
unsafe fn close(report: *mut Report) {
    const { assert!(PaygState::Disabled as u8 == 0) };
    if !report.is_null() {
        // SAFETY: the caller's contract. All its fields are numbers, or a state, which may be 0.
        unsafe { report.write_bytes(0, 1) }
    }
}

/// Fills `config` with the default of every field.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// `config` is NULL or valid for a write.
#[no_mangle]
pub unsafe extern "C" fn opaygo_config_default(config: *mut Config) -> Status {
    // SAFETY: the caller's contract.
    unsafe { put(config, Config::built()) }
}

/// Reads the unit from storage: once after power-up, and again after OPAYGO_STORAGE if you like.
///
/// OPAYGO_OK: it works. OPAYGO_CLOCK: it is open and takes tokens, and a clock that it has did not answer; it goes on
/// by itself when it does (T4, T6). Open too, but good for nothing but provisioning: OPAYGO_UNPROVISIONED; OPAYGO_CORRUPT:
/// something is stored and nothing valid, the output stays off until the unit is provisioned again with its own key
/// and starting code, or with any if these are lost too. Not open: OPAYGO_NULL, OPAYGO_CONFIG,
/// OPAYGO_GEOMETRY; OPAYGO_OTHER_GEOMETRY: open it with the geometry that it was provisioned with; OPAYGO_LATER_FORMAT:
/// open it with the later version; OPAYGO_STORAGE: nothing could be read, it was not the same twice, or a loss of credit
/// could not be stored: call it again.
///
/// At most 3 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_open(device: *mut Device, port: *const Port) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(
            device,
            port,
            0,
            Given::NOTHING,
            core::ptr::null_mut(),
            |device, port, now, _, _| device.do_open(port, now).into(),
        )
    }
}

/// Enters a token: the text of 9 digits, or of 15 digits from 1 to 4 in the restricted digit set; with extended
/// tokens also 12 and 15, or 20 and 25. From a keypad, a radio or a phone alike (ruling 25).
///
/// The attempt is stored before the token is looked at. OPAYGO_DECODING: go on with opaygo_poll, which gives the
/// answer. At once: OPAYGO_MALFORMED, OPAYGO_LOCKED (`report->wait` seconds), OPAYGO_TEST_CODE, OPAYGO_NO_EFFECT (a
/// test code). OPAYGO_NULL, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT, OPAYGO_BUSY: the last
/// token is still being decoded; OPAYGO_STORAGE: the attempt could not be stored, so the token was not looked at.
/// `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says, `digits` for reads of `len` bytes.
#[no_mangle]
pub unsafe extern "C" fn opaygo_enter(
    device: *mut Device,
    port: *const Port,
    digits: *const c_char,
    len: usize,
    report: *mut Report,
) -> Status {
    let given = Given::pointer(digits);
    let len = looked_at(len, MAX_TEXT);
    // SAFETY: the caller's contract, which makes `pointer` NULL or a text of at least `number` bytes.
    unsafe {
        run(
            device,
            port,
            len as u32,
            given,
            report,
            |device, port, now, number, given| match slice(given.pointer.cast(), number as usize) {
                Ok(digits) => {
                    device.begin(port, now);
                    device.do_enter(port, now, digits)
                }
                Err(status) => status.into(),
            },
        )
    }
}

/// Does whatever is due, and never more than `max_hashes` (1 or more) hashes: goes on decoding, spends credit, stores
/// a checkpoint. Call it when `report->sleep` seconds have passed, or more often.
///
/// OPAYGO_OK: nothing happened; OPAYGO_CLOCK: nothing either, and a clock is silent or, where there are two, they do not
/// agree (T4); OPAYGO_DECODING: call again at once; it is also answered until the time is sure in which the token falls.
///  What the token was: OPAYGO_ADD_TIME,
/// OPAYGO_SET_TIME, OPAYGO_DISABLE_PAYG, OPAYGO_COUNTER_SYNC, OPAYGO_RESERVED, OPAYGO_EXTENDED, OPAYGO_NO_EFFECT,
/// OPAYGO_TAMPERED, OPAYGO_ALREADY_USED, OPAYGO_INVALID; by then it is stored. OPAYGO_NULL,
/// OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT; OPAYGO_STORAGE: a good token could not be stored, so it was
/// not taken and may be entered again; or a checkpoint could not, which is tried again at the next. `report` may be
/// NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_poll(
    device: *mut Device,
    port: *const Port,
    max_hashes: u16,
    report: *mut Report,
) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(
            device,
            port,
            max_hashes.into(),
            Given::NOTHING,
            report,
            |device, port, now, number, _| device.begin(port, now).do_poll(port, now, number as u16),
        )
    }
}

/// Applies (`count`, `value`) from an authenticated channel, under the same windows as a token and as the token of
/// that count: what one has done, the other finds used (ruling 25, TP17). `value` is 0 to 999. The waiting period
/// does not hold it up.
///
/// Answers as opaygo_poll does for a token, at once; OPAYGO_RANGE: the value; OPAYGO_BUSY. `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_apply(
    device: *mut Device,
    port: *const Port,
    count: u16,
    value: u16,
    report: *mut Report,
) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(
            device,
            port,
            u32::from(count) << 16 | u32::from(value),
            Given::NOTHING,
            report,
            |device, port, now, number, _| {
                device
                    .begin(port, now)
                    .do_apply(port, now, (number >> 16) as u16, number as u16, None)
            },
        )
    }
}

/// Sets the credit from an authenticated channel, to `credit` seconds or units: a Set Time of this odd `count`.
///
/// Answers as opaygo_apply; OPAYGO_RANGE: the count is even. `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_apply_set(
    device: *mut Device,
    port: *const Port,
    count: u16,
    credit: u32,
    report: *mut Report,
) -> Status {
    let given = Given { count };
    // SAFETY: the caller's contract; the count lives as long as the call.
    unsafe {
        run(
            device,
            port,
            credit,
            given,
            report,
            |device, port, now, number, given| {
                device
                    .begin(port, now)
                    .do_apply(port, now, given.count, 0, Some(number))
            },
        )
    }
}

/// Tells the unit that power was off, or the clock stood, for `gap` seconds: credit is spent and the waiting period runs
/// for them (CT6). Where `uptime` is the only clock call it right after opaygo_open; if you do not, the gap is unknown.
/// Count it from your last opaygo_save: what ran after it was lost with the RAM. With an RTC call it right after
/// opaygo_open with OPAYGO_UNKNOWN_GAP when the chip says that it has been without power or that its oscillator stopped.
/// An unknown gap costs what T3 says, and is counted as a clock fault.
///
/// OPAYGO_OK, stored; OPAYGO_NULL, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT, OPAYGO_STORAGE.
/// `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_resume(
    device: *mut Device,
    port: *const Port,
    gap: u32,
    report: *mut Report,
) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(
            device,
            port,
            gap,
            Given::NOTHING,
            report,
            |device, port, now, number, _| device.do_resume(port, now, number),
        )
    }
}

/// Tells the unit that its RTC has been set, right after it was: by the network, by a technician, after a new battery.
/// Time goes on from what the RTC shows now, and the step costs nothing (T2). What has passed since the last call is
/// spent as far as `uptime`, or the last reading, tells it. Where there is an `uptime` an RTC may be set without this
/// call: if power stays on for two minutes more, it costs nothing either.
///
/// At most 1 writes of 32 bytes; on flash 3, and 1 erase (docs/CALLS.md).
///
/// OPAYGO_OK, stored; else as opaygo_resume. `report` may be NULL.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_clock_set(device: *mut Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(device, port, 0, Given::NOTHING, report, |device, port, now, _, _| {
            device.do_clock_set(port, now)
        })
    }
}

/// Spends `units` of credit in usage metering: litres, Wh, sessions (ruling 26). Never below 0. A call with credit to
/// spend writes a record, so gather units and call it seldom.
///
/// OPAYGO_OK, stored; OPAYGO_RANGE: the clock spends the credit of this unit; OPAYGO_STORAGE: spent, and stored with
/// the next record; else as opaygo_resume. `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_spend(
    device: *mut Device,
    port: *const Port,
    units: u32,
    report: *mut Report,
) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(
            device,
            port,
            units,
            Given::NOTHING,
            report,
            |device, port, now, number, _| device.begin(port, now).do_spend(port, number),
        )
    }
}

/// Stores the unit as it is, before a planned power-off. Writes nothing if nothing has changed.
///
/// Answers as opaygo_resume. `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_save(device: *mut Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(device, port, 0, Given::NOTHING, report, |device, port, now, _, _| {
            device.begin(port, now).do_save(port)
        })
    }
}

/// Raises the tamper flag: the enclosure was opened, or whatever the product watches. Stored; a Set Time clears it.
///
/// Answers as opaygo_resume. `report` may be NULL.
///
/// At most 2 writes of 32 bytes; on flash 4, and 1 erase (docs/CALLS.md).
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_tamper(device: *mut Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(device, port, 0, Given::NOTHING, report, |device, port, now, _, _| {
            device.begin(port, now).do_tamper(port).into()
        })
    }
}

/// Fills `report` from RAM: no storage is touched, no time passes, no transition is used up.
///
/// OPAYGO_OK, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT; OPAYGO_NULL, OPAYGO_NOT_OPEN: the report is closed.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_query(device: *const Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract; as in `run`.
    unsafe {
        close(report);
        let (Some(device), Some(port), false) =
            (device.cast::<unit::Device>().as_ref(), port.as_ref(), report.is_null())
        else {
            return Status::Null;
        };
        if port.config.is_null() {
            return Status::Null;
        }
        let status = device.ready();
        if status != Status::NotOpen {
            device.query(port::Port::config(port), &mut *report);
        }
        status
    }
}

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

use core::ffi::{c_char, c_void};

use super::token::{get, text};
use crate::cache::{self, CacheEntry};
use crate::config::Config;
use crate::device;
use crate::device::port::{self, Fault, Test};
use crate::device::Job;
use crate::extended;
use crate::layout::Geometry;
use crate::provision::{Unit, MAX_SERIAL};
use crate::report::Report;
use crate::status::Status;

/// A unit in RAM: yours to place, not to look into. 128 bytes on every target, no pointer inside. Zero it, or open
/// it, before anything else.
#[repr(C)]
pub struct Device {
    opaque: [u32; 32],
}

const _: () = assert!(size_of::<device::Device>() <= size_of::<Device>());
const _: () = assert!(align_of::<device::Device>() <= align_of::<Device>());

/// Who a unit is: the parameters of its factory set-up.
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Provisioning {
    /// The secret key.
    pub key: [u8; 16],
    /// 0 to 999,999,999.
    pub starting_code: u32,
    /// 0 to 999,999,999, or `OPAYGO_NO_TEST_CODE`.
    pub test_code: u32,
    /// Counts up to this one are used; 1 by default.
    pub count: u16,
    /// Time divider: 1 to 255; 1 by default.
    pub divider: u8,
    /// 1: tokens are entered in the restricted digit set, 1 to 4.
    pub restricted: u8,
    /// The serial number, ASCII, filled up with 00.
    pub serial: [u8; MAX_SERIAL],
}

const _: () = assert!(size_of::<Provisioning>() == size_of::<Unit>() && cfg!(target_endian = "little"));

/// What the product supplies: may be `const`. Each callback answers 0 when it has done all of it, else it failed, and
/// the failure reaches the caller of the function that called it.
#[repr(C)]
pub struct Port {
    /// Passed to each callback as it is.
    pub ctx: *mut c_void,
    /// Reads `len` (at most 32; to compare, 4 at a time) bytes at `at` into `into`.
    ///
    /// Bytes of a write that was cut may read as anything, also as a failure; a failure at start-up counts as damage
    /// of that record, and opening goes on. So read again over a bus that is disturbed before you answer that it failed.
    pub read: Option<unsafe extern "C" fn(ctx: *mut c_void, at: u16, into: *mut u8, len: u8) -> i8>,
    /// Writes `len` bytes from `from` at `at`: always 32, at a multiple of the program unit. Returns when they are
    /// stored, not before. After a power cut the bytes it was to write may be anything; no other byte may change.
    pub write: Option<unsafe extern "C" fn(ctx: *mut c_void, at: u16, from: *const u8, len: u8) -> i8>,
    /// Erases the page that begins at `at`, so that it reads FF. NULL where `geometry.page` is 0.
    pub erase: Option<unsafe extern "C" fn(ctx: *mut c_void, at: u16) -> i8>,
    /// Tells the time in seconds: an RTC, or with `uptime_clock` the seconds since start-up. It is called once in
    /// each call of the library, before storage.
    pub clock: Option<unsafe extern "C" fn(ctx: *mut c_void, seconds: *mut u32) -> i8>,
    /// `opaygo_pages` where the storage is flash with pages, else NULL: then their code is not linked.
    pub pages: Option<unsafe extern "C" fn(device: *mut Device, port: *const c_void, what: u16) -> Status>,
    /// `opaygo_test_code` if units have a test code (ruling 21), else NULL: then its code is not linked, and no unit can
    /// be provisioned with one.
    pub test_code:
        Option<unsafe extern "C" fn(device: *mut Device, port: *const c_void, what: *const c_void) -> Status>,
    /// `opaygo_extended` if the product takes tokens of 12 and 15 digits (ruling 20), else NULL: then their code is not
    /// linked.
    pub extended: Option<unsafe extern "C" fn(port: *const c_void, job: *mut c_void) -> Status>,
    /// `opaygo_cached` if you give the library RAM to remember chains in, else NULL.
    pub cached: Option<unsafe extern "C" fn(port: *const c_void, job: *mut c_void) -> Status>,
    /// That RAM: one entry, and one for each value (the usual payments) that is to be remembered.
    ///
    /// A token of such a value then costs at most `older + forward` hashes, whatever the unit's age, and one for each
    /// entry and each count that the last token moved on. Lost at a power cut; forgotten by opaygo_open.
    pub cache: *mut CacheEntry,
    /// How many entries; fewer than 2 remember nothing.
    pub cache_entries: u8,
    /// The product's settings.
    pub config: *const Config,
    /// Where the records live.
    pub geometry: Geometry,
}

impl port::Port for Port {
    fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    fn config(&self) -> &Config {
        // SAFETY: `run` has seen that it is not NULL, and by the contract it is valid.
        unsafe { &*self.config }
    }

    #[inline(never)]
    fn read(&mut self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        // SAFETY: `run` has seen that it is there. The port's contract; the buffer is `len` bytes long.
        good(unsafe { fixed(&self.read).unwrap_unchecked()(fixed(&self.ctx), at, into.as_mut_ptr(), into.len() as u8) })
    }

    #[inline(never)]
    fn write(&mut self, at: u16, from: &[u8]) -> Result<(), Fault> {
        // SAFETY: `run` has seen that it is there. The port's contract; the buffer is `len` bytes long.
        good(unsafe { fixed(&self.write).unwrap_unchecked()(fixed(&self.ctx), at, from.as_ptr(), from.len() as u8) })
    }

    fn erase(&mut self, at: u16) -> Result<(), Fault> {
        // SAFETY: `run` has seen that it is there where pages are erased. The port's contract.
        good(unsafe { fixed(&self.erase).unwrap_unchecked()(fixed(&self.ctx), at) })
    }

    fn step(&mut self, job: &mut Job) -> Status {
        match self.cached {
            None => job.step(&port::Port::config(self).limits),
            // SAFETY: the port's contract: it is `opaygo_cached`, which knows what this is.
            Some(room) => unsafe { room(core::ptr::from_ref(self).cast(), core::ptr::from_mut(job).cast()) },
        }
    }

    fn takes_extended(&self) -> bool {
        self.extended.is_some()
    }

    fn extended(&mut self, job: &mut Job) -> Status {
        match self.extended {
            // SAFETY: the port's contract: it is `opaygo_extended`, which knows what this is.
            Some(room) => unsafe { room(core::ptr::from_ref(self).cast(), core::ptr::from_mut(job).cast()) },
            None => Status::Malformed,
        }
    }

    #[inline(always)]
    fn pages(&mut self, device: &mut device::Device, what: u16) -> Status {
        match self.pages {
            // SAFETY: the port's contract: it is `opaygo_pages`, which knows what this is.
            Some(room) => unsafe {
                room(
                    core::ptr::from_mut(device).cast(),
                    core::ptr::from_ref(self).cast(),
                    what,
                )
            },
            None => Status::Geometry,
        }
    }

    #[inline(never)]
    fn test_code(&mut self, device: &mut device::Device, what: &Test) -> Status {
        match self.test_code {
            // SAFETY: the port's contract: it is `opaygo_test_code`, which knows what this is.
            Some(room) => unsafe {
                room(
                    core::ptr::from_mut(device).cast(),
                    core::ptr::from_ref(self).cast(),
                    core::ptr::from_ref(what).cast(),
                )
            },
            None => Status::LineTest,
        }
    }
}

/// A field of the port, read where it stands: the compiler would hand the fields from call to call, which takes more
/// code and stack.
fn fixed<T: Copy>(field: &T) -> T {
    // SAFETY: it is a reference.
    unsafe { core::ptr::from_ref(field).read_volatile() }
}

fn good(answer: i8) -> Result<(), Fault> {
    if answer == 0 {
        Ok(())
    } else {
        Err(Fault)
    }
}

/// What a call is about: a number, a pointer, or both.
#[derive(Clone, Copy)]
pub(super) struct Given {
    pub number: u32,
    pub pointer: *const c_void,
}

impl Given {
    const NOTHING: Self = Self::number(0);

    const fn number(number: u32) -> Self {
        Self {
            number,
            pointer: core::ptr::null(),
        }
    }

    pub fn pointer<T>(pointer: *const T) -> Self {
        Self {
            number: 0,
            pointer: pointer.cast(),
        }
    }
}

/// What a function does once its device and port are known to be there; where it uses the pointer, only `run` may call it.
pub(super) type Act = device::Operation<Port, Given>;

/// Every call: checks what it is given, reads the clock, acts, and fills the report if one is wanted.
///
/// # Safety
/// Each pointer is NULL or valid as the header says, nothing else uses the device meanwhile, and `given` is as `act`
/// wants it.
#[inline(never)]
pub(super) unsafe fn run(
    device: *mut Device,
    port: *const Port,
    given: Given,
    report: *mut Report,
    act: Act,
) -> Status {
    if device.is_null() || port.is_null() {
        return Status::Null;
    }
    // SAFETY: not NULL, and by the contract valid. A `Device` is large and aligned enough for a `device::Device`,
    // which is numbers only, so that any bytes are one. Nothing is written to the port.
    let (device, port) = unsafe { (&mut *device.cast::<device::Device>(), &mut *port.cast_mut()) };
    let (Some(_), Some(_), Some(clock), false) = (port.read, port.write, port.clock, port.config.is_null()) else {
        return Status::Null;
    };
    if port.geometry.page != 0 && (port.erase.is_none() || port.pages.is_none()) {
        return Status::Null;
    }
    let mut now = 0;
    // SAFETY: the port's contract.
    if unsafe { clock(port.ctx, &mut now) } != 0 {
        return Status::Clock;
    }
    // SAFETY: the caller's contract.
    let status = device.call(port, now, given, act);
    if !report.is_null() && device.ready() != Status::NotOpen {
        // SAFETY: not NULL, and by the contract writable; every field is written before it is read.
        device.report(port::Port::config(port), unsafe { &mut *report });
    }
    status
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
    unsafe { super::token::put(config, Config::built()) }
}

/// Reads the unit from storage: once after power-up, and again after OPAYGO_STORAGE if you like.
///
/// OPAYGO_OK: it works. Open too, but good for nothing but provisioning: OPAYGO_UNPROVISIONED; OPAYGO_CORRUPT:
/// something is stored and nothing valid, the output stays off until the unit is provisioned again with its own key
/// and starting code, or with any if these are lost too. Not open: OPAYGO_NULL, OPAYGO_CLOCK, OPAYGO_CONFIG, OPAYGO_GEOMETRY, OPAYGO_STORAGE: nothing
/// could be read, or a loss of credit could not be stored.
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
            Given::NOTHING,
            core::ptr::null_mut(),
            |device, port, now, _| device.open(port, now),
        )
    }
}

/// Enters a token: the text of 9 digits, or of 15 digits from 1 to 4 in the restricted digit set; with extended
/// tokens also 12 and 15, or 20 and 25. From a keypad, a radio or a phone alike (ruling 25).
///
/// The attempt is stored before the token is looked at. OPAYGO_DECODING: go on with opaygo_poll, which gives the
/// answer. At once: OPAYGO_MALFORMED, OPAYGO_LOCKED (`report->wait` seconds), OPAYGO_TEST_CODE, OPAYGO_NO_EFFECT (a
/// test code). OPAYGO_NULL, OPAYGO_CLOCK, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT, OPAYGO_BUSY: the last
/// token is still being decoded; OPAYGO_STORAGE: the attempt could not be stored, so the token was not looked at.
/// `report` may be NULL.
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
    let given = Given {
        number: len as u32,
        pointer: digits.cast(),
    };
    // SAFETY: the caller's contract, which makes `pointer` NULL or a text of `number` bytes.
    unsafe {
        run(device, port, given, report, |device, port, now, given| {
            match text(given.pointer.cast(), given.number as usize) {
                Ok(digits) => device.do_enter(port, now, digits),
                Err(status) => status,
            }
        })
    }
}

/// Does whatever is due, and never more than `max_hashes` (1 or more) hashes: goes on decoding, spends credit, stores
/// a checkpoint. Call it when `report->sleep` seconds have passed, or more often.
///
/// OPAYGO_OK: nothing happened; OPAYGO_DECODING: call again at once. What the token was: OPAYGO_ADD_TIME,
/// OPAYGO_SET_TIME, OPAYGO_DISABLE_PAYG, OPAYGO_COUNTER_SYNC, OPAYGO_RESERVED, OPAYGO_EXTENDED, OPAYGO_NO_EFFECT,
/// OPAYGO_TAMPERED, OPAYGO_ALREADY_USED, OPAYGO_INVALID; by then it is stored. OPAYGO_NULL, OPAYGO_CLOCK,
/// OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT; OPAYGO_STORAGE: a good token could not be stored, so it was
/// not taken and may be entered again; or a checkpoint could not, which is tried again at the next. `report` may be
/// NULL.
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
            Given::number(max_hashes.into()),
            report,
            |device, port, now, given| device.do_poll(port, now, given.number as u16),
        )
    }
}

/// Applies (`count`, `value`) from an authenticated channel, under the same windows as a token and as the token of
/// that count: what one has done, the other finds used (ruling 25, TP17). `value` is 0 to 999. The waiting period
/// does not hold it up.
///
/// Answers as opaygo_poll does for a token, at once; OPAYGO_RANGE: the value; OPAYGO_BUSY. `report` may be NULL.
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
            Given::number(u32::from(count) << 16 | u32::from(value)),
            report,
            |device, port, now, given| {
                device.do_apply(port, now, (given.number >> 16) as u16, given.number as u16, None)
            },
        )
    }
}

/// Sets the credit from an authenticated channel, to `credit` seconds or units: a Set Time of this odd `count`.
///
/// Answers as opaygo_apply; OPAYGO_RANGE: the count is even. `report` may be NULL.
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
    let given = Given {
        number: credit,
        // No address: `count` in its place.
        pointer: core::ptr::without_provenance(count.into()),
    };
    // SAFETY: the caller's contract.
    unsafe {
        run(device, port, given, report, |device, port, now, given| {
            device.do_apply(port, now, given.pointer.addr() as u16, 0, Some(given.number))
        })
    }
}

/// Tells the unit that the clock stood for `gap` seconds, or OPAYGO_UNKNOWN_GAP: credit is spent and the waiting period
/// runs for them. With an uptime clock call it right after opaygo_open; if you do not, the gap is unknown, costs a
/// checkpoint interval of running credit and is counted as a clock fault (CT6). Count the gap from your last
/// opaygo_save: what ran after it was lost with the RAM. With an RTC call it with OPAYGO_UNKNOWN_GAP when the chip
/// says that it has been without power.
///
/// OPAYGO_OK, stored; OPAYGO_NULL, OPAYGO_CLOCK, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT, OPAYGO_STORAGE.
/// `report` may be NULL.
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
        run(device, port, Given::number(gap), report, |device, port, now, given| {
            device.do_resume(port, now, given.number)
        })
    }
}

/// Spends `units` of credit in usage metering: litres, Wh, sessions (ruling 26). Never below 0. A call with credit to
/// spend writes a record, so gather units and call it seldom.
///
/// OPAYGO_OK, stored; OPAYGO_RANGE: the clock spends the credit of this unit; OPAYGO_STORAGE: spent, and stored with
/// the next record; else as opaygo_resume. `report` may be NULL.
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
            Given::number(units),
            report,
            |device, port, now, given| device.do_spend(port, now, given.number),
        )
    }
}

/// Stores the unit as it is, before a planned power-off. Writes nothing if nothing has changed.
///
/// Answers as opaygo_resume. `report` may be NULL.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_save(device: *mut Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(device, port, Given::NOTHING, report, |device, port, now, _| {
            device.do_save(port, now)
        })
    }
}

/// Raises the tamper flag: the enclosure was opened, or whatever the product watches. Stored; a Set Time clears it.
///
/// Answers as opaygo_resume. `report` may be NULL.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_tamper(device: *mut Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        run(device, port, Given::NOTHING, report, |device, port, now, _| {
            device.tamper(port, now)
        })
    }
}

/// Fills `report` from RAM: no storage is touched, no time passes, no transition is used up.
///
/// OPAYGO_OK, OPAYGO_UNPROVISIONED, OPAYGO_CORRUPT: filled. OPAYGO_NULL, OPAYGO_NOT_OPEN: not.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_query(device: *const Device, port: *const Port, report: *mut Report) -> Status {
    // SAFETY: the caller's contract; as in `run`.
    unsafe {
        let (Some(device), Some(port), false) = (
            device.cast::<device::Device>().as_ref(),
            port.as_ref(),
            report.is_null(),
        ) else {
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

/// Gives the unit its key and all else it is, once (M4). The device must be open.
///
/// OPAYGO_OK: stored, and the unit is open and disabled, without credit. OPAYGO_PROVISIONED: it has a key already (a
/// corrupt unit takes its own key and starting code again, and a count; all else it was given stays as it was).
/// OPAYGO_LINE_STARTING_CODE, OPAYGO_WEAK_KEY, OPAYGO_EXAMPLE_KEY, OPAYGO_LINE_DIVIDER, OPAYGO_LINE_RESTRICTED,
/// OPAYGO_LINE_TEST, OPAYGO_TEST_IS_TOKEN: that field; nothing has changed. OPAYGO_NULL, OPAYGO_CLOCK, OPAYGO_NOT_OPEN.
/// OPAYGO_STORAGE: open it and provision it again. A test code costs 1,000 hashes here.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
#[no_mangle]
pub unsafe extern "C" fn opaygo_provision(device: *mut Device, port: *const Port, unit: *const Provisioning) -> Status {
    if unit.is_null() {
        return Status::Null;
    }
    let given = Given::pointer(unit);
    // SAFETY: the caller's contract; the struct is its fields without a gap, little-endian, by the assert above.
    unsafe {
        run(
            device,
            port,
            given,
            core::ptr::null_mut(),
            |device, port, now, given| device.provision(port, now, &*given.pointer.cast::<Unit>()),
        )
    }
}

/// Reads the serial number from storage: up to 28 characters, filled up with 00, and a 00 behind them.
///
/// OPAYGO_OK; OPAYGO_NULL, OPAYGO_CLOCK, OPAYGO_NOT_OPEN, OPAYGO_UNPROVISIONED, OPAYGO_STORAGE.
///
/// # Safety
/// Each pointer is NULL or valid as this header says.
///
/// cbindgen:ptrs-as-arrays=[[serial;29]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_serial(device: *mut Device, port: *const Port, serial: *mut c_char) -> Status {
    if serial.is_null() {
        return Status::Null;
    }
    let given = Given::pointer(serial);
    // SAFETY: the caller's contract, which makes `pointer` 29 bytes to write.
    unsafe {
        run(device, port, given, core::ptr::null_mut(), |device, port, _, given| {
            let mut text = [0; MAX_SERIAL];
            let status = device.serial(port, &mut text);
            if status == Status::Ok {
                let to = given.pointer.cast_mut().cast::<u8>();
                to.cast::<[u8; MAX_SERIAL]>().write(text);
                to.add(MAX_SERIAL).write(0);
            }
            status
        })
    }
}

/// For `opaygo_port.extended`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_extended(port: *const c_void, job: *mut c_void) -> Status {
    // SAFETY: the library passes its port, and a job that lives as long as this call.
    match unsafe { (port.cast::<Port>().as_ref(), job.cast::<Job>().as_mut()) } {
        (Some(port), Some(job)) => extended::run(&port::Port::config(port).limits, job),
        _ => Status::Null,
    }
}

/// For `opaygo_port.pages`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_pages(device: *mut Device, port: *const c_void, what: u16) -> Status {
    // SAFETY: the library passes its device and port.
    match unsafe {
        (
            device.cast::<device::Device>().as_mut(),
            port.cast_mut().cast::<Port>().as_mut(),
        )
    } {
        (Some(device), Some(port)) => device.pages(port, what),
        _ => Status::Null,
    }
}

/// For `opaygo_port.test_code`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_test_code(device: *mut Device, port: *const c_void, what: *const c_void) -> Status {
    // SAFETY: the library passes its device and port, and a `Test` that lives as long as this call.
    match unsafe {
        (
            device.cast::<device::Device>().as_mut(),
            port.cast::<Port>().as_ref(),
            what.cast::<Test>().as_ref(),
        )
    } {
        (Some(device), Some(port), Some(what)) => device.test_code(port, what),
        _ => Status::Null,
    }
}

/// For `opaygo_port.cached`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_cached(port: *const c_void, job: *mut c_void) -> Status {
    // SAFETY: the library passes its port, and a job that lives as long as this call.
    let (Some(port), Some(job)) = (unsafe { (port.cast::<Port>().as_ref(), job.cast::<Job>().as_mut()) }) else {
        return Status::Null;
    };
    let entries = if port.cache.is_null() {
        &mut []
    } else {
        // SAFETY: the port's contract: so many entries, the library's to write; any bytes are one.
        unsafe { core::slice::from_raw_parts_mut(port.cache, port.cache_entries.into()) }
    };
    cache::step(entries, &port::Port::config(port).limits, job)
}

/// What may be shown of a key: 30 bits that tell two keys apart and help nobody to find one.
///
/// OPAYGO_OK or OPAYGO_NULL.
///
/// # Safety
/// Each pointer is NULL or valid for its type.
///
/// cbindgen:ptrs-as-arrays=[[key;16]]
#[no_mangle]
pub unsafe extern "C" fn opaygo_key_check(key: *const u8, check: *mut u32) -> Status {
    // SAFETY: the caller's contract.
    unsafe {
        match get(key.cast::<[u8; 16]>()) {
            Ok(key) => super::token::put(check, device::key_check(&key)),
            Err(status) => status,
        }
    }
}

//! What the product supplies to level 2, as C writes it. Knows what each callback is for, not when it is called.

use core::ffi::c_void;

use super::token::StatusNumber;
use crate::config::Config;
use crate::status::{Answer, Status};
use crate::storage::layout::Geometry;
use crate::storage::medium::{Fault, Medium};
use crate::storage::pages;
use crate::storage::Store;
use crate::token::cache::{self, CacheEntry};
use crate::token::extended;
use crate::token::job::Job;
use crate::unit::account::Account;
use crate::unit::clock::{self, Clock, Reading};
use crate::unit::port;
use crate::unit::test_code::{self, Test};

/// What the product supplies: may be `const`, and does not change while a call runs. Each callback answers 0 when it
/// has done all of it, else it failed, and the failure reaches the caller of the function that called it.
#[repr(C)]
pub struct Port {
    /// Passed to each callback as it is.
    pub ctx: *mut c_void,
    /// Reads `len` (at most 32; to compare, 4 at a time) bytes at `at` into `into`.
    ///
    /// Bytes of a write that was cut may read as anything, also as a failure; a failure at start-up counts as damage
    /// of that record, and opening goes on. So read again over a bus that is disturbed before you answer that it failed.
    pub read: Option<unsafe extern "C" fn(ctx: *mut c_void, at: u16, into: *mut u8, len: u8) -> i8>,
    /// Writes `len` bytes from `from` at `at`: always 32, at a multiple of the smallest write. Returns when they are
    /// stored, not before. After a power cut the bytes it was to write may be anything; no other byte may change.
    pub write: Option<unsafe extern "C" fn(ctx: *mut c_void, at: u16, from: *const u8, len: u8) -> i8>,
    /// Erases the page that begins at `at`, so that it reads FF, or 00 with `geometry.erased_to_zero`. NULL where `geometry.page` is 0.
    pub erase: Option<unsafe extern "C" fn(ctx: *mut c_void, at: u16) -> i8>,
    /// Tells the time in seconds that go on while power is off: an RTC. Called once in each call of the library, before
    /// storage. NULL if the product has none; one of `rtc` and `uptime` must be there, and both are better (see above).
    /// Answer that it failed if the chip does not acknowledge, or shows what is no date: what is not known costs less
    /// than what is wrong.
    pub rtc: Option<unsafe extern "C" fn(ctx: *mut c_void, seconds: *mut u32) -> i8>,
    /// Tells the seconds since start-up, by the chip's own timer, not more than 5 % off, and in sleep too. It may wrap.
    /// NULL if the product has an RTC alone.
    pub uptime: Option<unsafe extern "C" fn(ctx: *mut c_void, seconds: *mut u32) -> i8>,
    /// `opaygo_with_uptime` where `uptime` is there, else NULL: then its code is not linked.
    pub timer: Option<unsafe extern "C" fn(clock: *mut c_void, seen: *mut u32, now: *const c_void) -> u32>,
    /// The product's settings.
    pub config: *const Config,
    /// Where the records live.
    pub geometry: Geometry,
    /// RAM to remember chains in, for `cached`: two entries, and one for each value (the usual payments) that is to be
    /// remembered. The value used longest ago makes room. Give each device its own: on one that two share, answers are
    /// right and tokens cost more.
    ///
    /// A token of such a value then costs at most `older + forward` hashes, whatever the unit's age, and one for each
    /// entry and each count that the last token moved on. Lost at a power cut; forgotten by opaygo_open.
    pub cache: *mut CacheEntry,
    /// How many entries; fewer than 3 remember nothing.
    pub cache_entries: u8,
    /// `opaygo_with_pages` where the storage is flash with pages, else NULL: then their code is not linked.
    pub pages: Option<unsafe extern "C" fn(store: *mut c_void, port: *const c_void, what: u16) -> StatusNumber>,
    /// `opaygo_with_test_code` if units have a test code (ruling 21), else NULL: then its code is not linked, and no
    /// unit can be provisioned with one.
    pub test_code:
        Option<unsafe extern "C" fn(account: *mut c_void, port: *const c_void, what: *const c_void) -> StatusNumber>,
    /// `opaygo_with_extended` if the product takes tokens of 12 and 15 digits (ruling 20), else NULL: then their code
    /// is not linked.
    pub extended: Option<unsafe extern "C" fn(port: *const c_void, job: *mut c_void)>,
    /// `opaygo_with_cache` if you give the library RAM to remember chains in, else NULL.
    pub cached: Option<unsafe extern "C" fn(port: *const c_void, job: *mut c_void)>,
}

impl Port {
    /// Whether all that must be there is.
    #[inline(always)]
    pub(super) fn is_whole(&self) -> bool {
        if self.read.is_none() || self.write.is_none() || self.config.is_null() {
            return false;
        }
        match (self.uptime, self.timer) {
            (None, None) if self.rtc.is_none() => return false,
            (None, None) | (Some(_), Some(_)) => {}
            _ => return false,
        }
        !self.geometry.is_flash() || self.erase.is_some() && self.pages.is_some()
    }
}

impl Port {
    /// What the clocks show. An uptime that does not answer leaves nothing to go by.
    #[inline(always)]
    pub(super) fn read_clocks(&self, now: &mut Reading) {
        match self.rtc {
            // SAFETY: the port's contract.
            Some(rtc) if unsafe { rtc(self.ctx, &mut now.rtc) } == 0 => now.given = clock::RTC,
            Some(_) => {}
            None => now.given = clock::NO_RTC,
        }
        if let Some(uptime) = self.uptime {
            now.given |= clock::UPTIME;
            // SAFETY: the port's contract.
            if unsafe { uptime(self.ctx, &mut now.uptime) } != 0 {
                now.given = clock::LOST;
            }
        }
    }
}

impl Medium for Port {
    fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    fn is_flash(&self) -> bool {
        fixed(&self.geometry.page) != 0
    }

    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        // SAFETY: `run` has seen that it is there. The port's contract; the buffer is `len` bytes long.
        good(unsafe { fixed(&self.read).unwrap_unchecked()(fixed(&self.ctx), at, into.as_mut_ptr(), into.len() as u8) })
    }

    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault> {
        // SAFETY: `run` has seen that it is there. The port's contract; the buffer is `len` bytes long.
        good(unsafe { fixed(&self.write).unwrap_unchecked()(fixed(&self.ctx), at, from.as_ptr(), from.len() as u8) })
    }

    fn erase(&self, at: u16) -> Result<(), Fault> {
        // SAFETY: `run` has seen that it is there where pages are erased. The port's contract.
        good(unsafe { fixed(&self.erase).unwrap_unchecked()(fixed(&self.ctx), at) })
    }

    #[inline(never)]
    fn pages(&self, store: Option<&mut Store>, what: u16) -> Status {
        match fixed(&self.pages) {
            // SAFETY: the port's contract: it is `opaygo_with_pages`, which knows what this is.
            Some(part) => prepared(unsafe {
                part(
                    store.map_or(core::ptr::null_mut(), |store| core::ptr::from_mut(store).cast()),
                    core::ptr::from_ref(self).cast(),
                    what,
                )
            }),
            None => Status::Geometry,
        }
    }
}

impl port::Port for Port {
    fn config(&self) -> &Config {
        // SAFETY: `run` has seen that it is not NULL, and by the contract it is valid.
        unsafe { &*fixed(&self.config) }
    }

    #[inline(always)]
    fn read_clock(&self, clock: &mut Clock, seen: &mut u32, now: &Reading) -> u32 {
        match self.timer {
            // SAFETY: the port's contract: it is `opaygo_with_uptime`, which knows what these are.
            Some(part) => unsafe { part(core::ptr::from_mut(clock).cast(), seen, core::ptr::from_ref(now).cast()) },
            None => clock.read(seen, now),
        }
    }

    fn decode(&self, job: &mut Job) -> Status {
        match self.cached {
            None => job.answer = job.go_on(&port::Port::config(self).limits),
            // SAFETY: the port's contract: it is `opaygo_with_cache`, which knows what this is.
            Some(part) => unsafe { part(core::ptr::from_ref(self).cast(), core::ptr::from_mut(job).cast()) },
        }
        job.answer
    }

    fn takes_extended(&self) -> bool {
        self.extended.is_some()
    }

    fn extended(&self, job: &mut Job) -> Status {
        if let Some(part) = self.extended {
            // SAFETY: the port's contract: it is `opaygo_with_extended`, which knows what this is.
            unsafe { part(core::ptr::from_ref(self).cast(), core::ptr::from_mut(job).cast()) };
        }
        job.answer
    }

    #[inline(never)]
    fn test_code(&self, account: &mut Account, what: &Test) -> Answer {
        match self.test_code {
            // SAFETY: the port's contract: it is `opaygo_with_test_code`, which knows what this is.
            Some(part) => Answer(unsafe {
                part(
                    core::ptr::from_mut(account).cast(),
                    core::ptr::from_ref(self).cast(),
                    core::ptr::from_ref(what).cast(),
                )
            }),
            None => Status::BadTestCode.into(),
        }
    }
}

/// A field of the port, read where it stands: the compiler would hand the fields from call to call, which takes more
/// code and stack.
fn fixed<T: Copy>(field: &T) -> T {
    // SAFETY: it is a reference.
    unsafe { core::ptr::from_ref(field).read_volatile() }
}

pub(super) fn good(answer: i8) -> Result<(), Fault> {
    if answer == 0 {
        Ok(())
    } else {
        Err(Fault)
    }
}

// The two answers that come back from C are numbers there, and become one that the part has. A decoder's stays in its
// job instead: to check its ten takes 38 bytes on an AVR and 40 on a Cortex-M0 (device level, `make size`).

/// What [`Medium::pages`] may answer; else `Storage`.
fn prepared(answer: StatusNumber) -> Status {
    match answer {
        0 => Status::Ok,
        -10 => Status::Busy,
        _ => Status::Storage,
    }
}

/// For `opaygo_port.extended`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_with_extended(port: *const c_void, job: *mut c_void) {
    // SAFETY: the library passes its port, and a job that lives as long as this call.
    if let (Some(port), Some(job)) = unsafe { (port.cast::<Port>().as_ref(), job.cast::<Job>().as_mut()) } {
        job.answer = extended::run(&port::Port::config(port).limits, job);
    }
}

/// For `opaygo_port.timer`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_with_uptime(clock: *mut c_void, seen: *mut u32, now: *const c_void) -> u32 {
    // SAFETY: the library passes its clock, its time and what the clocks show.
    match unsafe {
        (
            clock.cast::<Clock>().as_mut(),
            seen.as_mut(),
            now.cast::<Reading>().as_ref(),
        )
    } {
        (Some(clock), Some(seen), Some(now)) => clock.read_with_uptime(seen, now),
        _ => 0,
    }
}

/// For `opaygo_port.pages`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_with_pages(store: *mut c_void, port: *const c_void, what: u16) -> StatusNumber {
    // SAFETY: the library passes its store or none, and its port.
    match unsafe { (store.cast::<Store>().as_mut(), port.cast::<Port>().as_ref()) } {
        (store, Some(port)) => pages::run(store, port, what) as StatusNumber,
        _ => Status::Null as StatusNumber,
    }
}

/// For `opaygo_port.test_code`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_with_test_code(
    account: *mut c_void,
    port: *const c_void,
    what: *const c_void,
) -> StatusNumber {
    // SAFETY: the library passes its account and port, and a `Test` that lives as long as this call.
    match unsafe {
        (
            account.cast::<Account>().as_mut(),
            port.cast::<Port>().as_ref(),
            what.cast::<Test>().as_ref(),
        )
    } {
        (Some(account), Some(port), Some(what)) => {
            test_code::run(account, port::Port::config(port), what) as StatusNumber
        }
        _ => Status::Null as StatusNumber,
    }
}

/// For `opaygo_port.cached`, and for nothing else.
///
/// # Safety
/// Called by the library alone.
#[no_mangle]
pub unsafe extern "C" fn opaygo_with_cache(port: *const c_void, job: *mut c_void) {
    // SAFETY: the library passes its port, and a job that lives as long as this call.
    let (Some(port), Some(job)) = (unsafe { (port.cast::<Port>().as_ref(), job.cast::<Job>().as_mut()) }) else {
        return;
    };
    let entries = if port.cache.is_null() {
        &mut []
    } else {
        // SAFETY: the port's contract: so many entries, the library's to write; any bytes are one.
        unsafe { core::slice::from_raw_parts_mut(port.cache, port.cache_entries.into()) }
    };
    job.answer = cache::go_on(entries, &port::Port::config(port).limits, job);
}

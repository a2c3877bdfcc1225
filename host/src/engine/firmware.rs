//! A unit as firmware in C has it: `opaygo_device` and `opaygo_port`, by the functions that the archives export. Knows no
//! storage and no clock, only a board that has them.
//!
//! The desk's only `unsafe`. What a call is given are places in this file that outlive it, and nothing is kept by the
//! library; what a callback is given is the board that the port was made with, and a buffer as long as it is told.

use std::ffi::c_void;
use std::mem::MaybeUninit;

use opaygo::config::Config;
use opaygo::ffi::device::{self, Device};
use opaygo::ffi::port::{opaygo_with_extended, opaygo_with_pages, opaygo_with_test_code, opaygo_with_uptime, Port};
use opaygo::ffi::product;
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;

/// A callback said no.
pub struct Fault;

/// What the callbacks are to do.
pub trait Board {
    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault>;
    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault>;
    fn erase(&self, at: u16) -> Result<(), Fault>;
    /// What its clock shows.
    fn seconds(&self) -> u32;
    /// Whether that is an RTC, or the uptime.
    fn has_rtc(&self) -> bool;
}

fn answer(done: Result<(), Fault>) -> i8 {
    done.map_or(-1, |()| 0)
}

unsafe extern "C" fn read<B: Board>(board: *mut c_void, at: u16, into: *mut u8, len: u8) -> i8 {
    // SAFETY: see above.
    unsafe { answer((*board.cast::<B>()).read(at, std::slice::from_raw_parts_mut(into, len.into()))) }
}

unsafe extern "C" fn write<B: Board>(board: *mut c_void, at: u16, from: *const u8, len: u8) -> i8 {
    // SAFETY: see above.
    unsafe { answer((*board.cast::<B>()).write(at, std::slice::from_raw_parts(from, len.into()))) }
}

unsafe extern "C" fn erase<B: Board>(board: *mut c_void, at: u16) -> i8 {
    // SAFETY: see above.
    unsafe { answer((*board.cast::<B>()).erase(at)) }
}

unsafe extern "C" fn seconds<B: Board>(board: *mut c_void, seconds: *mut u32) -> i8 {
    // SAFETY: see above.
    unsafe { *seconds = (*board.cast::<B>()).seconds() };
    0
}

/// A unit and the board it is on.
pub struct Firmware<B> {
    pub board: B,
    geometry: Geometry,
    config: Config,
    device: Device,
    report: Report,
}

impl<B: Board> Firmware<B> {
    /// Power is off.
    pub fn new(board: B, geometry: Geometry, config: Config) -> Self {
        Self {
            board,
            geometry,
            config,
            // SAFETY: it is numbers only, and zeroed is how the header wants it.
            device: unsafe { MaybeUninit::zeroed().assume_init() },
            report: Report::EMPTY,
        }
    }

    fn port(&self) -> Port {
        let rtc = self.board.has_rtc();
        Port {
            ctx: std::ptr::from_ref(&self.board).cast_mut().cast(),
            read: Some(read::<B>),
            write: Some(write::<B>),
            erase: Some(erase::<B>),
            rtc: rtc.then_some(seconds::<B>),
            uptime: (!rtc).then_some(seconds::<B>),
            timer: (!rtc).then_some(opaygo_with_uptime),
            config: &self.config,
            geometry: self.geometry,
            cache: std::ptr::null_mut(),
            cache_entries: 0,
            pages: Some(opaygo_with_pages),
            test_code: Some(opaygo_with_test_code),
            extended: Some(opaygo_with_extended),
            cached: None,
        }
    }

    pub fn open(&mut self) -> Status {
        let port = self.port();
        // SAFETY: see above.
        let status = unsafe { device::opaygo_open(&mut self.device, &port) };
        self.query(&port);
        status
    }

    pub fn enter(&mut self, text: &str) -> Status {
        let port = self.port();
        let text = text.as_bytes();
        // SAFETY: see above.
        unsafe {
            device::opaygo_enter(
                &mut self.device,
                &port,
                text.as_ptr().cast(),
                text.len(),
                &mut self.report,
            )
        }
    }

    pub fn poll(&mut self, max_hashes: u16) -> Status {
        let port = self.port();
        // SAFETY: see above.
        unsafe { device::opaygo_poll(&mut self.device, &port, max_hashes, &mut self.report) }
    }

    /// The check value, or why the line is refused.
    pub fn factory_line(&mut self, line: &[u8]) -> Result<u32, Status> {
        let port = self.port();
        let mut check = 0;
        // SAFETY: see above.
        let status = unsafe {
            product::opaygo_factory_line(&mut self.device, &port, line.as_ptr().cast(), line.len(), &mut check)
        };
        self.query(&port);
        match status {
            Status::Ok => Ok(check),
            refused => Err(refused),
        }
    }

    fn query(&mut self, port: &Port) {
        // SAFETY: see above.
        let _ = unsafe { device::opaygo_query(&self.device, port, &mut self.report) };
    }

    /// What the last call filled it with.
    pub fn report(&self) -> &Report {
        &self.report
    }
}

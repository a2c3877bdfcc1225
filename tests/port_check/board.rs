//! A board with a memory and two clocks, whose callbacks can be wrong. Knows the port's contract as C writes it, and nothing
//! of how it is checked.

use std::ffi::c_void;

use opaygo::check::finding::{PortFault, PortFinding, PortPart};
use opaygo::config::Config;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;

/// `opaygo_port`, field by field.
#[repr(C)]
pub struct Port {
    ctx: *mut c_void,
    pub read: Option<unsafe extern "C" fn(*mut c_void, u16, *mut u8, u8) -> i8>,
    pub write: Option<unsafe extern "C" fn(*mut c_void, u16, *const u8, u8) -> i8>,
    pub erase: Option<unsafe extern "C" fn(*mut c_void, u16) -> i8>,
    pub rtc: Option<unsafe extern "C" fn(*mut c_void, *mut u32) -> i8>,
    pub uptime: Option<unsafe extern "C" fn(*mut c_void, *mut u32) -> i8>,
    pub timer: Option<unsafe extern "C" fn(*mut c_void, *mut u32, *const c_void) -> u32>,
    pub config: *const Config,
    pub geometry: Geometry,
    cache: *mut c_void,
    cache_entries: u8,
    pub pages: Option<unsafe extern "C" fn(*mut c_void, *const c_void, u16) -> i8>,
    test_code: *const c_void,
    extended: *const c_void,
    cached: *const c_void,
}

/// `opaygo_check`.
#[repr(C)]
pub struct Check(pub [u32; 21]);

extern "C" {
    pub fn opaygo_check_init(check: *mut Check, overwrite: u8) -> i8;
    pub fn opaygo_port_check(check: *mut Check, port: *const Port, finding: *mut PortFinding) -> i8;
    fn opaygo_with_pages(store: *mut c_void, port: *const c_void, what: u16) -> i8;
    fn opaygo_with_uptime(clock: *mut c_void, seen: *mut u32, now: *const c_void) -> u32;
}

/// A callback, by its place in `calls`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    Read,
    Write,
    Erase,
    Rtc,
    Uptime,
}

/// What lies behind the callbacks. A wrong one has its own function in place of one of these.
pub struct Board {
    pub geometry: Geometry,
    pub config: Config,
    /// The memory's cells, with some before and behind the region.
    pub cells: Vec<u8>,
    /// Milliseconds since the start.
    pub now: u64,
    /// Between two calls of the check.
    pub pause: u64,
    pub read: fn(&mut Board, u16, &mut [u8]) -> bool,
    pub write: fn(&mut Board, u16, &[u8]) -> bool,
    pub erase: fn(&mut Board, u16) -> bool,
    pub rtc: fn(&mut Board) -> Option<u32>,
    pub uptime: fn(&mut Board) -> Option<u32>,
    /// How often each callback was called.
    pub calls: [u32; 5],
    /// This call of this callback fails.
    pub fails: Option<(Call, u32)>,
    /// This one does nothing, and says that it has.
    pub lies: Option<(Call, u32)>,
    /// How many bytes more than it is asked to each of them moves.
    pub reads_more: i16,
    pub writes_more: i16,
    /// What will be done, and when.
    pub later: Vec<(u64, usize, Vec<u8>)>,
    pub check: Check,
    /// What was asked that may not be. A callback cannot panic.
    pub broken: Option<String>,
}

/// Where the region begins among the cells.
pub const BEFORE: usize = 4096;

pub const EEPROM: Geometry = Geometry {
    size: 1024,
    page: 0,
    provision_size: 0,
    write_size: 1,
    erased_to_zero: 0,
};

pub const FLASH: Geometry = Geometry {
    size: 4096,
    page: 1024,
    provision_size: 0,
    write_size: 4,
    erased_to_zero: 0,
};

impl Board {
    pub fn new(geometry: Geometry) -> Self {
        let blank = geometry.page == 0 || geometry.erased_to_zero == 0;
        Self {
            geometry,
            config: Config::DEFAULT,
            cells: vec![if blank { 0xff } else { 0 }; 0x10000 + 2 * BEFORE],
            now: 1_234_567,
            pause: 100,
            read: |board, at, into| {
                let from = BEFORE + usize::from(at);
                into.copy_from_slice(&board.cells[from..][..into.len()]);
                true
            },
            write: |board, at, from| {
                board.put(BEFORE + usize::from(at), from);
                true
            },
            erase: |board, at| {
                board.clear(BEFORE + usize::from(at), board.geometry.page.into());
                true
            },
            rtc: |board| Some((800_000_000 + board.now / 1000) as u32),
            uptime: |board| Some((board.now / 1000) as u32),
            calls: [0; 5],
            fails: None,
            lies: None,
            reads_more: 0,
            writes_more: 0,
            later: Vec::new(),
            check: Check([0; 21]),
            broken: None,
        }
    }

    /// Bytes that begin to be there: flash only loses what an erase has made.
    pub fn put(&mut self, at: usize, bytes: &[u8]) {
        let (flash, zero) = (self.geometry.page != 0, self.geometry.erased_to_zero == 1);
        for (cell, &byte) in self.cells[at..].iter_mut().zip(bytes) {
            *cell = match (flash, zero) {
                (false, _) => byte,
                (true, false) => *cell & byte,
                (true, true) => *cell | byte,
            };
        }
    }

    pub fn clear(&mut self, at: usize, len: usize) {
        let blank = self.geometry.erased_to_zero.wrapping_sub(1);
        self.cells[at..][..len].fill(blank);
    }

    pub fn region(&self) -> &[u8] {
        let len = self.geometry.size + self.geometry.provision_size;
        &self.cells[BEFORE..][..len.into()]
    }

    pub fn port(&mut self) -> Port {
        let flash = self.geometry.page != 0;
        Port {
            ctx: std::ptr::from_mut(self).cast(),
            read: Some(read),
            write: Some(write),
            erase: flash.then_some(erase),
            rtc: Some(rtc),
            uptime: Some(uptime),
            timer: Some(opaygo_with_uptime),
            config: &self.config,
            geometry: self.geometry,
            cache: std::ptr::null_mut(),
            cache_entries: 0,
            pages: flash.then_some(opaygo_with_pages),
            test_code: std::ptr::null(),
            extended: std::ptr::null(),
            cached: std::ptr::null(),
        }
    }

    /// What a callback is asked stays in the regions, and is what it may be asked.
    fn asks(&mut self, what: &str, at: u16, len: u16, fits: bool) {
        let Geometry {
            size, provision_size, ..
        } = self.geometry;
        let end = u32::from(at) + u32::from(len);
        let inside = end <= size.into() || at >= size && end <= u32::from(size) + u32::from(provision_size);
        if !(fits && inside) {
            self.broken = Some(format!("{what} of {len} bytes at {at}"));
        }
    }

    /// A call counts, and time comes.
    fn called(&mut self, call: Call) -> bool {
        let number = self.calls[call as usize];
        self.calls[call as usize] += 1;
        for (when, at, bytes) in std::mem::take(&mut self.later) {
            match when <= self.now {
                true => self.cells[at..][..bytes.len()].copy_from_slice(&bytes),
                false => self.later.push((when, at, bytes)),
            }
        }
        self.fails != Some((call, number))
    }

    /// Whether this call is one that does nothing.
    fn lie(&self, call: Call) -> bool {
        self.lies == Some((call, self.calls[call as usize] - 1))
    }

    /// The whole check, as a product's main loop makes it; `port` may have been changed.
    pub fn run_with(&mut self, port: &Port, overwrite: u8) -> (i8, PortFinding) {
        let mut finding = NOTHING;
        // SAFETY: all are there, and the check is alone.
        unsafe {
            assert_eq!(opaygo_check_init(&mut self.check, overwrite), Status::Ok as i8);
            for _ in 0..50_000 {
                self.now += self.pause;
                let status = opaygo_port_check(&mut self.check, port, &mut finding);
                assert_eq!(self.broken, None, "{:?}", self.geometry);
                if status != Status::Checking as i8 {
                    return (status, finding);
                }
                assert_eq!(finding, NOTHING, "something was found, and it goes on");
            }
        }
        panic!("the check does not end");
    }

    pub fn run(&mut self) -> (i8, PortFinding) {
        let port = self.port();
        self.run_with(&port, 0)
    }

    /// Checks this wrong board; what is found must be this.
    #[track_caller]
    pub fn is(&mut self, part: PortPart, fault: PortFault) -> PortFinding {
        let (status, finding) = self.run();
        assert_eq!((finding.part, finding.fault), (part, fault), "{status}: {finding:?}");
        let expected = match part {
            PortPart::Rtc | PortPart::Uptime => Status::Clock,
            _ => Status::Storage,
        };
        assert_eq!(status, expected as i8);
        finding
    }
}

pub const NOTHING: PortFinding = PortFinding {
    expected: 0,
    read: 0,
    at: 0,
    part: PortPart::None,
    fault: PortFault::None,
};

/// `ctx` is the board, and only one callback runs at a time.
unsafe fn board<'a>(ctx: *mut c_void) -> &'a mut Board {
    // SAFETY: the caller's.
    unsafe { &mut *ctx.cast::<Board>() }
}

fn answer(good: bool) -> i8 {
    i8::from(good) - 1
}

unsafe extern "C" fn read(ctx: *mut c_void, at: u16, into: *mut u8, len: u8) -> i8 {
    // SAFETY: `ctx` is the board; the check lends 8 bytes more than 32, so that what is taken wrongly does no harm.
    let (board, into) = unsafe {
        let board = board(ctx);
        let moved = i16::from(len) + board.reads_more;
        (board, std::slice::from_raw_parts_mut(into, moved as usize))
    };
    board.asks("a read", at, len.into(), len <= 32);
    if !board.called(Call::Read) {
        return -1;
    }
    answer((board.read)(board, at, into))
}

unsafe extern "C" fn write(ctx: *mut c_void, at: u16, from: *const u8, len: u8) -> i8 {
    // SAFETY: as in `read`.
    let (board, from) = unsafe {
        let board = board(ctx);
        let moved = i16::from(len) + board.writes_more;
        (board, std::slice::from_raw_parts(from, moved as usize))
    };
    board.asks(
        "a write",
        at,
        32,
        len == 32 && at % u16::from(board.geometry.write_size) == 0,
    );
    if !board.called(Call::Write) {
        return -1;
    }
    answer(board.lie(Call::Write) || (board.write)(board, at, from))
}

unsafe extern "C" fn erase(ctx: *mut c_void, at: u16) -> i8 {
    // SAFETY: `ctx` is the board.
    let board = unsafe { board(ctx) };
    board.asks("an erase", at, board.geometry.page, at % board.geometry.page == 0);
    if !board.called(Call::Erase) {
        return -1;
    }
    answer(board.lie(Call::Erase) || (board.erase)(board, at))
}

unsafe extern "C" fn rtc(ctx: *mut c_void, seconds: *mut u32) -> i8 {
    // SAFETY: `ctx` is the board.
    unsafe { tell(board(ctx), Call::Rtc, |board| (board.rtc)(board), seconds) }
}

unsafe extern "C" fn uptime(ctx: *mut c_void, seconds: *mut u32) -> i8 {
    // SAFETY: `ctx` is the board.
    unsafe { tell(board(ctx), Call::Uptime, |board| (board.uptime)(board), seconds) }
}

unsafe fn tell(board: &mut Board, call: Call, clock: fn(&mut Board) -> Option<u32>, seconds: *mut u32) -> i8 {
    let good = board.called(call);
    match clock(board) {
        Some(now) if good => {
            // SAFETY: the caller's.
            unsafe { *seconds = now };
            0
        }
        _ => -1,
    }
}

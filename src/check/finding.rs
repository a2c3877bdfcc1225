//! What a check of a port finds: the callback, what is wrong with it, and where. Knows not how it was found.

/// What of a port is wrong. The numbers are for ever.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PortPart {
    /// Nothing.
    None = 0,
    /// `read`.
    Read = 1,
    /// `write`.
    Write = 2,
    /// `erase`.
    Erase = 3,
    /// `rtc`.
    Rtc = 4,
    /// `uptime`.
    Uptime = 5,
    /// `timer`.
    Timer = 6,
    /// `pages`.
    Pages = 7,
    /// `config`.
    Config = 8,
    /// `geometry`.
    Geometry = 9,
}

/// How it is wrong. The numbers are for ever.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PortFault {
    /// It is not.
    None = 0,
    /// It is NULL and must not be: `rtc` stands for both clocks, and `uptime` and `timer` go together.
    Missing = 1,
    /// A number in it is out of its range, or does not fit the others.
    Range = 2,
    /// It answered that it failed.
    Failed = 3,
    /// It answered that all was done, and nothing has changed as far as `read` tells: it does nothing, or the memory is
    /// write-protected.
    NoEffect = 4,
    /// Nothing changes from `at` on, and below it does: the memory ends there, or is write-protected from there on.
    Ends = 5,
    /// It takes fewer bytes than it was asked to: those from `at` on are as they were.
    TooLittle = 6,
    /// It takes more bytes than it was asked to: the one at `at` is not its own. An `erase`: another page.
    TooMuch = 7,
    /// It goes to another address: to `read` instead of `expected`. With a distance of 256 or a part's size, the address
    /// is too short; with a small one, it is off, and whether `write` or `read` is nobody can tell.
    Elsewhere = 8,
    /// What does not fit a page of the memory goes to the page's beginning. Split the write, or keep regions to whole pages.
    PageWrap = 9,
    /// A write at a multiple of `geometry.write_size` that is none of 32 fails, or goes wrong at `at`.
    Alignment = 10,
    /// It returns before the bytes are there: they came a while after it, or `read` failed right behind it and then no
    /// more.
    Early = 11,
    /// What was there is gone, or another, at the next look, a second later or at the end.
    Lost = 12,
    /// The same bytes, read again or 4 at a time, are not the same.
    Unstable = 13,
    /// Other bytes than it was given.
    Garbled = 14,
    /// It changes bytes that are not its own.
    Disturbs = 15,
    /// What is erased reads otherwise than `geometry.erased_to_zero` says.
    ErasedValue = 16,
    /// No new second in 100 calls: the clock stands, or counts something longer; or calls come faster than they may.
    Stands = 17,
    /// More than seconds: milliseconds, ticks; or calls come slower than they may.
    Fast = 18,
    /// The clock went back.
    Backwards = 19,
    /// The seconds step as numbers in BCD do: from 9 to 16, from 89 to 0.
    Bcd = 20,
    /// `rtc` counted `expected` seconds, `uptime` in the same time `read`. Which one is right nobody can tell.
    Disagree = 21,
    /// A unit is stored here: nothing was written.
    Unit = 22,
}

/// What a check found.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PortFinding {
    /// What should be at `at`: a byte of storage, or a clock's seconds; `OPAYGO_PORT_FAULT_ELSEWHERE`: an address.
    pub expected: u32,
    /// What `read`, `rtc` or `uptime` told instead.
    pub read: u32,
    /// Storage: the address, as the callbacks count it.
    pub at: u16,
    /// What of the port is wrong.
    pub part: PortPart,
    /// How it is wrong.
    pub fault: PortFault,
}

/// A finding without numbers.
pub(super) fn fault<T>(part: PortPart, fault: PortFault, at: u16) -> Result<T, PortFinding> {
    differs(part, fault, at, 0, 0)
}

/// A finding.
#[inline(never)]
pub(super) fn differs<T>(
    part: PortPart,
    fault: PortFault,
    at: u16,
    expected: u32,
    read: u32,
) -> Result<T, PortFinding> {
    Err(PortFinding {
        expected,
        read,
        at,
        part,
        fault,
    })
}

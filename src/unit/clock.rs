//! The clocks: readings in; what time is believed and what is shown out. Knows no credit, no token and no storage.
//!
//! A unit counts its time in the RTC's seconds: `seen` is how far it is believed, and the unit's state keeps it. A reading
//! is no more than a witness. Alone, an RTC is believed when nine readings agree, and then as far as the oldest of them,
//! for each of the newer ones may be the bad one.
//!
//! Differences of readings are taken modulo 2^32, so that neither 2038 nor 2106 is a jump.

use zerocopy::FromBytes;

mod uptime;

/// For [`Reading::given`]: the RTC has answered.
pub const RTC: u8 = 1;
/// The uptime has answered.
pub const UPTIME: u8 = 2;
/// The product has no RTC.
pub const NO_RTC: u8 = 4;
/// The product has an uptime, and it has not answered.
pub const LOST: u8 = 8;

/// What the clocks show in one call.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    /// Seconds that go on while power is off.
    pub rtc: u32,
    /// Seconds since start-up.
    pub uptime: u32,
    /// [`RTC`], [`UPTIME`], [`NO_RTC`], [`LOST`]: what of them is known.
    pub given: u8,
}

impl Reading {
    /// No clock has answered.
    pub const NONE: Self = Self {
        rtc: 0,
        uptime: 0,
        given: 0,
    };
}

/// In place of seconds: a time that nobody knows.
const UNKNOWN: u32 = u32::MAX;
/// [`Clock::ahead`] when nobody knows what time it is.
const DARK: u16 = u16::MAX;

/// Seconds that an RTC may step back without a fault, and for which an uptime bears with one that is wrong.
const SLACK: u8 = 60;
/// Seconds that an RTC and an uptime may part beyond the drift of a sixteenth.
const APART: u8 = 4;
/// Seconds after which an RTC beside an uptime is read again: the longer it was not, the more of what is wrong with a
/// reading passes for drift.
const FRESH: u16 = 24;
/// [`Clock::lead`] where there is no uptime.
const ALONE: i8 = i8::MIN;
/// Calls in a row without a usable reading that a burst may have.
const BURST: u8 = 8;

// What becomes of the time from `seen` to what is believed next.
/// It has passed.
const RUN: u8 = 0;
/// Power was off: it has passed, unless the RTC went back.
const START: u8 = 1;
/// Power was off, for a time that no clock can tell.
const BLIND: u8 = 2;
/// None of it counts: the RTC was set, or nothing ran.
const SET: u8 = 3;
/// The RTC was silent and the unit off: no more of it counts than may have run before.
const DEAD: u8 = 4;

/// What is known of the clocks while the unit runs.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes)]
pub struct Clock {
    mode: u8,
    /// What speaks for `held`: so many readings, or with an uptime seconds.
    votes: u8,
    /// How long no reading was of use: calls, or with an uptime seconds.
    missed: u8,
    /// Seconds that the believed time has gained on the uptime; what drift explains wears off.
    lead: i8,
    /// Seconds that have passed since `seen` by what was last read, and are not believed yet; or `DARK`.
    ahead: u16,
    /// Seconds that may still run before the unit stores what has run.
    pub due: u16,
    /// What is to be believed next: seconds from a minute before `seen`.
    held: u32,
    /// The uptime at `seen`.
    up: u32,
}

impl Clock {
    /// A clock that was not read.
    pub const NONE: Self = Self {
        mode: RUN,
        votes: 0,
        missed: 0,
        lead: 0,
        ahead: 0,
        due: 0,
        held: 0,
        up: 0,
    };

    /// Power came back; `blind`: no clock can tell for how long it was off.
    pub fn start(&mut self, blind: bool, now: &Reading) {
        self.mode = if blind { BLIND } else { START };
        self.ahead = DARK;
        if now.given & (UPTIME | LOST) == 0 {
            self.lead = ALONE;
        }
        self.up = now.uptime;
    }

    /// Whether there is no uptime.
    pub fn is_alone(&self) -> bool {
        self.lead == ALONE
    }

    /// Counts time anew from this reading, and from the first that is believed after it.
    #[inline(never)]
    pub fn anchor(&mut self, seen: &mut u32, now: &Reading) {
        self.mode = SET;
        self.votes = 0;
        self.ahead = 0;
        self.up = now.uptime;
        if now.given & RTC != 0 {
            *seen = now.rtc;
            self.missed = 0;
        }
    }

    /// Takes a reading of an RTC alone: the seconds that are now believed to have passed since the last were, or, below
    /// zero, that nobody knows them.
    #[inline(never)]
    pub fn read(&mut self, seen: &mut u32, now: &Reading) -> u32 {
        if now.given & RTC == 0 {
            self.miss();
            return 0;
        }
        let read = now.rtc.wrapping_sub(*seen).wrapping_add(SLACK.into());
        let near = is_near(read);
        let mut ran = read.wrapping_sub(self.held);
        if self.votes == 0 || is_before(ran | read ^ self.held) || !near && is_near(self.held) {
            // Nothing is held, or this speaks against it.
            self.votes = 0;
            self.held = read;
            ran = 0;
        }
        if near || ran >= self.votes.into() {
            self.votes += 1;
        }
        if near {
            self.missed = 0;
            if self.mode <= START {
                self.ahead = 0;
                if read > SLACK.into() {
                    self.ahead = read as u16 - u16::from(SLACK);
                }
            }
        } else if ran == 0 {
            // What stands far away is no witness; what goes on is.
            self.miss();
        }
        if self.votes <= BURST {
            return 0;
        }
        let mut passed = self.held.wrapping_sub(SLACK.into());
        if self.held < SLACK.into() && self.mode != BLIND {
            passed = 0;
        }
        *seen = seen.wrapping_add(passed);
        if self.mode == SET {
            passed = 0;
        } else if self.mode == BLIND {
            passed = UNKNOWN;
        } else if self.mode == DEAD && passed as i32 > self.due.into() {
            passed = self.due.into();
        }
        self.mode = RUN;
        self.votes = 0;
        self.missed = 0;
        self.ahead = 0;
        let ahead = now.rtc.wrapping_sub(*seen);
        if is_near(ahead) {
            self.ahead = ahead as u16;
        }
        passed
    }

    /// One call more without a reading of use; past the burst the unit is off.
    #[inline(never)]
    fn miss(&mut self) {
        self.missed = self.missed.saturating_add(1);
        if self.is_silent() {
            if self.mode == RUN && self.is_alone() {
                self.mode = DEAD;
                self.votes = 0;
            }
            self.ahead = DARK;
        }
    }

    /// Seconds that have passed since `seen` by what was last read.
    pub fn ahead(&self) -> u16 {
        if self.is_dark() {
            0
        } else {
            self.ahead
        }
    }

    /// The time by what was last read, or by what is to be believed next if that is far away.
    pub fn shown(&self, seen: u32) -> u32 {
        if self.is_alone() && self.is_far() {
            seen.wrapping_add(self.held).wrapping_sub(SLACK.into())
        } else {
            seen.wrapping_add(self.ahead().into())
        }
    }

    /// Whether nobody knows what time it is, so that the output has to be off.
    pub fn is_dark(&self) -> bool {
        self.ahead == DARK
    }

    /// Whether it is still to be settled for how long power was off.
    pub fn is_starting(&self) -> bool {
        self.mode == START || self.mode == BLIND
    }

    /// Whether the unit runs since the clock was last believed, so that one reading does not switch it off.
    pub fn is_running(&self) -> bool {
        self.mode == RUN
    }

    /// Whether what was last read can have passed, although the RTC is now another.
    pub fn may_settle(&self) -> bool {
        self.mode == RUN && (!self.is_alone() || self.ahead <= self.due)
    }

    /// Whether no clock has answered for longer than a burst.
    pub fn is_silent(&self) -> bool {
        self.missed > if self.is_alone() { BURST } else { SLACK }
    }

    /// Whether a time far from `seen` may be believed next.
    fn is_far(&self) -> bool {
        self.votes > 0 && !is_near(self.held)
    }

    /// Whether so little is not believed yet that it may be.
    pub fn is_sure(&self) -> bool {
        self.is_silent() || self.ahead <= SLACK.into() && !self.is_far()
    }

    /// Believes what was last read: the seconds that this is.
    pub fn settle(&mut self, seen: &mut u32) -> u32 {
        let passed = self.ahead().into();
        *seen = seen.wrapping_add(passed);
        self.up = self.up.wrapping_add(passed);
        self.ahead -= self.ahead();
        self.votes = 0;
        passed
    }

    /// Seconds until it should be read again, of so many that it may take.
    pub fn patience(&self, most: u16) -> u16 {
        if self.missed > 0 || self.is_far() {
            1
        } else if self.mode != RUN || self.ahead >= most {
            0
        } else if self.is_alone() {
            most - self.ahead
        } else {
            (most - self.ahead).min(FRESH)
        }
    }
}

/// Whether a difference of two readings is below zero.
pub fn is_before(difference: u32) -> bool {
    (difference as i32) < 0
}

/// Whether it is one that a unit which polls as it is told can come by: at most 18 hours.
fn is_near(difference: u32) -> bool {
    // Byte by byte it is 66 bytes less of the device level on an ATmega328P, and 16 more on a Cortex-M0.
    if cfg!(target_arch = "avr") {
        let [_, _, high, highest] = difference.to_le_bytes();
        return high | highest == 0;
    }
    difference >> 16 == 0
}

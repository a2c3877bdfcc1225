//! The two clocks, from call to call. Knows seconds, and that calls come about ten times in one; no storage.

use zerocopy::FromBytes;

use super::finding::{differs, fault, PortFault, PortFinding, PortPart};
use super::memory::Step;
use super::Port;
use crate::storage::medium::Fault;

/// So many seconds are watched: in them the last digit of any clock has gone from 9 to 0.
const SECONDS: u16 = 12;

/// So many calls without a new second are too many.
const STILL: u8 = 100;

/// Fewer calls than this in a second are too few.
const CALLS_A_SECOND: u16 = 3;

/// A step between two calls that is no clock of seconds.
const FAR: i32 = 8;

/// One clock.
#[repr(C)]
#[derive(Clone, Copy, FromBytes)]
struct Watch {
    last: u32,
    /// What it has counted since the first look.
    seconds: u16,
    /// Calls without a new second.
    still: u8,
    /// 1: there is a last reading.
    known: u8,
}

impl Watch {
    const NEW: Self = Self {
        last: 0,
        seconds: 0,
        still: 0,
        known: 0,
    };

    fn see(&mut self, part: PortPart, now: Option<Result<u32, Fault>>, quick: bool) -> Result<(), PortFinding> {
        let now = match now {
            Some(Ok(now)) => now,
            Some(Err(Fault)) => return fault(part, PortFault::Failed, 0),
            None => return Ok(()),
        };
        let (last, known) = (self.last, self.known == 1);
        self.last = now;
        self.known = 1;
        if !known {
            return Ok(());
        }
        let step = now.wrapping_sub(last) as i32;
        let kind = match step {
            0 if !quick => PortFault::None,
            0 => {
                self.still = self.still.saturating_add(1);
                match self.still < STILL {
                    true => PortFault::None,
                    false => PortFault::Stands,
                }
            }
            // 09 to 10; 59 to the next minute's 0, whose 60 is counted, or is not; a packed minute and second.
            7 | -29 | -89 | 0xa7 => PortFault::Bcd,
            ..0 => PortFault::Backwards,
            1..=FAR => PortFault::None,
            _ => PortFault::Fast,
        };
        if kind != PortFault::None {
            return differs(part, kind, 0, last.wrapping_add(1), now);
        }
        if step != 0 {
            self.still = 0;
            self.seconds = self.seconds.saturating_add(step as u16);
        }
        Ok(())
    }

    /// Whether it has been watched for long enough; one that is not there has.
    fn is_seen(&self) -> bool {
        self.known != 1 || self.seconds >= SECONDS
    }
}

/// Both of them.
#[repr(C)]
#[derive(FromBytes)]
pub(super) struct Clocks {
    rtc: Watch,
    uptime: Watch,
    /// Since the watch began.
    calls: u16,
}

impl Clocks {
    pub const NEW: Self = Self {
        rtc: Watch::NEW,
        uptime: Watch::NEW,
        calls: 0,
    };

    /// Reads them as each call of the library does. `quick`: nothing is written meanwhile, so that calls count as time.
    #[inline(never)]
    pub fn look(&mut self, port: &impl Port, quick: bool) -> Result<(), PortFinding> {
        self.rtc.see(PortPart::Rtc, port.rtc(), quick)?;
        self.uptime.see(PortPart::Uptime, port.uptime(), quick)?;
        if !quick {
            return self.agree();
        }
        self.calls = self.calls.saturating_add(1);
        Ok(())
    }

    /// Whether both have been watched for long enough, and what they count is seconds.
    pub fn are_seen(&mut self) -> Result<Step, PortFinding> {
        if !(self.rtc.is_seen() && self.uptime.is_seen()) {
            return Ok(Step::More);
        }
        for (part, watch) in [(PortPart::Rtc, &self.rtc), (PortPart::Uptime, &self.uptime)] {
            if watch.seconds.saturating_mul(CALLS_A_SECOND) > self.calls {
                return differs(
                    part,
                    PortFault::Fast,
                    0,
                    u32::from(self.calls / 10),
                    watch.seconds.into(),
                );
            }
        }
        Ok(Step::Done)
    }

    /// Whether they count the same, but for the drift that an uptime may have and for where in its second each began.
    fn agree(&self) -> Result<(), PortFinding> {
        let (rtc, uptime) = (self.rtc.seconds, self.uptime.seconds);
        let both = self.rtc.known & self.uptime.known == 1;
        if both && rtc.abs_diff(uptime) > 2 + rtc / 16 {
            return differs(PortPart::Uptime, PortFault::Disagree, 0, rtc.into(), uptime.into());
        }
        Ok(())
    }
}

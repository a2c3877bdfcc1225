//! An uptime, alone or with an RTC beside it: what a product without one does not link.
//!
//! The two are held against each other: a reading of the RTC that goes as the uptime does needs no more witnesses.

use super::{is_before, is_near, Clock, Reading, APART, BLIND, DARK, NO_RTC, RTC, RUN, SLACK, START, UNKNOWN, UPTIME};

impl Clock {
    /// Takes a reading of an uptime, and of an RTC beside it if there is one: as [`Clock::read`].
    ///
    /// The RTC is believed where it goes as the uptime does, and else the uptime is, until the RTC has kept step with it
    /// for a minute.
    pub fn read_with_uptime(&mut self, seen: &mut u32, now: &Reading) -> u32 {
        if now.given & UPTIME == 0 {
            self.miss();
            return 0;
        }
        let mut read = now.rtc.wrapping_sub(*seen);
        let mut ran = now.uptime.wrapping_sub(self.up);
        let worn = ran.wrapping_add(self.up & 15) >> 4;
        if self.is_dark() && self.mode == RUN {
            // The unit was off while it did not answer.
            ran = ran.min(self.due.into());
        }
        if is_before(ran) {
            // It began anew: only the RTC may know what has passed.
            ran = 0;
            if now.given & RTC != 0 && is_near(read) {
                ran = read;
            }
        }
        self.up = now.uptime.wrapping_sub(ran);
        if now.given & NO_RTC != 0 {
            read = ran;
        }
        if self.mode == BLIND || self.mode == START && now.given & NO_RTC != 0 {
            // The call after the unit was opened may still tell how long power was off.
            self.votes += 1;
            if self.votes <= 1 {
                return 0;
            }
            self.anchor(seen, now);
            return UNKNOWN;
        }
        let lead = read.wrapping_sub(ran).wrapping_add(i32::from(self.lead) as u32);
        let worn = u32::from(worn as u16);
        let reach = worn + u32::from(APART);
        if now.given & (RTC | NO_RTC) != 0 && lead.wrapping_add(reach) <= 2 * reach {
            let mut kept = if is_before(lead) {
                lead.wrapping_add(worn)
            } else {
                lead.wrapping_sub(worn)
            };
            if is_before(kept ^ lead) {
                kept = 0;
            }
            let (mut apart, mut passed) = (kept as u8, read);
            if is_before(read) {
                apart = apart.wrapping_sub(read as u8);
                passed = 0;
            }
            self.lead = apart as i8;
            self.mode = RUN;
            self.missed = 0;
            self.votes = 0;
            return self.go_on(seen, now, passed);
        }
        let starting = self.mode == START;
        let mut since = ran;
        if !starting {
            since = ran.wrapping_sub(self.ahead().into());
        }
        let short = u8::try_from(since).unwrap_or(u8::MAX);
        let (mut votes, mut shown, mut missed) = (0, DARK, self.missed);
        if now.given & RTC != 0 {
            let step = read.wrapping_sub(self.held).wrapping_sub(since);
            if missed > 0 && step.wrapping_add(SLACK.into()) <= (2 * SLACK).into() {
                votes = self.votes.saturating_add(short);
                missed = 0;
            }
            if missed == 0 && is_near(read) {
                shown = read as u16;
            }
            self.held = read;
        }
        self.votes = votes;
        self.missed = if self.missed == 0 {
            1
        } else {
            self.missed.saturating_add(short)
        };
        if starting {
            self.up = now.uptime;
            self.ahead = shown;
        } else {
            self.ahead = u16::try_from(ran).unwrap_or(DARK - 1);
        }
        let mut passed = 0;
        if self.votes > SLACK {
            // It has kept step for long enough: where it is now costs nothing, but for the time that power was off.
            passed = ran;
            if starting {
                passed = read;
                if is_before(read) {
                    passed = 0;
                }
                if is_before(read.wrapping_add(SLACK.into())) {
                    passed = UNKNOWN;
                }
            }
            self.missed = 0;
            self.lead = 0;
            self.anchor(seen, now);
        } else if self.missed > SLACK {
            if !starting {
                passed = self.go_on(seen, now, ran);
            } else if self.votes == 0 {
                self.mode = RUN;
                self.ahead = 0;
                passed = UNKNOWN;
            }
        }
        passed
    }

    /// So many seconds are believed.
    #[inline(never)]
    fn go_on(&mut self, seen: &mut u32, now: &Reading, passed: u32) -> u32 {
        *seen = seen.wrapping_add(passed);
        self.up = now.uptime;
        self.held = self.held.wrapping_sub(passed);
        self.ahead = 0;
        passed
    }
}

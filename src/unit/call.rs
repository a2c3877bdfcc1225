//! Every call on a unit: judged, then done and stored, and undone if it cannot be stored.
//! Knows only in which order a call goes: each part when the one before has left the stack.

use super::clock::Reading;
use super::device::Device;
use super::judged::{Judged, Then};
use super::port::Port;
use crate::status::Status;
use crate::storage::provisioning::Provisioning;

impl Device {
    /// Calls begin with this: time passes, up to what the clocks show. Not those that open a unit or tell of time.
    #[inline(never)]
    pub(crate) fn begin(&mut self, port: &impl Port, now: &Reading) -> &mut Self {
        if self.ready() == Status::Ok {
            self.account.read_clock(port, now);
        }
        self
    }

    /// Does and stores what an operation came to; the call's answer.
    pub(crate) fn conclude(&mut self, port: &impl Port, judged: Judged) -> Status {
        match judged.then {
            Then::Answer => judged.answer,
            _ => self.store(port, judged),
        }
    }

    #[inline]
    fn store(&mut self, port: &impl Port, judged: Judged) -> Status {
        let before = self.account.stored();
        let mut answer = judged.answer;
        if judged.then == Then::Apply {
            answer = self.perform(port, answer);
        }
        if self.account.save(port) != Status::Ok {
            self.account.undo(&before);
            if judged.then == Then::Apply {
                self.walk.low.close();
            }
            return Status::Storage;
        }
        answer
    }

    /// Reads the unit from storage. Answers `Ok`, `Clock`, `Unprovisioned` and `Corrupt` with the device open (the two
    /// latter take nothing but a provisioning); `Config`, `Geometry` and `Storage` (the unit could not be read) leave it
    /// closed.
    pub fn open(&mut self, port: &impl Port, now: u32) -> Status {
        self.do_open(port, &port.clocks(now))
    }

    /// Takes the text of a token. `Decoding`: go on with `poll`; every other answer is final.
    pub fn enter(&mut self, port: &impl Port, now: u32, text: &[u8]) -> Status {
        let now = port.clocks(now);
        self.begin(port, &now);
        let judged = self.do_enter(port, &now, text);
        self.conclude(port, judged)
    }

    /// Does whatever is due: goes on decoding by at most `max_hashes`, or stores what must be stored.
    /// `Ok`: nothing happened; `Clock`: nor did time, or it is not sure; `Decoding`: poll again; else what the token was.
    pub fn poll(&mut self, port: &impl Port, now: u32, max_hashes: u16) -> Status {
        let now = port.clocks(now);
        self.begin(port, &now);
        let judged = self.do_poll(port, &now, max_hashes);
        self.conclude(port, judged)
    }

    /// Applies (`count`, `value`) from an authenticated channel, under the same windows as a token (ruling 25).
    /// `credit` overrules the value's of a Set Time. The waiting period does not hold it up: nothing is guessed here.
    pub fn apply(&mut self, port: &impl Port, now: u32, count: u16, value: u16, credit: Option<u32>) -> Status {
        let now = port.clocks(now);
        self.begin(port, &now);
        let judged = self.do_apply(port, &now, count, value, credit);
        self.conclude(port, judged)
    }

    /// Power was off, or the clock stood, for `gap` seconds, or for a time nobody knows.
    pub fn resume(&mut self, port: &impl Port, now: u32, gap: u32) -> Status {
        let judged = self.do_resume(port, &port.clocks(now), gap);
        self.conclude(port, judged)
    }

    /// The RTC was set just now: time goes on from what it shows.
    pub fn clock_set(&mut self, port: &impl Port, now: u32) -> Status {
        let judged = self.do_clock_set(port, &port.clocks(now));
        self.conclude(port, judged)
    }

    /// Spends `units` in usage metering; `Range` by the clock. Stored before it answers: no clock makes up for units
    /// that a power cut takes back.
    pub fn spend(&mut self, port: &impl Port, now: u32, units: u32) -> Status {
        let now = port.clocks(now);
        self.begin(port, &now);
        let judged = self.do_spend(port, units);
        self.conclude(port, judged)
    }

    /// Stores the state as it is, for a planned power-off. Nothing is written if nothing has changed.
    pub fn save(&mut self, port: &impl Port, now: u32) -> Status {
        let now = port.clocks(now);
        self.begin(port, &now);
        let judged = self.do_save(port);
        self.conclude(port, judged)
    }

    /// Raises the tamper flag; a Set Time clears it.
    pub fn tamper(&mut self, port: &impl Port, now: u32) -> Status {
        self.begin(port, &port.clocks(now));
        self.do_tamper(port)
    }

    /// Gives the unit its key, once. A unit whose storage is corrupt takes it again with its own key and starting
    /// code, and keeps what else it was provisioned with but the count. `Decoding`: at most `max_hashes` were taken to
    /// see that the test code is no token, and the same call goes on. On any other answer but `Ok` the unit is what it
    /// was, or, after `Storage`, unprovisioned.
    pub fn provision(&mut self, port: &impl Port, now: u32, unit: &Provisioning, max_hashes: u16) -> Status {
        self.do_provision(port, &port.clocks(now), unit, max_hashes)
    }
}

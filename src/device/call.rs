//! Every call on a unit: judged, done, stored, and undone if it cannot be stored.
//! Knows no operation, only in which order one goes: each part when the one before has left the stack.

use super::port::Port;
use super::Device;
use crate::status::Status;

// What an operation leaves in `pending`.
const NOTHING: u8 = 0;
/// What is in RAM is to be stored.
pub(super) const STORE: u8 = 1;
/// What the answer says is to be done and stored, or not done.
pub(super) const DO: u8 = 2;
/// As `STORE`, and twice, so that one damaged record does not bring a token back.
pub(super) const TWICE: u8 = 3;

/// An operation on a unit, a `do_` of [`Device`]: from the time and what it is given to its answer. It judges, and lets
/// time pass; what is to be stored or done beyond that it leaves `pending`.
pub(crate) type Operation<P, G> = fn(&mut Device, &mut P, u32, G) -> Status;

impl Device {
    /// Runs an operation, and does and stores what it leaves pending.
    #[inline]
    pub(crate) fn call<P: Port, G>(&mut self, port: &mut P, now: u32, given: G, operation: Operation<P, G>) -> Status {
        self.pending = NOTHING;
        let answer = operation(self, port, now, given);
        self.finish(port, answer)
    }

    /// Does and stores what is pending, if anything is.
    pub(crate) fn finish(&mut self, port: &mut impl Port, answer: Status) -> Status {
        if self.pending == NOTHING {
            return answer;
        }
        let outcome = self.conclude(port, answer);
        self.pending = NOTHING;
        outcome
    }

    // Apart from the operation, so that its stack does not lie under it.
    #[inline(never)]
    fn conclude(&mut self, port: &mut impl Port, answer: Status) -> Status {
        let (state, test_left) = (*self.record.state(), self.test_left);
        let mut outcome = answer;
        if self.pending == DO {
            outcome = self.perform(port, answer);
        }
        if self.commit(port) != Status::Ok {
            *self.record.state() = state;
            self.test_left = test_left;
            if self.pending != STORE {
                self.walk.low.finish();
            }
            return Status::Storage;
        }
        if self.pending == TWICE {
            // It is done either way.
            self.commit(port);
        }
        outcome
    }

    /// Takes the text of a token. `Decoding`: go on with `poll`; every other answer is final.
    pub fn enter(&mut self, port: &mut impl Port, now: u32, text: &[u8]) -> Status {
        self.call(port, now, text, Self::do_enter)
    }

    /// Does whatever is due: goes on decoding by at most `max_hashes`, or stores what must be stored.
    /// `Ok`: nothing happened; `Decoding`: poll again; else what the token was.
    pub fn poll(&mut self, port: &mut impl Port, now: u32, max_hashes: u16) -> Status {
        self.call(port, now, max_hashes, Self::do_poll)
    }

    /// Applies (`count`, `value`) from an authenticated channel, under the same windows as a token (ruling 25).
    /// `credit` overrules the value's of a Set Time. The waiting period does not hold it up: nothing is guessed here.
    pub fn apply(&mut self, port: &mut impl Port, now: u32, count: u16, value: u16, credit: Option<u32>) -> Status {
        self.call(
            port,
            now,
            (count, value, credit),
            |device, port, now, (count, value, credit)| device.do_apply(port, now, count, value, credit),
        )
    }

    /// Power was off, or the clock stood, for `gap` seconds, or for a time nobody knows.
    pub fn resume(&mut self, port: &mut impl Port, now: u32, gap: u32) -> Status {
        self.call(port, now, gap, Self::do_resume)
    }

    /// Spends `units` in usage metering; `Range` by the clock. Stored before it answers: no clock makes up for units
    /// that a power cut takes back.
    pub fn spend(&mut self, port: &mut impl Port, now: u32, units: u32) -> Status {
        self.call(port, now, units, Self::do_spend)
    }

    /// Stores the state as it is, for a planned power-off. Nothing is written if nothing has changed.
    pub fn save(&mut self, port: &mut impl Port, now: u32) -> Status {
        self.call(port, now, (), |device, port, now, ()| device.do_save(port, now))
    }
}

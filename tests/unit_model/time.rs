//! The model's time: what a clock, a start, a gap and a poll do to a unit.

use super::{Int, State, Unit};
use opaygo::status::Status;

impl Unit {
    /// Power comes back: what was not stored is gone.
    pub fn start(&mut self, clock: Int) {
        self.now = self.stored.clone();
        (self.test_left, self.test_phase, self.owed) = (0, 0, 0);
        self.pending = None;
        self.unknown_gap = self.rules.uptime;
        if self.rules.uptime {
            self.now.seen = clock;
            self.saved_at = clock;
            return;
        }
        self.saved_at = self.now.seen;
        if self.now.doubt && clock >= self.now.seen {
            self.fault();
        }
        self.read(clock);
        self.store_if_due();
    }

    fn read(&mut self, clock: Int) {
        if clock < self.now.seen {
            self.fault();
            self.saved_at = clock;
        } else {
            self.pass(clock - self.now.seen);
        }
        self.now.seen = clock;
    }

    fn fault(&mut self) {
        self.now.faults = 255.min(self.now.faults + 1);
        self.now.doubt = true;
        self.test_left = 0;
        self.owe(2);
        self.burn(self.rules.checkpoint);
    }

    fn pass(&mut self, seconds: Int) {
        self.burn(seconds);
        let waited = self.now.wait > 0;
        self.now.wait = 0.max(self.now.wait - seconds);
        self.owe(u64::from(waited && self.now.wait == 0));
        self.test_left = 0.max(self.test_left - seconds);
        let ticks = (self.test_phase + seconds) / 16;
        self.test_phase = (self.test_phase + seconds) % 16;
        self.now.tests.iter_mut().for_each(|left| *left -= ticks);
        self.now.tests.retain(|&left| left > 0);
    }

    fn burn(&mut self, seconds: Int) {
        if !self.rules.usage && !self.now.unlocked {
            self.lose(seconds);
        }
    }

    fn lose(&mut self, amount: Int) {
        let had = self.now.credit;
        self.now.credit = 0.max(had - amount);
        self.owe(u64::from(had > 0 && self.now.credit == 0));
    }

    fn runs(&self) -> bool {
        !self.rules.usage && self.state() == State::Enabled
    }

    fn changes(&self) -> bool {
        self.owed > 0 || self.runs() || self.now.wait > 0 || self.now.doubt || !self.now.tests.is_empty()
    }

    /// Seconds until the unit wants a poll.
    pub fn sleep(&self) -> Int {
        if self.pending.is_some() || self.owed > 0 {
            return 0;
        }
        let checkpoint = 0.max(self.saved_at + self.rules.checkpoint - self.now.seen);
        let wishes = [
            (self.changes(), checkpoint),
            (self.runs(), self.now.credit),
            (self.test_left > 0, self.test_left),
        ];
        let wished = wishes.into_iter().filter_map(|(wished, when)| wished.then_some(when));
        wished.min().unwrap_or(u32::MAX.into())
    }

    pub(super) fn settle(&mut self, clock: Int, gap: Option<Int>) {
        self.read(clock);
        if let Some(gap) = gap {
            self.unknown_gap = false;
            self.owe(2 * u64::from(gap > 0));
            self.pass(gap);
        } else if std::mem::take(&mut self.unknown_gap) && self.runs() {
            self.fault();
        }
    }

    pub fn resume(&mut self, clock: Int, gap: Option<Int>) -> Status {
        self.unknown_gap = true;
        self.settle(clock, gap);
        self.store_if_due()
    }

    pub fn spend(&mut self, clock: Int, units: Int) -> Status {
        self.settle(clock, None);
        if !self.rules.usage {
            return Status::Range;
        }
        if self.state() == State::Enabled && units > 0 {
            self.owe(2);
            self.lose(units);
        }
        self.store_if_due()
    }

    pub fn save(&mut self, clock: Int) -> Status {
        self.settle(clock, None);
        self.owe(2 * u64::from(self.changes() && self.now.seen != self.saved_at));
        self.store_if_due()
    }

    pub fn tamper(&mut self, clock: Int) -> Status {
        self.settle(clock, None);
        if !self.now.tampered {
            self.now.tampered = true;
            self.owe(2);
            self.store();
        }
        Status::Ok
    }

    /// A poll while a token is decoded (`done` when this poll ends it) or while none is.
    pub fn poll(&mut self, clock: Int, done: bool) -> Status {
        self.settle(clock, None);
        if self.pending.is_some() {
            return if done { self.decide() } else { Status::Decoding };
        }
        if self.changes() && self.now.seen - self.saved_at >= self.rules.checkpoint {
            self.now.doubt = false;
            self.owe(1);
        }
        self.store_if_due()
    }
}

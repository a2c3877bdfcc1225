//! The model's time, by an uptime: what a clock, a start, a gap and a poll do to a unit. (RTCs: tests/time.)

use super::{Int, State, Unit};
use opaygo::status::Status;

/// How far the unit is with a start.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// Power has come back: the first call may tell the gap.
    Starting,
    /// From the next call on it runs.
    Set,
    Runs,
}

impl Unit {
    /// Power comes back: what was not stored is gone.
    pub fn start(&mut self, clock: Int) {
        self.now = self.stored.clone();
        (self.test_left, self.owed) = (0, 0);
        self.pending = None;
        self.read = clock;
        self.due = self.interval();
        self.clock = Clock::Starting;
    }

    /// Seconds from a record to the next.
    fn interval(&self) -> Int {
        self.rules.checkpoint.min(16 << self.now.doubled)
    }

    /// The clock is read: once in each call.
    fn look(&mut self, clock: Int) {
        match self.clock {
            Clock::Starting => {
                self.unknown();
                self.read = clock;
                self.clock = Clock::Set;
            }
            _ => {
                // It wraps; one that goes by more than half of its range has begun anew.
                let passed = Some((clock - self.read).rem_euclid(1 << 32)).filter(|&passed| passed < 1 << 31);
                let passed = passed.unwrap_or_default();
                self.read = clock;
                self.now.seen += passed;
                self.pass(passed);
                if self.clock == Clock::Set {
                    self.clock = Clock::Runs;
                    self.now.doubled = 0;
                    self.due = 16;
                }
            }
        }
    }

    /// Nobody knows what has passed: what may have run until a record was due.
    fn unknown(&mut self) {
        if self.runs() {
            self.now.faults = 255.min(self.now.faults + 1);
            self.now.doubt = true;
            self.now.doubled = 0;
            self.owe(2);
            self.lose(self.due);
        }
        self.test_left = 0;
    }

    fn pass(&mut self, seconds: Int) {
        if self.runs() {
            self.lose(seconds);
        }
        let waited = self.now.wait > 0;
        self.due = 0.max(self.due - seconds);
        self.now.wait = 0.max(self.now.wait - seconds);
        self.owe(u64::from(waited && self.now.wait == 0));
        self.test_left = 0.max(self.test_left - seconds);
        let ticks = self.now.seen / 16 - (self.now.seen - seconds) / 16;
        self.now.tests.iter_mut().for_each(|left| *left -= ticks);
        self.now.tests.retain(|&left| left > 0);
    }

    fn lose(&mut self, amount: Int) {
        let had = self.now.credit;
        self.now.credit = 0.max(had - amount);
        self.owe(u64::from(had > 0 && self.now.credit == 0));
    }

    pub fn runs(&self) -> bool {
        !self.rules.usage && self.state() == State::Enabled
    }

    fn changes(&self) -> bool {
        self.owed > 0 || self.runs() || self.now.wait > 0 || self.now.doubt || !self.now.tests.is_empty()
    }

    /// Whether what may have run keeps the output off.
    pub fn dark(&self) -> bool {
        self.clock == Clock::Starting || self.now.doubt && self.owed > 0
    }

    /// Seconds until the unit wants a poll.
    pub fn sleep(&self) -> Int {
        if self.pending.is_some() || self.owed > 0 {
            return 0;
        }
        if !self.changes() {
            return u32::MAX.into();
        }
        if self.clock != Clock::Runs {
            return 0;
        }
        let wishes = [
            (true, self.due),
            // A unit with an uptime looks that often at an RTC that may be beside it.
            (true, 24),
            (self.runs(), self.now.credit),
            (self.test_left > 0, self.test_left),
            (self.now.wait > 0, self.now.wait),
        ];
        let wished = wishes.into_iter().filter_map(|(wished, when)| wished.then_some(when));
        wished.min().unwrap_or_default()
    }

    pub(super) fn settle(&mut self, clock: Int) {
        self.look(clock);
    }

    /// Before something begins: whether all time until now is known.
    pub(super) fn begin(&mut self) -> bool {
        if !self.changes() {
            self.clock = Clock::Set;
        }
        self.clock != Clock::Starting
    }

    pub(super) fn stored_now(&mut self) {
        self.due = self.interval();
    }

    pub fn resume(&mut self, clock: Int, gap: Option<Int>) -> Status {
        if self.clock != Clock::Starting {
            self.look(clock);
        }
        if gap.is_none() {
            self.unknown();
        }
        self.clock = Clock::Set;
        self.read = clock;
        if let Some(gap) = gap.filter(|&gap| gap > 0) {
            self.owe(2);
            self.now.seen += gap;
            self.pass(gap);
        }
        self.store_if_due()
    }

    pub fn spend(&mut self, clock: Int, units: Int) -> Status {
        self.look(clock);
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
        self.look(clock);
        if self.changes() && self.due < self.interval() {
            self.owe(2);
            self.now.doubled = 0;
        }
        self.store_if_due()
    }

    pub fn tamper(&mut self, clock: Int) -> Status {
        self.look(clock);
        if !self.now.tampered {
            self.now.tampered = true;
            self.owe(2);
            self.store();
        }
        Status::Ok
    }

    /// A poll while a token is decoded (`done` when this poll ends it) or while none is.
    pub fn poll(&mut self, clock: Int, done: bool) -> Status {
        self.look(clock);
        if self.pending.is_some() {
            return if done { self.decide() } else { Status::Decoding };
        }
        if self.changes() && self.due == 0 {
            if self.interval() < self.rules.checkpoint {
                self.now.doubled += 1;
            } else {
                self.now.doubt = false;
            }
            self.owe(1);
        }
        self.store_if_due()
    }
}

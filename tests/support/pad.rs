//! A unit on the bench with a keypad: keys go in one at a time, and every answer is kept.

use super::Bench;
use opaygo::product::keypad::{Entry, Queue};
use opaygo::status::Status;

pub struct Pad {
    pub unit: Bench,
    pub queue: Queue,
    pub entry: Entry,
}

impl Pad {
    pub fn new(unit: Bench) -> Self {
        Self {
            unit,
            queue: Queue::new(),
            entry: Entry::new(),
        }
    }

    pub fn poll(&mut self) -> Status {
        let Bench { port, device, now } = &mut self.unit;
        self.entry.poll(&self.queue, device, &port.lend(), *now, u16::MAX)
    }

    /// One key and the one answer to it.
    pub fn key(&mut self, key: u8) -> Status {
        assert_eq!(self.queue.push(key), Status::Ok);
        // It waits as long as it is not sure whether the entry is over.
        self.outcome()
    }

    /// Keys that are each accepted, and then what comes of them.
    pub fn keys(&mut self, keys: &str) -> Status {
        for key in keys.bytes() {
            assert_eq!(self.key(key), Status::KeyAccepted, "{:?} of {keys}", char::from(key));
        }
        self.outcome()
    }

    /// Polls until a token is decided.
    pub fn outcome(&mut self) -> Status {
        loop {
            match self.poll() {
                Status::Decoding => {}
                answer => return answer,
            }
        }
    }

    pub fn power(&mut self) -> Status {
        (self.queue, self.entry) = (Queue::new(), Entry::new());
        self.unit.power()
    }
}

//! The model's keypad: a list of keys that wait, and the text entered so far.

use super::{Int, Unit};
use crate::model;
use opaygo::status::Status;
use std::collections::VecDeque;

#[derive(Clone, Default, Debug)]
pub struct Keypad {
    waiting: VecDeque<u8>,
    entry: Option<Vec<u8>>,
    whole: bool,
    /// Its end was its last digit, so that one `#` more belongs to it.
    full: bool,
    /// A key did not fit: since the last poll, and to be told.
    overflown: bool,
    lost: bool,
    last_key: Int,
}

impl Keypad {
    pub fn push(&mut self, key: u8) -> Status {
        if self.overflown || self.waiting.len() == 7 {
            self.overflown = true;
            return Status::KeyRejected;
        }
        self.waiting.push_back(key);
        Status::Ok
    }

    /// One poll; `done` when it ends the token under way.
    pub fn poll(&mut self, unit: &mut Unit, tokens: &mut model::Unit, clock: Int, done: bool) -> Status {
        let busy = unit.decoding();
        if std::mem::take(&mut self.overflown) {
            self.lost = true;
            self.waiting.clear();
            if !self.whole {
                self.entry = None;
                self.full = false;
            }
        }
        let kept = unit.poll(clock, done);
        if busy {
            self.last_key = unit.now.seen;
            return kept;
        }
        if std::mem::take(&mut self.whole) {
            let text = self.entry.take().unwrap_or_default();
            return unit.enter(tokens, clock, &text);
        }
        if std::mem::take(&mut self.lost) {
            return Status::EntryLost;
        }
        // A unit's seconds have 32 bits: what is 68 years or more ahead of the last key is before it.
        if i128::from((unit.now.seen - self.last_key) as i32) > unit.rules.key_timeout {
            self.entry = None;
            self.full = false;
        }
        match self.waiting.pop_front() {
            Some(key) => self.take(unit, key),
            None => kept,
        }
    }

    fn take(&mut self, unit: &mut Unit, key: u8) -> Status {
        let was_full = std::mem::take(&mut self.full);
        let longer = if unit.rules.restricted { 5 } else { 3 };
        let longest = if unit.rules.extended { 5 * longer } else { 3 * longer };
        let known = if unit.rules.restricted {
            b'1'..=b'4'
        } else {
            b'0'..=b'9'
        };
        match (key, &mut self.entry) {
            (b'*', _) => {
                self.entry = None;
                if unit.now.wait > 0 {
                    return Status::Locked;
                }
                self.entry = Some(Vec::new());
            }
            (b'#', None) if was_full => {}
            (b'#', None) => return Status::StatusKey,
            (b'#', Some(_)) if unit.rules.extended => self.whole = true,
            (digit, Some(text)) if known.contains(&digit) => {
                text.push(digit);
                self.whole = text.len() == longest;
                self.full = self.whole;
            }
            _ => return Status::KeyRejected,
        }
        self.last_key = unit.now.seen;
        Status::KeyAccepted
    }
}

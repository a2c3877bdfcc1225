//! One key at a time: `*` begins an entry, digits follow, `#` asks for the state. Knows what a key means to the
//! entry, not what a token does.

use core::sync::atomic::{AtomicU8, Ordering};

use heapless::Vec;

use crate::status::Status;
use crate::token::digits::{digit, text_len, MAX_TEXT};
use crate::unit::clock::Reading;
use crate::unit::port::Port;
use crate::unit::{Device, Judged};

/// Keys that wait for the main loop; one more place than keys.
const QUEUE: usize = 8;
const MASK: u8 = QUEUE as u8 - 1;

/// The keys that wait: an interrupt puts them in, the main loop takes them out. Atomics only, so that both may.
///
/// Not `heapless::spsc`: its queue is aligned to 2 on an AVR, where a `Keypad` may stand at any address, and pushing
/// wants a `&mut` or a split that borrows for ever, which an interrupt that is C has not.
#[repr(C)]
pub struct Queue {
    keys: [AtomicU8; QUEUE],
    head: AtomicU8,
    tail: AtomicU8,
    /// Not 0: a key did not fit, and none is taken until the main loop has seen that.
    lost: AtomicU8,
}

impl Queue {
    /// No key waits.
    pub const fn new() -> Self {
        Self {
            keys: [const { AtomicU8::new(0) }; QUEUE],
            head: AtomicU8::new(0),
            tail: AtomicU8::new(0),
            lost: AtomicU8::new(0),
        }
    }

    /// A key was pressed. One producer; `KeyRejected` when 7 keys wait already, and from then on until the next poll.
    pub fn push(&self, key: u8) -> Status {
        if self.lost.load(Ordering::Acquire) == 0 {
            let head = self.head.load(Ordering::Relaxed) & MASK;
            let next = (head + 1) & MASK;
            if next != self.tail.load(Ordering::Acquire) & MASK {
                self.keys[usize::from(head)].store(key, Ordering::Relaxed);
                self.head.store(next, Ordering::Release);
                return Status::Ok;
            }
            self.lost.store(1, Ordering::Release);
        }
        Status::KeyRejected
    }

    /// Whether a key did not fit since this was last asked; then those that wait are dropped.
    fn has_lost(&self) -> bool {
        if self.lost.load(Ordering::Acquire) == 0 {
            return false;
        }
        // The head stands as long as `lost` does: what comes behind the lost key comes behind this.
        self.tail.store(self.head.load(Ordering::Acquire), Ordering::Release);
        self.lost.store(0, Ordering::Release);
        true
    }

    fn waits(&self) -> bool {
        self.tail.load(Ordering::Relaxed) & MASK != self.head.load(Ordering::Acquire) & MASK
    }

    fn pop(&self) -> Option<u8> {
        let tail = self.tail.load(Ordering::Relaxed) & MASK;
        if tail == self.head.load(Ordering::Acquire) & MASK {
            return None;
        }
        let key = self.keys[usize::from(tail)].load(Ordering::Relaxed);
        self.tail.store((tail + 1) & MASK, Ordering::Release);
        Some(key)
    }
}

impl Default for Queue {
    fn default() -> Self {
        Self::new()
    }
}

/// How far an entry has come.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// There is none.
    None,
    /// Its digits come.
    Begun,
    /// Its last digit is there.
    Full,
    /// `#` has ended it.
    Closed,
    /// Its token was entered without a `#`, and one that follows still belongs to it.
    Entered,
}

/// The entry under way. The main loop's alone.
#[repr(C)]
pub struct Entry {
    last_key: u32,
    stage: Stage,
    /// Keys were lost, which is still to be told.
    lost: bool,
    text: Vec<u8, MAX_TEXT, u8>,
}

impl Entry {
    /// No entry was begun.
    pub const fn new() -> Self {
        Self {
            last_key: 0,
            stage: Stage::None,
            lost: false,
            text: Vec::new(),
        }
    }

    /// Polls the device, or takes the next key: a token's outcome, `KeyAccepted`, `KeyRejected`, `StatusKey`,
    /// `Locked` (for `*` while the waiting period runs), `EntryLost`, `Decoding`, or `Ok` when there was nothing to do.
    pub fn poll<P: Port>(&mut self, queue: &Queue, device: &mut Device, port: &P, now: u32, max_hashes: u16) -> Status {
        let now = port.clocks(now);
        device.begin(port, &now);
        let judged = self.do_poll(queue, device, port, &now, max_hashes);
        device.conclude(port, judged)
    }

    /// See [`Entry::poll`].
    pub(crate) fn do_poll(
        &mut self,
        queue: &Queue,
        device: &mut Device,
        port: &impl Port,
        now: &Reading,
        max_hashes: u16,
    ) -> Judged {
        let idle = device.is_idle();
        // At once, so that what is pressed from here on is not lost too; a token that is whole has lost nothing.
        if queue.has_lost() {
            self.lost = true;
            if !matches!(self.stage, Stage::Full | Stage::Closed) {
                self.stage = Stage::None;
            }
        }
        // Before any key: a key held down must not stop the credit's clock.
        let polled = device.do_poll(port, now, max_hashes);
        if !idle {
            // No key is taken meanwhile: the time for the next begins with the answer.
            self.last_key = device.read();
            return polled;
        }
        // Stored before a key is taken: none is lost when that fails.
        let kept = device.conclude(port, polled);
        if kept == Status::Storage {
            return kept.into();
        }
        if matches!(self.stage, Stage::Full | Stage::Closed) {
            self.stage = match self.stage {
                Stage::Full => Stage::Entered,
                _ => Stage::None,
            };
            return device.do_enter(port, now, &self.text);
        }
        if self.lost {
            self.lost = false;
            return Status::EntryLost.into();
        }
        if self.is_late(device.believed(), port) {
            self.stage = Stage::None;
        } else if queue.waits() && self.is_late(device.read(), port) && !device.is_silent() {
            // One bad reading drops no entry: the key waits until the time is sure.
            return Status::Decoding.into();
        }
        match queue.pop() {
            Some(key) => self.take(device, port, key).into(),
            None => kept.into(),
        }
    }

    fn take(&mut self, device: &mut Device, port: &impl Port, key: u8) -> Status {
        let extended = port.takes_extended();
        let stage = self.stage;
        self.stage = Stage::None;
        match key {
            b'*' => match device.may_enter() {
                Status::Ok => {
                    self.stage = Stage::Begun;
                    self.text.clear();
                }
                // A unit without a valid key takes no token: its keys mean nothing.
                Status::Unprovisioned | Status::Corrupt => return Status::KeyRejected,
                refused => return refused,
            },
            // Many end a token with it, and want the token's answer.
            b'#' if stage == Stage::Entered => {}
            b'#' if stage != Stage::Begun => return Status::StatusKey,
            b'#' if extended => self.stage = Stage::Closed,
            _ if stage != Stage::Begun => return Status::KeyRejected,
            _ => {
                self.stage = stage;
                if digit(key, device.restricted()).is_none() {
                    return Status::KeyRejected;
                }
                let longest = text_len(if extended { 15 } else { 9 }, device.restricted());
                // It has ended before it is full.
                let _ = self.text.push(key);
                if self.text.len() >= usize::from(longest) {
                    self.stage = Stage::Full;
                }
            }
        }
        self.last_key = device.read();
        Status::KeyAccepted
    }

    /// Whether the last key of an entry is too long ago at `time`.
    fn is_late(&self, time: u32, port: &impl Port) -> bool {
        self.stage != Stage::None && time.wrapping_sub(self.last_key) as i32 > port.config().key_timeout.into()
    }
}

impl Default for Entry {
    fn default() -> Self {
        Self::new()
    }
}

//! One key at a time: `*` begins an entry, digits follow, `#` asks for the state. Knows what a key means to the
//! entry, not what a token does.

use core::sync::atomic::{AtomicU8, Ordering};

use heapless::Vec;

use crate::status::Status;
use crate::token::digits::{digit, text_len, MAX_TEXT};
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
}

impl Queue {
    /// No key waits.
    pub const fn new() -> Self {
        Self {
            keys: [const { AtomicU8::new(0) }; QUEUE],
            head: AtomicU8::new(0),
            tail: AtomicU8::new(0),
        }
    }

    /// A key was pressed. One producer; `KeyRejected` when 7 keys wait already.
    pub fn push(&self, key: u8) -> Status {
        let head = self.head.load(Ordering::Relaxed) & MASK;
        let next = (head + 1) & MASK;
        if next == self.tail.load(Ordering::Acquire) & MASK {
            return Status::KeyRejected;
        }
        self.keys[usize::from(head)].store(key, Ordering::Relaxed);
        self.head.store(next, Ordering::Release);
        Status::Ok
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

/// The entry under way. The main loop's alone.
#[repr(C)]
pub struct Entry {
    last_key: u32,
    begun: bool,
    ended: bool,
    text: Vec<u8, MAX_TEXT, u8>,
}

impl Entry {
    /// No entry was begun.
    pub const fn new() -> Self {
        Self {
            last_key: 0,
            begun: false,
            ended: false,
            text: Vec::new(),
        }
    }

    /// Polls the device, or takes the next key: a token's outcome, `KeyAccepted`, `KeyRejected`, `StatusKey`,
    /// `Locked` (for `*` while the waiting period runs), `Decoding`, or `Ok` when there was nothing to do.
    pub fn poll<P: Port>(&mut self, queue: &Queue, device: &mut Device, port: &P, now: u32, max_hashes: u16) -> Status {
        let judged = self.do_poll(queue, device, port, now, max_hashes);
        device.conclude(port, judged)
    }

    /// See [`Entry::poll`].
    pub(crate) fn do_poll(
        &mut self,
        queue: &Queue,
        device: &mut Device,
        port: &impl Port,
        now: u32,
        max_hashes: u16,
    ) -> Judged {
        let idle = device.is_idle();
        // Before any key: a key held down must not stop the credit's clock.
        let polled = device.do_poll(port, now, max_hashes);
        if !idle {
            return polled;
        }
        // Stored before a key is taken: none is lost when that fails.
        let kept = device.conclude(port, polled);
        if kept == Status::Storage {
            return kept.into();
        }
        if self.ended {
            self.ended = false;
            self.begun = false;
            return device.do_enter(port, now, &self.text);
        }
        match queue.pop() {
            Some(key) => self.take(device, port, now, key).into(),
            None => kept.into(),
        }
    }

    fn take(&mut self, device: &mut Device, port: &impl Port, now: u32, key: u8) -> Status {
        let config = port.config();
        let extended = port.takes_extended();
        if now.wrapping_sub(self.last_key) > u32::from(config.key_timeout) {
            self.begun = false;
        }
        match key {
            b'*' => {
                self.begun = false;
                match device.may_enter(port, now) {
                    Status::Ok => {
                        self.begun = true;
                        self.text.clear();
                    }
                    // A unit without a valid key takes no token: its keys mean nothing.
                    Status::Unprovisioned | Status::Corrupt => return Status::KeyRejected,
                    refused => return refused,
                }
            }
            b'#' if !self.begun => return Status::StatusKey,
            b'#' if extended => self.ended = true,
            _ if !self.begun || digit(key, device.restricted()).is_none() => return Status::KeyRejected,
            _ => {
                let longest = text_len(if extended { 15 } else { 9 }, device.restricted());
                // It has ended before it is full.
                let _ = self.text.push(key);
                self.ended = self.text.len() >= usize::from(longest);
            }
        }
        self.last_key = now;
        Status::KeyAccepted
    }
}

impl Default for Entry {
    fn default() -> Self {
        Self::new()
    }
}

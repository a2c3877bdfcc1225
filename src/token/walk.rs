//! A token on its way through its chain, in bounded steps or in one go. Knows no storage, no clock, no credit.

use zerocopy::FromBytes;

use super::generate::first_code;
use super::step::hunt;
use super::window::Window;
use crate::config::Limits;
use crate::report::Token;
use crate::status::Status;

mod extended;

pub use extended::{decode_extended, ExtendedWalk};

/// The highest starting code and standard token.
pub const MAX_CODE: u32 = 999_999_999;

/// A standard token on its way through the chain, resumable after any number of hashes.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes)]
pub struct Walk {
    code: u32,
    target: u32,
    value: u32,
    at: u16,
    end: u16,
    digits: u8,
    was_used: u8,
    /// What this walk may take from a cache (see `cache`); 0: what that holds is of another unit's life, or of none.
    pub(crate) remembers: u8,
}

impl Walk {
    /// No walk at all.
    pub const NONE: Self = Self {
        code: 0,
        target: 0,
        value: 0,
        at: 0,
        end: 0,
        digits: 0,
        was_used: 0,
        remembers: 0,
    };

    /// Begins to decode `token`, a number below 10^9, for a unit with this starting code (below 10^9).
    pub fn begin(window: &Window, limits: &Limits, starting_code: u32, token: u32) -> Self {
        let mut walk = Self::aim(starting_code, token);
        walk.end = window.end(limits, walk.value as u16);
        walk
    }

    fn aim(starting_code: u32, token: u32) -> Self {
        let base = token % 1000;
        let above = base.wrapping_sub(starting_code % 1000);
        // Between -999 and 999, so 16 bits do: in 32 it is 32 bytes more of the decode level on an AVR.
        let mut value = above as i32 as isize;
        if value < 0 {
            value += 1000;
        }
        Self {
            code: starting_code.wrapping_add(above),
            target: token - base,
            value: value as u32,
            digits: 9,
            ..Self::NONE
        }
    }

    /// As [`Walk::begin`], on a unit whose walk before was this one.
    // Apart, the walk is within reach of a pointer of its own: 48 bytes of the device level on an ATmega328P; on a Cortex-M0 20 more.
    #[cfg_attr(target_arch = "avr", inline(never))]
    pub(crate) fn begin_anew(&mut self, window: &Window, limits: &Limits, starting_code: u32, token: u32) {
        *self = Self::begin(window, limits, starting_code, token).after(self);
    }

    /// The same walk on a unit whose walk before was this one.
    pub(crate) fn after(self, before: &Self) -> Self {
        Self {
            remembers: before.remembers,
            ..self
        }
    }

    /// Goes on by at most `max_hashes`; `None` while more are needed.
    ///
    /// `window` and `limits` must be those it was begun with.
    pub fn step(&mut self, window: &Window, limits: &Limits, key: &[u8; 16], max_hashes: u16) -> Option<Token> {
        match self.go_on(window, limits, key, max_hashes) {
            Status::Decoding => None,
            kind => Some(self.token(kind)),
        }
    }

    /// As [`Walk::step`]: what the token is, or `Decoding`.
    pub(crate) fn go_on(&mut self, window: &Window, limits: &Limits, key: &[u8; 16], max_hashes: u16) -> Status {
        let stop = self.stop(max_hashes);
        loop {
            if self.is_near() {
                let kind = window.judge(limits, self.at.into(), self.value as usize);
                if self.ends_with(kind) {
                    return kind;
                }
            }
            if self.at == stop {
                return self.pause();
            }
            let left = hunt(key, &mut self.code, self.target, (stop - self.at).into());
            self.at = stop - left as u16;
        }
    }

    /// Keeps the credit of a token that was judged: the walk is over, so the place of its target is free.
    pub(crate) fn grant(&mut self, credit: u32) {
        self.target = credit;
    }

    /// See [`Walk::grant`].
    pub(crate) fn granted(&self) -> u32 {
        self.target
    }

    /// The activation value of the token.
    pub fn value(&self) -> u32 {
        self.value
    }

    /// The digits of the token: 9, 12 or 15; 0 when there is none.
    pub fn digits(&self) -> u8 {
        self.digits
    }

    /// The count it has come to.
    pub fn at(&self) -> u16 {
        self.at
    }

    /// The chain's code there.
    pub(crate) fn code(&self) -> u32 {
        self.code
    }

    /// Whether it was just begun, to go to `end`.
    pub(crate) fn is_fresh(&self, end: u16) -> bool {
        self.at == 0 && self.end == end
    }

    /// Goes on from where its chain is known to be.
    pub(crate) fn leap(&mut self, code: u32, count: u16) {
        self.code = code;
        self.at = count;
    }

    /// Goes over the first `counts` counts.
    pub(crate) fn restart(&mut self, starting_code: u32, counts: u16) {
        self.code = first_code(starting_code, self.value);
        self.at = 0;
        self.end = counts;
    }

    /// The walk is over; its value stays readable.
    pub(crate) fn close(&mut self) {
        self.digits = 0;
    }

    /// A count and a value that needed no walk.
    pub(crate) fn show(&mut self, count: u16, value: u16) {
        self.at = count;
        self.value = value.into();
    }

    /// Whether the chain's code with the token's base is the token.
    fn is_near(&self) -> bool {
        is_near(self.code, self.target)
    }

    /// Takes a match into account; whether it ends the walk. A used one stands until a later match.
    fn ends_with(&mut self, kind: Status) -> bool {
        if kind == Status::AlreadyUsed {
            self.was_used = 1;
        }
        is_found(kind)
    }

    /// Where so many hashes more come to.
    fn stop(&self, max_hashes: u16) -> u16 {
        if max_hashes < self.end.wrapping_sub(self.at) {
            self.at.wrapping_add(max_hashes)
        } else {
            self.end
        }
    }

    /// No hash may be taken now: the answer if none is left, else `Decoding`.
    fn pause(&self) -> Status {
        if self.at < self.end {
            Status::Decoding
        } else if self.was_used != 0 {
            Status::AlreadyUsed
        } else {
            Status::Invalid
        }
    }

    /// Begins to look for `token` among the first 1,000 counts of a unit.
    pub(crate) fn search(starting_code: u32, token: u32) -> Self {
        Self {
            end: 1000,
            ..Self::aim(starting_code, token)
        }
    }

    /// Goes on with a search by at most `max_hashes`: `Decoding` while more are needed, `TestIsToken` when it is found,
    /// `Ok` when it is not there.
    pub(crate) fn search_on(&mut self, key: &[u8; 16], max_hashes: u16) -> Status {
        let stop = self.stop(max_hashes);
        while self.at < stop {
            let left = hunt(key, &mut self.code, self.target, (stop - self.at).into());
            self.at = stop - left as u16;
            if self.is_near() {
                return Status::TestIsToken;
            }
        }
        if stop < self.end {
            Status::Decoding
        } else {
            Status::Ok
        }
    }

    /// What was found, after an answer.
    pub(crate) fn token(&self, kind: Status) -> Token {
        Token {
            value: self.value,
            count: if is_found(kind) { self.at } else { 0 },
            kind,
        }
    }
}

/// Whether a chain's code is in the thousand that begins at `target`.
fn is_near(code: u32, target: u32) -> bool {
    code.wrapping_sub(target) < 1000
}

/// Whether a token may be taken.
fn is_found(kind: Status) -> bool {
    !matches!(kind, Status::AlreadyUsed | Status::Invalid)
}

/// Decodes a standard token in one go: as many hashes as the last count plus the window.
///
/// As [`Walk::begin`] and [`Walk::step`], with nothing to remember in between: 228 bytes of flash less on an AVR than the two
/// and 124 on a Cortex-M0.
#[inline]
pub fn decode(window: &Window, limits: &Limits, starting_code: u32, key: &[u8; 16], token: u32) -> Token {
    let Walk {
        mut code,
        target,
        value,
        ..
    } = Walk::aim(starting_code, token);
    let end = usize::from(window.end(limits, value as u16));
    let mut left = end;
    let mut answer = Status::Invalid;
    loop {
        if is_near(code, target) {
            let count = end - left;
            match window.judge(limits, count, value as usize) {
                // Invalid at count 0 alone.
                refused @ (Status::Invalid | Status::AlreadyUsed) => answer = refused,
                kind => {
                    return Token {
                        value,
                        count: count as u16,
                        kind,
                    }
                }
            }
        }
        if left == 0 {
            return Token {
                value,
                count: 0,
                kind: answer,
            };
        }
        left = hunt(key, &mut code, target, left);
    }
}

#[cfg(test)]
mod tests {
    use super::super::generate::{chain_step, generate};
    use super::*;

    const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";

    fn is_token(starting_code: u32, key: &[u8; 16], token: u32) -> bool {
        let found = |max_hashes| {
            let mut search = Walk::search(starting_code, token);
            loop {
                match search.search_on(key, max_hashes) {
                    Status::Decoding => {}
                    answer => return answer == Status::TestIsToken,
                }
            }
        };
        let whole = found(u16::MAX);
        assert!([1, 7, 999].map(found) == [whole; 3]);
        whole
    }

    #[test]
    fn tokens_of_the_first_1000_counts_are_known_as_such() {
        for (count, is) in [
            (0, false),
            (1, true),
            (500, true),
            (1000, true),
            (1001, false),
            (2000, false),
        ] {
            let token = generate(123_456_789, &KEY, count, 5);
            assert_eq!(is_token(123_456_789, &KEY, token), is, "count {count}");
        }
    }

    #[test]
    fn a_last_code_just_above_a_number_does_not_make_it_a_token() {
        // A chain whose code at count 1000 ends in zeros.
        let (start, code) = (0..100_000)
            .map(|start| {
                let (mut code, mut left) = (start, 1000);
                while left > 0 {
                    left = hunt(&KEY, &mut code, u32::MAX, left);
                }
                (start, code)
            })
            .find(|(_, code)| code % 1000 == 0)
            .unwrap();
        assert!(is_token(start, &KEY, code + start % 1000));
        assert!(!is_token(start, &KEY, code - 1000 + start % 1000));
    }

    #[test]
    fn a_code_1000_above_a_number_is_no_match() {
        let (window, limits) = (Window::new(0), Limits::DEFAULT);
        // A chain whose first code ends in zeros, and the number before that code.
        let (start, code) = (0..1_000_000)
            .map(|start| (start, chain_step(&KEY, start)))
            .find(|(_, code)| code % 1000 == 0 && *code > 0)
            .unwrap();
        let (taken, refused) = (code + start % 1000, code - 1000 + start % 1000);
        assert_eq!(decode(&window, &limits, start, &KEY, taken).count, 1);
        assert_eq!(decode(&window, &limits, start, &KEY, refused).kind, Status::Invalid);
        for (token, kind) in [(taken, Status::SetTime), (refused, Status::Invalid)] {
            let mut walk = Walk::begin(&window, &limits, start, token);
            assert_eq!(
                walk.step(&window, &limits, &KEY, u16::MAX).map(|found| found.kind),
                Some(kind)
            );
        }
    }
}

//! An extended token on its way through its chain: the same walk in twice the width, of which a device keeps the lower half
//! where it keeps that of a standard token.

use zerocopy::FromBytes;

use super::Walk;
use crate::config::Limits;
use crate::report::Token;
use crate::status::Status;
use crate::token::chain::{divide, span, step_extended};
use crate::token::window::Window;

/// An extended token of 12 or 15 digits on its way through its chain.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes)]
pub struct ExtendedWalk {
    /// The low halves and all that a standard walk needs: a device decodes either in the same place.
    pub low: Walk,
    code_high: u32,
    target_high: u32,
}

impl ExtendedWalk {
    /// No walk at all.
    pub const NONE: Self = Self {
        low: Walk::NONE,
        code_high: 0,
        target_high: 0,
    };

    /// Begins to decode an extended token, a number below 10^12 (`digits` 12) or 10^15 (`digits` 15).
    pub fn begin(window: &Window, limits: &Limits, starting_code: u32, token: u64, digits: u8) -> Self {
        let span = span(digits);
        let (_, base) = divide(token, span);
        let start_base = starting_code % span;
        let value = if base >= start_base {
            base - start_base
        } else {
            base + span - start_base
        };
        let target = token - u64::from(base);
        Self {
            low: Walk {
                code: (starting_code - start_base).wrapping_add(base),
                target: target as u32,
                value,
                end: window.end(limits, 0),
                digits,
                ..Walk::NONE
            },
            code_high: 0,
            target_high: (target >> 32) as u32,
        }
    }

    /// As [`Walk::step`], for 12 or 15 digits.
    pub fn step(&mut self, window: &Window, key: &[u8; 16], max_hashes: u16) -> Option<Token> {
        match self.go_on(window, key, max_hashes) {
            Status::Decoding => None,
            kind => Some(self.low.token(kind)),
        }
    }

    /// As [`Walk::go_on`], for 12 or 15 digits.
    pub(crate) fn go_on(&mut self, window: &Window, key: &[u8; 16], max_hashes: u16) -> Status {
        let stop = self.low.end.min(self.low.at.saturating_add(max_hashes));
        let target = u64::from(self.target_high) << 32 | u64::from(self.low.target);
        loop {
            let code = u64::from(self.code_high) << 32 | u64::from(self.low.code);
            if code.wrapping_sub(target) < u64::from(span(self.low.digits)) {
                let kind = window.judge_extended(self.low.at);
                if self.low.ends_with(kind) {
                    return kind;
                }
            }
            if self.low.at == stop {
                return self.low.pause();
            }
            let code = step_extended(key, code, self.low.digits);
            self.low.code = code as u32;
            self.code_high = (code >> 32) as u32;
            self.low.at += 1;
        }
    }
}

/// Decodes an extended token in one go.
pub fn decode_extended(
    window: &Window,
    limits: &Limits,
    starting_code: u32,
    key: &[u8; 16],
    token: u64,
    digits: u8,
) -> Token {
    let mut walk = ExtendedWalk::begin(window, limits, starting_code, token, digits);
    loop {
        if let Some(token) = walk.step(window, key, u16::MAX) {
            return token;
        }
    }
}

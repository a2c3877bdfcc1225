//! Extended tokens on a device: a room of its own, so that only a product that takes them carries their code.
//! Knows no storage and no credit.

use crate::digits::parse_extended;
use crate::report::Token;
use crate::status::Status;
use crate::token::ExtendedWalk;
use crate::window::{Limits, Window};

/// What a device asks of this room.
pub struct Job<'a> {
    pub(crate) walk: &'a mut ExtendedWalk,
    pub(crate) window: Window,
    pub(crate) limits: &'a Limits,
    pub(crate) starting_code: u32,
    pub(crate) key: &'a [u8; 16],
    /// Begins with this text; `None` goes on.
    pub(crate) text: Option<&'a [u8]>,
    pub(crate) restricted: bool,
    pub(crate) max_hashes: u16,
    /// What the walk found, once it is over.
    pub(crate) found: Option<Token>,
}

/// Begins to decode the text, if it is an extended token's, or goes on.
pub fn run(job: &mut Job) -> Status {
    if let Some(text) = job.text {
        let Some((token, digits)) = parse_extended(text, job.restricted) else {
            return Status::Malformed;
        };
        *job.walk = ExtendedWalk::begin(&job.window, job.limits, job.starting_code, token, digits);
    } else {
        job.found = job.walk.step(&job.window, job.key, job.max_hashes);
    }
    Status::Decoding
}

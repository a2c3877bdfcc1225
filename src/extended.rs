//! Extended tokens on a device: a room of its own, so that only a product that takes them carries their code.
//! Knows no storage and no credit.

use crate::digits::parse_extended;
pub use crate::port::Job;
use crate::status::Status;
use crate::token::ExtendedWalk;

/// Begins to decode the text, if it is an extended token's, or goes on: what the token is, `Decoding`, or `Malformed`.
pub fn run(job: &mut Job) -> Status {
    if job.text.is_empty() {
        return job.walk.go_on(&job.window, job.unit.key(), job.max_hashes);
    }
    let Some((token, digits)) = parse_extended(job.text, job.unit.restricted() != 0) else {
        return Status::Malformed;
    };
    *job.walk = ExtendedWalk::begin(&job.window, job.limits, job.unit.starting_code(), token, digits);
    Status::Decoding
}

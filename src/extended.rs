//! Extended tokens on a device: a room of its own, so that only a product that takes them carries their code.
//! Knows no storage and no credit.

use crate::device::Device;
pub use crate::device::Job;
use crate::digits::parse_extended;
use crate::status::Status;
use crate::token::ExtendedWalk;
use crate::window::Limits;

/// Begins to decode the text, if it is an extended token's, or goes on: what the token is, `Decoding`, or `Malformed`.
pub fn run(limits: &Limits, job: &mut Job) -> Status {
    let Device { record, walk, unit, .. } = &mut *job.device;
    if job.text.is_empty() {
        return walk.go_on(&record.window, &unit.key, job.max_hashes);
    }
    let Some((token, digits)) = parse_extended(job.text, unit.restricted != 0) else {
        return Status::Malformed;
    };
    *walk = ExtendedWalk::begin(&record.window, limits, unit.starting_code, token, digits);
    Status::Decoding
}

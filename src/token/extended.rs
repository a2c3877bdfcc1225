//! Extended tokens: a decoder of its own, so that only a product that takes them carries their code.
//! Knows no storage and no credit.

use super::digits::parse_extended;
use super::job::Job;
use super::walk::ExtendedWalk;
use crate::config::Limits;
use crate::status::Status;

/// Begins to decode the text, if it is an extended token's, or goes on: what the token is, `Decoding`, or `Malformed`.
pub fn run(limits: &Limits, job: &mut Job) -> Status {
    if job.text.is_empty() {
        return job.walk.go_on(job.window, &job.secret.key, job.max_hashes);
    }
    let Some((token, digits)) = parse_extended(job.text, job.secret.restricted != 0) else {
        return Status::Malformed;
    };
    let mut begun = ExtendedWalk::begin(job.window, limits, job.secret.starting_code, token, digits);
    begun.low = begun.low.after(&job.walk.low);
    *job.walk = begun;
    Status::Decoding
}

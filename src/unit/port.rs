//! What the product supplies: storage, settings, and the parts that it wants linked. The clock is read in `ffi` and
//! passed down as a value.

use super::account::Account;
use super::clock::{Clock, Reading, RTC};
use super::test_code::{self, Test};
use crate::config::Config;
use crate::status::{Answer, Status};
pub use crate::storage::medium::{Fault, Medium};
use crate::token::job::Job;

/// The product's storage and settings.
pub trait Port: Medium {
    /// The product's settings.
    fn config(&self) -> &Config;
    /// What the clocks show at `now`, for calls from Rust: an RTC's seconds, unless the product has other clocks.
    fn clocks(&self, now: u32) -> Reading {
        Reading {
            rtc: now,
            given: RTC,
            ..Reading::NONE
        }
    }
    /// [`Clock::read`], or [`Clock::read_with_uptime`] if the product has an uptime.
    fn read_clock(&self, clock: &mut Clock, seen: &mut u32, now: &Reading) -> u32 {
        if clock.is_alone() {
            clock.read(seen, now)
        } else {
            clock.read_with_uptime(seen, now)
        }
    }
    /// Goes on with a standard token: [`Job::go_on`], or [`crate::token::cache::go_on`] if the product gives a cache.
    fn decode(&self, job: &mut Job) -> Status {
        job.go_on(&self.config().limits)
    }
    /// Whether the product takes extended tokens.
    fn takes_extended(&self) -> bool {
        false
    }
    /// Runs `job` with [`crate::token::extended::run`] and gives its answer, if the product takes extended tokens.
    fn extended(&self, job: &mut Job) -> Status {
        let _ = job;
        Status::Malformed
    }
    /// [`test_code::run`], if the product has a test code; else `BadTestCode`.
    fn test_code(&self, account: &mut Account, what: &Test) -> Answer {
        test_code::run(account, self.config(), what).into()
    }
}

//! What the product supplies: storage, settings, and the parts that it wants linked. The clock is read in `ffi` and
//! passed down as a value.

use super::account::Account;
use super::test_code::{self, Test};
use crate::config::Config;
use crate::status::{Answer, Status};
pub use crate::storage::medium::{Fault, Medium};
use crate::token::job::Job;

/// The product's storage and settings.
pub trait Port: Medium {
    /// The product's settings.
    fn config(&self) -> &Config;
    /// Whether the clock goes on while power is off; else it counts from each start.
    fn has_rtc(&self) -> bool {
        true
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

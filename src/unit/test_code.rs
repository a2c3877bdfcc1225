//! The test code (ruling 21): a part that a product may leave out. Knows neither tokens nor credit.

use core::cell::Cell;

use super::account::Account;
use super::test_time;
use crate::config::Config;
use crate::report::PaygState;
use crate::status::Status;
use crate::storage::provisioning::Identity;
use crate::token::{Walk, MAX_CODE};

/// What is asked of the test code.
pub enum Test<'a> {
    /// Whether a unit may have its test code: `Ok`, or why not; `Decoding` after so many hashes of the search, to be
    /// gone on with.
    #[allow(private_interfaces)]
    Of(&'a Identity, &'a Cell<Walk>, u16),
    /// Whether a number that was entered is it: `TestCode`; `NoEffect` if no use is left, or the unit is on; else it
    /// is a token.
    Entered(u32),
    /// A use is taken, and so many seconds of test time begin.
    Taken(u16),
    /// So many seconds have passed.
    Passed(u32),
}

/// What a port's `test_code` does.
pub fn run(account: &mut Account, config: &Config, what: &Test) -> Status {
    match *what {
        Test::Of(unit, search, max_hashes) => return may_have(unit, search, max_hashes),
        Test::Entered(number) => {
            if number != account.identity().test_code || number > MAX_CODE || config.test_seconds == 0 {
                return Status::Ok;
            }
            if account.state().payg() != PaygState::Disabled
                || test_time::free(&mut account.state_mut().tests).is_none()
            {
                return Status::NoEffect;
            }
            return Status::TestCode;
        }
        Test::Taken(seconds) => {
            test_time::take(&mut account.state_mut().tests);
            account.test_left = seconds;
        }
        Test::Passed(seconds) => {
            let left = u32::from(account.test_left).saturating_sub(seconds);
            account.test_left = left as u16;
            let seen = account.state().seen;
            test_time::pass(&mut account.state_mut().tests, seen, seconds);
        }
    }
    Status::Ok
}

fn may_have(unit: &Identity, search: &Cell<Walk>, max_hashes: u16) -> Status {
    if unit.test_code > MAX_CODE {
        return Status::BadTestCode;
    }
    let mut walk = search.get();
    let answer = walk.search_on(&unit.key, max_hashes);
    search.set(walk);
    answer
}

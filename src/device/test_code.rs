//! The test code (ruling 21): a room that a product may leave out. Knows neither tokens nor credit.

use super::port::{Port, Test};
use super::Device;
use crate::provision::Identity;
use crate::report::PaygState;
use crate::status::Status;
use crate::testcode;
use crate::token::{is_token, MAX_CODE};

impl Device {
    /// What a port's `test_code` does.
    pub fn test_code(&mut self, port: &impl Port, what: &Test) -> Status {
        match *what {
            Test::Of(unit) => return may_have(unit),
            Test::Entered(number) => {
                if number != self.unit.test_code || number > MAX_CODE || port.config().test_seconds == 0 {
                    return Status::Ok;
                }
                if self.payg_state() != PaygState::Disabled || testcode::free(&mut self.record.tests).is_none() {
                    return Status::NoEffect;
                }
                return Status::TestCode;
            }
            Test::Taken(seconds) => {
                testcode::take(&mut self.record.tests);
                self.test_left = seconds;
            }
            Test::Passed(seconds) => {
                let left = u32::from(self.test_left).saturating_sub(seconds);
                self.test_left = left as u16;
                testcode::pass(&mut self.record.tests, &mut self.test_phase, seconds);
            }
        }
        Status::Ok
    }
}

// Apart, so that the stack of the chain does not lie under what is asked at every reading of the clock.
#[inline(never)]
fn may_have(unit: &Identity) -> Status {
    if unit.test_code > MAX_CODE {
        return Status::LineTest;
    }
    if is_token(unit.starting_code, &unit.key, unit.test_code) {
        return Status::TestIsToken;
    }
    Status::Ok
}

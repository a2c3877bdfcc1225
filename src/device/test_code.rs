//! The test code (ruling 21): a room that a product may leave out. Knows neither tokens nor credit.

use super::port::{Port, Test};
use super::Device;
use crate::report::PaygState;
use crate::status::Status;
use crate::testcode;
use crate::token::{is_token, MAX_CODE};

impl Device {
    /// What a port's `test_code` does.
    pub fn test_code(&mut self, port: &impl Port, what: &Test) -> Status {
        match *what {
            Test::Of(unit) => {
                if unit.test_code > MAX_CODE {
                    return Status::LineTest;
                }
                if is_token(unit.starting_code, &unit.key, unit.test_code) {
                    return Status::TestIsToken;
                }
            }
            Test::Entered(number) => {
                if number != self.unit.test_code || number > MAX_CODE || port.config().test_seconds == 0 {
                    return Status::Ok;
                }
                if self.payg_state() != PaygState::Disabled || !testcode::take(&mut self.record.tests) {
                    return Status::NoEffect;
                }
                return Status::TestCode;
            }
            Test::Stored(true) => self.test_left = port.config().test_seconds,
            Test::Stored(false) => testcode::give_back(&mut self.record.tests),
            Test::Passed(seconds) => {
                let left = u32::from(self.test_left).saturating_sub(seconds);
                self.test_left = left as u16;
                testcode::pass(&mut self.record.tests, &mut self.test_phase, seconds);
            }
        }
        Status::Ok
    }
}

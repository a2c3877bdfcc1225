//! A unit in the hands of somebody who does not pay, with a meter on its output, and what the month is summed up as.

use crate::page::thousands;
use crate::support::{Bench, KEY, START};
use opaygo::status::Status;
use opaygo::token::generate;

pub const TEST_CODE: &str = "550000000";

pub struct Victim {
    pub unit: Bench,
    /// Seconds that have passed for everybody.
    pub time: u64,
    /// Seconds that the output was on.
    pub on: u64,
    /// Seconds that were paid for.
    pub paid: u64,
    pub tries: u64,
    pub accepted: u64,
    seed: u64,
}

impl Victim {
    pub fn new(uptime: bool, seed: u64) -> Self {
        let mut unit = Bench::blank();
        unit.port.rtc = !uptime;
        unit.now = if uptime { 0 } else { 1_700_000_000 };
        unit.power();
        unit.factory(&format!(";test={TEST_CODE}")).unwrap();
        unit.port.writes = 0;
        Self {
            unit,
            time: 0,
            on: 0,
            paid: 0,
            tries: 0,
            accepted: 0,
            seed: seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1,
        }
    }

    /// With this many days bought.
    pub fn paying(uptime: bool, days: u16) -> Self {
        let mut victim = Self::new(uptime, 1);
        assert_eq!(victim.unit.token(2, days), Status::AddTime);
        victim.paid = u64::from(days) * 86_400;
        victim
    }

    /// A plain generator of numbers below `below`, the same on every run.
    pub fn random(&mut self, below: u32) -> u32 {
        self.seed ^= self.seed << 13;
        self.seed ^= self.seed >> 7;
        self.seed ^= self.seed << 17;
        ((self.seed >> 16) % u64::from(below)) as u32
    }

    /// The unit runs for `seconds`, its main loop sleeping as it is told.
    pub fn run(&mut self, seconds: u32) {
        let mut left = seconds;
        while left > 0 {
            let report = self.unit.report();
            let step = left.min(report.sleep.max(1));
            self.on += u64::from(report.active) * u64::from(step);
            self.time += u64::from(step);
            left -= step;
            if let Some(uptime) = &mut self.unit.port.uptime {
                *uptime += step;
            }
            self.unit.wait(step);
        }
    }

    /// Power is cut; comes back after `off` seconds with this clock.
    pub fn cut(&mut self, off: u32, clock: u32) {
        self.time += u64::from(off);
        self.unit.now = clock;
        self.unit.port.uptime = self.unit.port.uptime.map(|_| 0);
        assert_eq!(self.unit.power(), Status::Ok);
        self.unit.wait(0);
    }

    /// A number that is no token of the next counts on purpose: a guess.
    pub fn guess(&mut self) -> String {
        format!("{:09}", self.random(1_000_000_000))
    }

    pub fn enter(&mut self, text: &str) -> Status {
        self.tries += 1;
        let answer = self.unit.text(text);
        let charged = [
            Status::Invalid,
            Status::Locked,
            Status::Malformed,
            Status::AlreadyUsed,
            Status::Storage,
        ];
        let tests = [Status::TestCode, Status::NoEffect];
        self.accepted += u64::from(!charged.contains(&answer) && !tests.contains(&answer));
        answer
    }

    pub fn buy(&mut self, count: u16, days: u16) {
        let text = format!("{:09}", generate(START, &KEY, count, days));
        assert_eq!(self.unit.text(&text), Status::AddTime);
        self.paid += u64::from(days) * 86_400;
    }

    pub fn free_seconds(&self) -> u64 {
        self.on.saturating_sub(self.paid)
    }

    pub fn row(&self, name: &str) -> Vec<String> {
        vec![
            name.to_owned(),
            thousands(self.tries),
            thousands(self.accepted),
            thousands(self.on / 60),
            thousands(self.free_seconds() / 60),
            thousands(self.unit.port.writes.into()),
        ]
    }
}

//! A unit on the emulated chip beside its model: what can be done to it, call by call. Knows no campaign.

use opaygo::report::{PaygState, Report};
use opaygo::status::Status;
use opaygo::token::{generate, generate_extended};
use opaygo::unit::Device;

use crate::bytes;
use crate::chip::Chip;
use crate::model::{State, Unit, EARLY};

pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
pub const START: u32 = 123_456_789;
pub const TEST_CODE: &str = "111111111";
pub const LINE: &str = "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;test=111111111";

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    pub count: u16,
    pub value: u32,
    pub extended: bool,
}

impl Token {
    pub const fn new(count: u16, value: u32) -> Self {
        Self {
            count,
            value,
            extended: false,
        }
    }

    pub const fn extended(count: u16, value: u32) -> Self {
        Self {
            count,
            value,
            extended: true,
        }
    }

    pub fn text(self) -> String {
        if self.extended {
            format!("{:012}", generate_extended(START, &KEY, self.count, self.value, 12))
        } else {
            format!("{:09}", generate(START, &KEY, self.count, self.value as u16))
        }
    }
}

/// What is done to a unit: one or more calls.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// Entered and decoded.
    Token(Token),
    /// A wrong token entered and decoded.
    Wrong,
    /// The test code on a unit without credit.
    Test,
    /// By an authenticated channel.
    Apply(Token),
    /// The credit, by an authenticated channel.
    ApplySet(u16, u32),
    /// A checkpoint falls due.
    Checkpoint,
    /// The last second of credit runs out.
    RunOut,
    Tamper,
    /// Some time, then a planned power-off.
    Save,
    /// The clock stood that long.
    Resume(u32),
    /// A start of which nobody knows how long power was off.
    Unknown,
    /// The factory line.
    Provision,
}

/// A call was cut: the unit must be as before it or as after it.
pub type Cut = Box<[State; 2]>;

pub struct Rig {
    pub chip: Chip,
    pub device: Device,
    pub now: u32,
    /// Storage is in trouble: a call may answer `Storage`, and has then done nothing.
    pub lenient: bool,
}

impl Rig {
    pub fn new(chip: Chip) -> Self {
        Self {
            chip,
            device: Device::CLOSED,
            now: 1_000_000,
            lenient: false,
        }
    }

    /// Power comes back.
    pub fn open(&mut self) -> Status {
        self.chip.begin();
        self.device = Device::CLOSED;
        self.device.open(&self.chip.lend(), self.now)
    }

    pub fn report(&self) -> Report {
        let mut report = Report::EMPTY;
        self.device.query(&self.chip.config, &mut report);
        report
    }

    /// One call of the library: what it must answer, and what the unit then is.
    fn call(
        &mut self,
        state: &mut State,
        after: State,
        answer: Status,
        call: impl FnOnce(&mut Device, &mut Chip, u32) -> Status,
    ) -> Result<(), Cut> {
        self.chip.begin();
        let answered = call(&mut self.device, &mut self.chip, self.now);
        let before = std::mem::replace(state, after);
        if self.chip.off || self.lenient && answered == Status::Storage {
            return Err(Box::new([before, state.clone()]));
        }
        assert_eq!(answered, answer, "promise 2: the answer");
        Ok(())
    }

    pub fn wait(&mut self, state: &mut State, seconds: u64) {
        if seconds > 0 && self.device.is_idle() && self.report().sleep == 0 {
            // As a product does; else a clock that was just begun with begins later.
            self.chip.begin();
            let _ = self.device.poll(&self.chip.lend(), self.now, 1);
        }
        self.now += seconds as u32;
        state.pass(seconds);
    }

    /// Does `act` to the unit and to its model.
    pub fn act(&mut self, act: Act, state: &mut State) -> Result<(), Cut> {
        let same = |state: &State| state.clone();
        match act {
            Act::Token(token) => self.enter(&token.text(), state, |unit| unit.entered(token)),
            Act::Wrong => self.enter("999999999", state, |unit| (unit.charged(), Status::Invalid)),
            Act::Test => {
                let mut after = state.unit().clone();
                after.tests.push(226);
                self.call(state, State::Unit(after), Status::TestCode, |device, chip, now| {
                    device.enter(&chip.lend(), now, TEST_CODE.as_bytes())
                })
            }
            Act::Apply(token) => {
                let (after, answer) = state.unit().take(token, None);
                self.call(state, State::Unit(after), answer, |device, chip, now| {
                    device.apply(&chip.lend(), now, token.count, token.value as u16, None)
                })
            }
            Act::ApplySet(count, credit) => {
                let (after, answer) = state.unit().take(Token::new(count, 0), Some(credit.into()));
                self.call(state, State::Unit(after), answer, |device, chip, now| {
                    device.apply(&chip.lend(), now, count, 0, Some(credit))
                })
            }
            Act::Checkpoint => {
                self.wait(state, 3600);
                let poll = |device: &mut Device, chip: &mut Chip, now| device.poll(&chip.lend(), now, 1);
                self.call(state, same(state), Status::Ok, poll)
            }
            Act::RunOut => {
                self.wait(state, state.unit().credit.next_multiple_of(16));
                let poll = |device: &mut Device, chip: &mut Chip, now| device.poll(&chip.lend(), now, 1);
                self.call(state, same(state), Status::Ok, poll)
            }
            Act::Tamper => {
                let mut after = state.unit().clone();
                after.tamper = true;
                let tamper = |device: &mut Device, chip: &mut Chip, now| device.tamper(&chip.lend(), now);
                self.call(state, State::Unit(after), Status::Ok, tamper)
            }
            Act::Save => {
                self.wait(state, 160);
                let save = |device: &mut Device, chip: &mut Chip, now| device.save(&chip.lend(), now);
                self.call(state, same(state), Status::Ok, save)
            }
            Act::Resume(gap) => {
                let mut after = same(state);
                after.pass(gap.into());
                let resume = |device: &mut Device, chip: &mut Chip, now| device.resume(&chip.lend(), now, gap);
                self.call(state, after, Status::Ok, resume)
            }
            Act::Unknown => {
                // The unit has just been opened: what may have run is little.
                let after = state.unknown(EARLY);
                self.call(state, after, Status::Ok, |device, chip, now| {
                    device.resume(&chip.lend(), now, u32::MAX)
                })
            }
            Act::Provision => {
                let after = State::Unit(Unit::provisioned(1));
                self.call(
                    state,
                    after,
                    Status::Ok,
                    |device, chip, now| match crate::chip::factory(device, &chip.lend(), now, LINE.as_bytes()) {
                        Ok(_) => Status::Ok,
                        Err(status) => status,
                    },
                )
            }
        }
    }

    /// Enters a text: charged by one call, judged by the next.
    fn enter(&mut self, text: &str, state: &mut State, judge: impl FnOnce(&Unit) -> (Unit, Status)) -> Result<(), Cut> {
        self.wait(state, state.unit().lock.next_multiple_of(16));
        let (after, answer) = judge(state.unit());
        let charged = State::Unit(state.unit().charged());
        self.call(state, charged, Status::Decoding, |device, chip, now| {
            device.enter(&chip.lend(), now, text.as_bytes())
        })?;
        self.call(state, State::Unit(after), answer, |device, chip, now| {
            device.poll(&chip.lend(), now, u16::MAX)
        })
    }

    /// What tells the unit apart from `state`, if it has just been opened with `answer`: what it reports, and what it
    /// has stored.
    pub fn differs(&self, answer: Status, state: &State) -> Option<String> {
        match (state, answer) {
            (State::Unit(unit), Status::Ok) => self.reports_other(unit).or_else(|| self.stores_other(unit)),
            (State::Corrupt, Status::Corrupt) => None,
            (State::New, Status::Unprovisioned | Status::Corrupt) => None,
            _ => Some(format!("opened as {answer:?}, not {state:?}")),
        }
    }

    /// What the unit reports that is not `unit`.
    pub fn reports_other(&self, unit: &Unit) -> Option<String> {
        let report = self.report();
        let payg = if unit.unlocked {
            PaygState::Unlocked
        } else if unit.credit > 0 {
            PaygState::Enabled
        } else {
            PaygState::Disabled
        };
        let told = (
            u64::from(report.credit),
            report.count,
            u64::from(report.wait),
            report.state,
            report.tamper != 0,
            report.clock_faults,
        );
        let wanted = (unit.credit, unit.count, unit.lock, payg, unit.tamper, unit.clock_faults);
        (told != wanted).then(|| format!("tells {told:?}, not {wanted:?}"))
    }

    /// What the newest record says that no report shows, and that is not `unit`.
    fn stores_other(&self, unit: &Unit) -> Option<String> {
        let records = bytes::records(&self.chip.geometry, &self.chip.cells.bytes);
        let Some((_, record)) = records.last() else {
            return Some("holds no record".into());
        };
        let spans = u64::from(self.now.saturating_sub(record.seen)) / 16;
        let mut tests: Vec<_> = record.tests.iter().map(|&left| u64::from(left)).collect();
        tests.iter_mut().for_each(|left| *left = left.saturating_sub(spans));
        tests.retain(|&left| left > 0);
        let doubt = record.flags & 0x80 != 0;
        let stored = (record.used, record.last_sync, record.flags & 31, doubt, &tests);
        let wanted = (unit.used_bits(), unit.last_sync, unit.failures, unit.doubt, &unit.tests);
        (stored != wanted).then(|| format!("stores {stored:?}, not {wanted:?}"))
    }
}

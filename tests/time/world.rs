//! Time as it is: what passes, what each clock shows of it, and what may go wrong with them. Uses nothing of the library
//! but what a product would give it, and reads nothing of its state.

use std::cell::{Cell, RefCell};

use opaygo::config::Config;
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::storage::Store;
use opaygo::token::generate;
use opaygo::unit::clock::{Reading, LOST, NO_RTC, RTC, UPTIME};
use opaygo::unit::port::{Fault, Medium, Port};
use opaygo::unit::Device;

pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
pub const LINE: &[u8] = b"#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1";
pub const DAY: u32 = 86_400;

/// Numbers that are the same on every run.
pub struct Dice(pub u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        let mut dice = Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
        dice.below(2);
        dice
    }

    /// Below `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % most
    }

    pub fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len() as u64) as usize]
    }
}

/// Which clocks a product has.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clocks {
    Rtc,
    Uptime,
    Both,
}

/// What a reading of an RTC is instead of the right one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Bad {
    /// The callback says that it failed.
    Fails,
    /// A bus that gives one value for ever.
    Stuck(u32),
    /// One bit is another.
    Flipped(u8),
    /// That many seconds off.
    Off(i64),
    /// Anything.
    Noise(u64),
}

/// A product's memory and clocks, and the real time that they are in.
pub struct Product {
    pub clocks: Clocks,
    /// Seconds that have really passed.
    pub real: u64,
    /// When the chip started.
    pub boot: u64,
    /// What the RTC showed when `real` was 0.
    pub rtc: u32,
    /// What the uptime began at, and its drift in thousandths.
    pub uptime: u32,
    pub drift: i64,
    pub bad: Option<Bad>,
    pub uptime_fails: bool,
    pub config: Config,
    pub bytes: RefCell<Vec<u8>>,
    pub writes: Cell<u32>,
    /// Real time of the last write.
    pub wrote: Cell<u64>,
    pub write_fails: bool,
}

impl Product {
    pub fn right_rtc(&self) -> u32 {
        self.rtc.wrapping_add(self.real as u32)
    }

    pub fn uptime(&self) -> u32 {
        let ran = (self.real - self.boot) as i64;
        self.uptime.wrapping_add((ran + ran * self.drift / 1000) as u32)
    }

    fn read_rtc(&self) -> Option<u32> {
        let right = self.right_rtc();
        match self.bad {
            None => Some(right),
            Some(Bad::Fails) => None,
            Some(Bad::Stuck(value)) => Some(value),
            Some(Bad::Flipped(bit)) => Some(right ^ 1 << bit),
            Some(Bad::Off(seconds)) => Some(right.wrapping_add(seconds as u32)),
            Some(Bad::Noise(seed)) => Some(Dice::new(seed ^ self.real << 1).below(1 << 32) as u32),
        }
    }
}

impl Medium for Product {
    fn geometry(&self) -> &Geometry {
        const GEOMETRY: Geometry = Geometry {
            size: 320,
            page: 0,
            provision_size: 0,
            write_size: 1,
            erased_to_zero: 0,
        };
        &GEOMETRY
    }
    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        into.copy_from_slice(&self.bytes.borrow()[at as usize..][..into.len()]);
        Ok(())
    }
    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault> {
        if self.write_fails {
            return Err(Fault);
        }
        self.writes.set(self.writes.get() + 1);
        self.wrote.set(self.real);
        self.bytes.borrow_mut()[at as usize..][..from.len()].copy_from_slice(from);
        Ok(())
    }
    fn erase(&self, _: u16) -> Result<(), Fault> {
        unreachable!("an EEPROM has no pages")
    }
    fn pages(&self, _: Option<&mut Store>, _: u16) -> Status {
        unreachable!("an EEPROM has no pages")
    }
}

impl Port for Product {
    fn config(&self) -> &Config {
        &self.config
    }

    fn clocks(&self, _: u32) -> Reading {
        let mut now = Reading::NONE;
        if self.clocks == Clocks::Uptime {
            now.given = NO_RTC;
        } else if let Some(rtc) = self.read_rtc() {
            now.given = RTC;
            now.rtc = rtc;
        }
        if self.clocks != Clocks::Rtc {
            now.given |= UPTIME;
            now.uptime = self.uptime();
            if self.uptime_fails {
                now.given = LOST;
            }
        }
        now
    }
}

/// A unit in its product.
pub struct Life {
    pub product: Product,
    pub device: Device,
    pub report: Report,
    /// The answer of the last call.
    pub status: Status,
    pub log: Vec<String>,
    /// The count of the next Set Time.
    pub count: u16,
}

impl Life {
    pub fn new(clocks: Clocks, rtc: u32) -> Self {
        let product = Product {
            clocks,
            real: 1_000,
            boot: 1_000,
            rtc,
            uptime: 0,
            drift: 0,
            bad: None,
            uptime_fails: false,
            config: Config {
                example_key: 1,
                ..Config::DEFAULT
            },
            bytes: RefCell::new(vec![0xff; 320]),
            writes: Cell::new(0),
            wrote: Cell::new(0),
            write_fails: false,
        };
        let mut life = Self {
            product,
            device: Device::CLOSED,
            report: Report::EMPTY,
            status: Status::Ok,
            log: Vec::new(),
            count: 1,
        };
        let _ = life.device.open(&life.product, 0);
        opaygo::product::factory_line::provision(&mut life.device, &life.product, 0, LINE).unwrap();
        life.settle();
        life
    }

    pub fn paid(clocks: Clocks, rtc: u32, credit: u32) -> Self {
        let mut life = Self::new(clocks, rtc);
        life.set(credit);
        life
    }

    pub fn say(&mut self, what: String) {
        self.log.push(format!("{:>9} {what}", self.product.real - 1_000));
    }

    pub fn query(&mut self) {
        self.device.query(&self.product.config, &mut self.report);
    }

    pub fn poll(&mut self) -> Status {
        self.status = self.device.poll(&self.product, 0, u16::MAX);
        self.query();
        self.status
    }

    /// Polls as long as it is told that it is wanted at once.
    pub fn settle(&mut self) {
        self.query();
        for _ in 0..60 {
            if self.report.sleep > 0 {
                return;
            }
            self.poll();
        }
        panic!("polls are wanted without end:\n{}", self.log.join("\n"));
    }

    /// One sleep, however long the product should have slept, and its polls.
    pub fn sleep(&mut self, seconds: u64) {
        self.product.real += seconds;
        self.poll();
        if self.report.sleep == 0 {
            self.settle();
        }
    }

    /// A product that sleeps as it is told.
    pub fn run(&mut self, seconds: u64) {
        let end = self.product.real + seconds;
        self.settle();
        while self.product.real < end {
            let left = end - self.product.real;
            self.sleep(u64::from(self.report.sleep.max(1)).min(left));
        }
    }

    /// Power goes, and comes back after so long.
    pub fn cut(&mut self, off: u64) -> Status {
        self.product.real += off;
        self.product.boot = self.product.real;
        self.device = Device::CLOSED;
        self.status = self.device.open(&self.product, 0);
        self.query();
        self.status
    }

    /// Credit by an authenticated channel; waits until the unit can take it.
    pub fn set(&mut self, credit: u32) {
        self.count += 2;
        for _ in 0..200 {
            match self.device.apply(&self.product, 0, self.count, 0, Some(credit)) {
                Status::Busy => self.sleep(1),
                Status::SetTime => {
                    self.query();
                    return self.settle();
                }
                other => panic!("{other:?}:\n{}", self.log.join("\n")),
            }
        }
        panic!("no credit can be given:\n{}", self.log.join("\n"));
    }

    pub fn enter(&mut self, count: u16, value: u16) -> Status {
        let text = format!("{:09}", generate(123_456_789, &KEY, count, value));
        self.status = self.device.enter(&self.product, 0, text.as_bytes());
        let mut polls = 0;
        while self.status == Status::Decoding {
            if polls > 20 {
                self.product.real += 1;
            }
            polls += 1;
            self.poll();
        }
        self.query();
        self.status
    }

    /// Seconds until the record after the newest one was due, by the record (docs/FORMAT.md).
    pub fn announced(&self) -> u64 {
        let bytes = self.product.bytes.borrow();
        let word = |at: usize| u32::from_le_bytes(bytes[at..at + 4].try_into().unwrap());
        let mut newest: Option<usize> = None;
        for at in [64, 96, 128, 224, 256, 288] {
            if bytes[at + 27] & 15 == 2 && newest.is_none_or(|best| word(at).wrapping_sub(word(best)) as i32 > 0) {
                newest = Some(at);
            }
        }
        let doubled = bytes[newest.expect("a record") + 27] >> 4;
        u64::from(self.product.config.checkpoint).min(16 << doubled)
    }
}

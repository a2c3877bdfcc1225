//! A unit on a bench: memory as storage, a clock to be turned by hand.
#![allow(dead_code)]

pub mod pad;

use opaygo::token::cache::{self, CacheEntry};
use std::cell::RefCell;

use opaygo::config::Config;
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::storage::Store;
use opaygo::token::extended;
use opaygo::token::job::Job;
use opaygo::token::{generate, generate_extended};
use opaygo::unit::clock::{Reading, NO_RTC, RTC, UPTIME};
use opaygo::unit::port::{Fault, Medium, Port};
use opaygo::unit::Device;

pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
pub const START: u32 = 123_456_789;

pub struct Eeprom {
    pub bytes: Vec<u8>,
    pub geometry: Geometry,
    pub config: Config,
    /// Whether the clock goes on while power is off.
    pub rtc: bool,
    /// The uptime beside an RTC, if there is one.
    pub uptime: Option<u32>,
    /// Whether tokens of 12 and 15 digits are taken.
    pub extended: bool,
    /// The chain cache; empty for none.
    pub cache: Vec<CacheEntry>,
    pub writes: u32,
    /// The write after which power is lost, counted in bytes.
    pub cut_after: Option<usize>,
}

impl Eeprom {
    pub fn new() -> Self {
        let size = 1024;
        Self {
            bytes: vec![0xff; size as usize],
            geometry: Geometry {
                size,
                page: 0,
                provision_size: 0,
                write_size: 1,
                erased_to_zero: 0,
            },
            config: Config {
                example_key: 1,
                ..Config::DEFAULT
            },
            rtc: true,
            uptime: None,
            extended: false,
            cache: Vec::new(),
            writes: 0,
            cut_after: None,
        }
    }
}

/// What the library holds of an EEPROM while a call runs.
pub struct Lent<'a> {
    geometry: Geometry,
    config: Config,
    eeprom: RefCell<&'a mut Eeprom>,
}

impl Eeprom {
    pub fn lend(&mut self) -> Lent<'_> {
        Lent {
            geometry: self.geometry,
            config: self.config,
            eeprom: RefCell::new(self),
        }
    }
}

impl Medium for Lent<'_> {
    fn geometry(&self) -> &Geometry {
        &self.geometry
    }
    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        into.copy_from_slice(&self.eeprom.borrow().bytes[at as usize..][..into.len()]);
        Ok(())
    }
    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault> {
        let eeprom = &mut **self.eeprom.borrow_mut();
        eeprom.writes += 1;
        for (place, byte) in eeprom.bytes[at as usize..].iter_mut().zip(from) {
            if let Some(left) = &mut eeprom.cut_after {
                if *left == 0 {
                    return Err(Fault);
                }
                *left -= 1;
            }
            *place = *byte;
        }
        Ok(())
    }
    fn erase(&self, _: u16) -> Result<(), Fault> {
        unreachable!("an EEPROM has no pages")
    }
    fn pages(&self, _: Option<&mut Store>, _: u16) -> Status {
        unreachable!("an EEPROM has no pages")
    }
}

impl Port for Lent<'_> {
    fn config(&self) -> &Config {
        &self.config
    }
    fn clocks(&self, now: u32) -> Reading {
        let eeprom = self.eeprom.borrow();
        if let Some(uptime) = eeprom.uptime {
            Reading {
                rtc: now,
                uptime,
                given: RTC | UPTIME,
            }
        } else if eeprom.rtc {
            Reading {
                rtc: now,
                given: RTC,
                ..Reading::NONE
            }
        } else {
            Reading {
                uptime: now,
                given: UPTIME | NO_RTC,
                ..Reading::NONE
            }
        }
    }
    fn decode(&self, job: &mut Job) -> Status {
        cache::go_on(&mut self.eeprom.borrow_mut().cache, &self.config.limits, job)
    }
    fn takes_extended(&self) -> bool {
        self.eeprom.borrow().extended
    }
    fn extended(&self, job: &mut Job) -> Status {
        if self.takes_extended() {
            extended::run(&self.config.limits, job)
        } else {
            Status::Malformed
        }
    }
}

/// A time that is not believed at once, and one in which it is.
const FAR: u32 = 60_000;
pub const LIVED: u32 = 12;

pub struct Bench {
    pub port: Eeprom,
    pub device: Device,
    pub now: u32,
}

impl Bench {
    pub fn blank() -> Self {
        let mut bench = Self {
            port: Eeprom::new(),
            device: Device::CLOSED,
            now: 1_000_000,
        };
        assert_eq!(bench.power(), Status::Unprovisioned);
        bench
    }

    pub fn provisioned(options: &str) -> Self {
        let mut bench = Self::blank();
        bench.factory(options).unwrap();
        bench
    }

    pub fn factory(&mut self, options: &str) -> Result<u32, Status> {
        let line = format!("#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1{options}");
        loop {
            match opaygo::product::factory_line::provision(
                &mut self.device,
                &self.port.lend(),
                self.now,
                line.as_bytes(),
            ) {
                Err(Status::Decoding) => {}
                answer => return answer,
            }
        }
    }

    /// As [`Bench::power`], and nothing else is done yet.
    pub fn restart(&mut self) -> Status {
        self.device = Device::CLOSED;
        self.device.open(&self.port.lend(), self.now)
    }

    /// Power is cut and comes back at once.
    pub fn power(&mut self) -> Status {
        let status = self.restart();
        self.settle();
        status
    }

    /// As a product's main loop does: polls until nothing is wanted at once.
    pub fn settle(&mut self) {
        for _ in 0..40 {
            if self.device.ready() != Status::Ok || self.report().sleep != 0 || !self.device.is_idle() {
                return;
            }
            let _ = self.device.poll(&self.port.lend(), self.now, 16);
        }
    }

    /// Seconds pass, and the product sleeps as it is told.
    pub fn live(&mut self, seconds: u32) {
        let end = self.now.wrapping_add(seconds);
        let _ = self.device.poll(&self.port.lend(), self.now, 16);
        self.settle();
        while self.now != end {
            let left = end.wrapping_sub(self.now);
            let sleep = self.report().sleep.clamp(1, left);
            self.now = self.now.wrapping_add(sleep);
            let _ = self.device.poll(&self.port.lend(), self.now, 16);
            self.settle();
        }
    }

    pub fn text(&mut self, text: &str) -> Status {
        // The polls while it is typed.
        for _ in 0..18 {
            if self.device.is_idle() {
                let _ = self.device.poll(&self.port.lend(), self.now, 16);
            }
        }
        let mut status = self.device.enter(&self.port.lend(), self.now, text.as_bytes());
        while status == Status::Decoding {
            status = self.device.poll(&self.port.lend(), self.now, 16);
        }
        self.settle();
        status
    }

    pub fn token(&mut self, count: u16, value: u16) -> Status {
        self.text(&format!("{:09}", generate(START, &KEY, count, value)))
    }

    pub fn extended(&mut self, count: u16, value: u32, digits: u8) -> Status {
        let number = generate_extended(START, &KEY, count, value, digits);
        self.text(&format!("{number:0width$}", width = usize::from(digits)))
    }

    /// Seconds pass in one sleep, and the product polls. Of a sleep that is much longer than it was told the end is
    /// lived, because a time so far away is not believed at once.
    pub fn wait(&mut self, seconds: u32) -> Status {
        self.settle();
        let end = if seconds > FAR { LIVED } else { 0 };
        self.now = self.now.wrapping_add(seconds - end);
        let status = self.device.poll(&self.port.lend(), self.now, 16);
        self.settle();
        self.live(end);
        status
    }

    /// Power is off for so long.
    pub fn cut(&mut self, seconds: u32) -> Status {
        let end = if seconds > FAR { LIVED } else { 0 };
        self.now = self.now.wrapping_add(seconds - end);
        let status = self.power();
        self.live(end);
        status
    }

    pub fn report(&self) -> Report {
        let mut report = Report::EMPTY;
        self.device.query(&self.port.config, &mut report);
        report
    }
}

/// A token whose number no count of the window has.
pub fn wrong(at: u32) -> String {
    format!(
        "{:09}",
        (generate(START, &KEY, 2, 7) + 137_000 * (at + 1)) % 1_000_000_000
    )
}

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
    fn has_rtc(&self) -> bool {
        self.eeprom.borrow().rtc
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

    /// Power is cut and comes back at once.
    pub fn power(&mut self) -> Status {
        self.device = Device::CLOSED;
        self.device.open(&self.port.lend(), self.now)
    }

    pub fn text(&mut self, text: &str) -> Status {
        let mut status = self.device.enter(&self.port.lend(), self.now, text.as_bytes());
        while status == Status::Decoding {
            status = self.device.poll(&self.port.lend(), self.now, 16);
        }
        status
    }

    pub fn token(&mut self, count: u16, value: u16) -> Status {
        self.text(&format!("{:09}", generate(START, &KEY, count, value)))
    }

    pub fn extended(&mut self, count: u16, value: u32, digits: u8) -> Status {
        let number = generate_extended(START, &KEY, count, value, digits);
        self.text(&format!("{number:0width$}", width = usize::from(digits)))
    }

    pub fn wait(&mut self, seconds: u32) -> Status {
        self.now += seconds;
        self.device.poll(&self.port.lend(), self.now, 16)
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

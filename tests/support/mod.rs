//! A unit on a bench: memory as storage, a clock to be turned by hand.
#![allow(dead_code)]

use opaygo::cache::{self, CacheEntry};
use opaygo::config::Config;
use opaygo::device::Device;
use opaygo::device::Job;
use opaygo::extended;
use opaygo::layout::Geometry;
use opaygo::port::{Fault, Port};
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::token::{generate, generate_extended};

pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
pub const START: u32 = 123_456_789;

pub struct Eeprom {
    pub bytes: Vec<u8>,
    pub geometry: Geometry,
    pub config: Config,
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
                unit: 1,
            },
            config: Config {
                example_key: 1,
                ..Config::DEFAULT
            },
            extended: false,
            cache: Vec::new(),
            writes: 0,
            cut_after: None,
        }
    }
}

impl Port for Eeprom {
    fn geometry(&self) -> &Geometry {
        &self.geometry
    }
    fn config(&self) -> &Config {
        &self.config
    }
    fn read(&mut self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        into.copy_from_slice(&self.bytes[at as usize..][..into.len()]);
        Ok(())
    }
    fn write(&mut self, at: u16, from: &[u8]) -> Result<(), Fault> {
        self.writes += 1;
        for (place, byte) in self.bytes[at as usize..].iter_mut().zip(from) {
            if let Some(left) = &mut self.cut_after {
                if *left == 0 {
                    return Err(Fault);
                }
                *left -= 1;
            }
            *place = *byte;
        }
        Ok(())
    }
    fn erase(&mut self, _: u16) -> Result<(), Fault> {
        unreachable!("an EEPROM has no pages")
    }
    fn step(&mut self, job: &mut Job) -> Status {
        cache::step(&mut self.cache, &self.config.limits, job)
    }
    fn takes_extended(&self) -> bool {
        self.extended
    }
    fn extended(&mut self, job: &mut Job) -> Status {
        if self.extended {
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
        opaygo::factory_line::provision(&mut self.device, &mut self.port, self.now, line.as_bytes())
    }

    /// Power is cut and comes back at once.
    pub fn power(&mut self) -> Status {
        self.device = Device::CLOSED;
        self.device.open(&mut self.port, self.now)
    }

    pub fn text(&mut self, text: &str) -> Status {
        let mut status = self.device.enter(&mut self.port, self.now, text.as_bytes());
        while status == Status::Decoding {
            status = self.device.poll(&mut self.port, self.now, 16);
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
        self.device.poll(&mut self.port, self.now, 16)
    }

    pub fn report(&self) -> Report {
        let mut report = Report::EMPTY;
        self.device.query(&self.port.config, &mut report);
        report
    }
}

//! A unit as these cases need it: memory that misreads, fails and loses power, and clocks that show anything.

use std::cell::{Cell, RefCell};

use opaygo::config::Config;
use opaygo::product::factory_line;
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::storage::{pages, Store};
use opaygo::token::generate;
use opaygo::unit::clock::{Reading, NO_RTC, RTC, UPTIME};
use opaygo::unit::port::{Fault, Medium, Port};
use opaygo::unit::Device;

pub const DAY: u32 = 86_400;
pub const NOW: u32 = 1_700_000_000;
pub const LINE: &str = "#UNIT1;123456789;a29ab82edc5fbbc41ec9530f6dac86b1";
pub const ANOTHER: &str = "#EVIL;000000001;00112233445566778899aabbccddeeff";
pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";

pub const EEPROM: Geometry = Geometry {
    size: 256,
    page: 0,
    provision_size: 0,
    write_size: 1,
    erased_to_zero: 0,
};

/// What a read gives.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reads {
    Good,
    /// Nothing but this byte, and no failure.
    Only(u8),
    Noise,
    Fail,
}

#[derive(Clone)]
pub struct Board {
    pub geometry: Geometry,
    pub config: Config,
    pub bytes: RefCell<Vec<u8>>,
    pub reads: Reads,
    pub writes_fail: bool,
    /// The read that fails, counted from here on; and how many there were.
    pub fails: Option<u32>,
    pub count: Cell<u32>,
    /// The page that was erased last, and whether power goes at the next.
    pub erased: Cell<Option<u16>>,
    pub cut: Cell<bool>,
    pub off: Cell<bool>,
    pub rtc: Option<u32>,
    pub has_rtc: bool,
    pub uptime: Option<u32>,
}

impl Medium for Board {
    fn geometry(&self) -> &Geometry {
        &self.geometry
    }
    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        let count = self.count.replace(self.count.get() + 1);
        if self.off.get() || self.fails == Some(count) || self.reads == Reads::Fail {
            return Err(Fault);
        }
        into.copy_from_slice(&self.bytes.borrow()[usize::from(at)..][..into.len()]);
        match self.reads {
            Reads::Only(byte) => into.fill(byte),
            Reads::Noise => {
                for (place, byte) in into.iter_mut().enumerate() {
                    *byte = (count.wrapping_mul(1_103_515_245) >> 16) as u8 ^ (place as u8).wrapping_mul(197);
                }
            }
            Reads::Good | Reads::Fail => {}
        }
        Ok(())
    }
    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault> {
        if self.off.get() || self.writes_fail {
            return Err(Fault);
        }
        let blank = self.geometry.erased_to_zero.wrapping_sub(1);
        let mut bytes = self.bytes.borrow_mut();
        let into = &mut bytes[usize::from(at)..][..from.len()];
        if self.geometry.page != 0 && into.iter().any(|byte| *byte != blank) {
            return Err(Fault);
        }
        into.copy_from_slice(from);
        Ok(())
    }
    fn erase(&self, at: u16) -> Result<(), Fault> {
        if self.off.get() {
            return Err(Fault);
        }
        let blank = self.geometry.erased_to_zero.wrapping_sub(1);
        self.bytes.borrow_mut()[usize::from(at)..][..usize::from(self.geometry.page)].fill(blank);
        self.erased.set(Some(at));
        self.off.set(self.cut.take());
        Ok(())
    }
    fn pages(&self, store: Option<&mut Store>, what: u16) -> Status {
        pages::run(store, self, what)
    }
}

impl Port for Board {
    fn config(&self) -> &Config {
        &self.config
    }
    fn clocks(&self, _: u32) -> Reading {
        let mut now = Reading::NONE;
        if !self.has_rtc {
            now.given = NO_RTC;
        } else if let Some(rtc) = self.rtc {
            (now.rtc, now.given) = (rtc, RTC);
        }
        if let Some(uptime) = self.uptime {
            (now.uptime, now.given) = (uptime, now.given | UPTIME);
        }
        now
    }
}

/// A unit on its board.
pub struct Unit {
    pub board: Board,
    pub device: Device,
    pub report: Report,
}

impl Unit {
    /// Never used, with an RTC.
    pub fn blank(geometry: Geometry) -> Self {
        let board = Board {
            geometry,
            config: Config {
                example_key: 1,
                ..Config::DEFAULT
            },
            bytes: RefCell::new(vec![geometry.erased_to_zero.wrapping_sub(1); 1024]),
            reads: Reads::Good,
            writes_fail: false,
            fails: None,
            count: Cell::new(0),
            erased: Cell::new(None),
            cut: Cell::new(false),
            off: Cell::new(false),
            rtc: Some(NOW),
            has_rtc: true,
            uptime: None,
        };
        let mut unit = Self {
            board,
            device: Device::CLOSED,
            report: Report::EMPTY,
        };
        assert_eq!(unit.open(), Status::Unprovisioned);
        unit
    }

    /// Provisioned with [`LINE`].
    pub fn new(geometry: Geometry) -> Self {
        let mut unit = Self::blank(geometry);
        assert!(unit.factory(LINE).is_ok());
        unit
    }

    /// And with a token of so many days, of count 2.
    pub fn paid(geometry: Geometry, days: u16) -> Self {
        let mut unit = Self::new(geometry);
        assert_eq!(unit.token(2, days), Status::AddTime);
        unit.settle();
        unit
    }

    /// Another with the same memory and clocks, whose power is off.
    pub fn twin(&self) -> Self {
        Self {
            board: self.board.clone(),
            device: Device::CLOSED,
            report: Report::EMPTY,
        }
    }

    fn query(&mut self) {
        self.device.query(&self.board.config, &mut self.report);
    }

    /// Power comes back, and nothing else is called yet.
    pub fn open(&mut self) -> Status {
        self.board.off.set(false);
        self.device = Device::CLOSED;
        let answer = self.device.open(&self.board, 0);
        self.query();
        answer
    }

    /// And what a main loop does then.
    pub fn power(&mut self) -> Status {
        let answer = self.open();
        self.settle();
        answer
    }

    pub fn poll(&mut self) -> Status {
        let answer = self.device.poll(&self.board, 0, 64);
        self.query();
        answer
    }

    /// As a main loop, which polls until it may sleep.
    pub fn settle(&mut self) {
        self.query();
        for _ in 0..60 {
            if self.report.sleep > 0 {
                return;
            }
            self.poll();
        }
    }

    /// Time goes on by both clocks.
    pub fn pass(&mut self, seconds: u32) {
        for clock in [&mut self.board.rtc, &mut self.board.uptime] {
            *clock = clock.map(|time| time.wrapping_add(seconds));
        }
        self.poll();
        self.settle();
    }

    pub fn factory(&mut self, line: &str) -> Result<u32, Status> {
        loop {
            match factory_line::provision(&mut self.device, &self.board, 0, line.as_bytes()) {
                Err(Status::Decoding) => {}
                answer => return answer,
            }
        }
    }

    pub fn token(&mut self, count: u16, value: u16) -> Status {
        self.enter(&format!("{:09}", generate(123_456_789, &KEY, count, value)))
    }

    pub fn enter(&mut self, text: &str) -> Status {
        let mut answer = self.device.enter(&self.board, 0, text.as_bytes());
        while answer == Status::Decoding {
            answer = self.poll();
        }
        self.query();
        answer
    }

    /// Where its newest record is.
    pub fn newest(&self) -> usize {
        let records = crate::bytes::records(&self.board.geometry, &self.board.bytes.borrow());
        records.last().expect("a record").0.into()
    }
}

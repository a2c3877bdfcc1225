//! A unit on the bench: firmware over storage that can be cut off and a clock that is turned by hand. Knows no server and no
//! scenario.

use std::cell::{Cell, RefCell};

use opaygo::config::Config;
use opaygo::report::PaygState;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;

use super::firmware::{Board, Fault, Firmware};
use super::image::crc;
use super::EXAMPLE_KEY;
use crate::key::Key;

/// Where records live: sizes in bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Region {
    pub size: u16,
    pub page: u16,
    pub provision_size: u16,
    pub write_size: u8,
}

impl Region {
    /// The EEPROM of an ATmega328P.
    pub const EEPROM: Self = Self {
        size: 1024,
        page: 0,
        provision_size: 0,
        write_size: 1,
    };
}

/// Cells, and how they fail.
#[derive(Clone)]
struct Cells {
    bytes: Vec<u8>,
    writes: u64,
    /// Bytes that are still written before the power goes.
    cut: Option<u32>,
}

impl Cells {
    fn put(&mut self, at: u16, bytes: impl Iterator<Item = u8>) -> Result<(), Fault> {
        let cells = self.bytes.get_mut(usize::from(at)..).ok_or(Fault)?;
        for (cell, byte) in cells.iter_mut().zip(bytes) {
            match &mut self.cut {
                Some(0) => return Err(Fault),
                Some(left) => *left -= 1,
                None => {}
            }
            *cell = byte;
        }
        Ok(())
    }
}

/// What a unit finds around it.
struct Around {
    page: u16,
    rtc: bool,
    now: Cell<u32>,
    cells: RefCell<Cells>,
}

impl Board for Around {
    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        let cells = self.cells.borrow();
        let bytes = cells
            .bytes
            .get(usize::from(at)..)
            .and_then(|bytes| bytes.get(..into.len()));
        into.copy_from_slice(bytes.ok_or(Fault)?);
        Ok(())
    }
    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault> {
        let mut cells = self.cells.borrow_mut();
        cells.writes += 1;
        cells.put(at, from.iter().copied())
    }
    fn erase(&self, at: u16) -> Result<(), Fault> {
        let page = std::iter::repeat_n(0xff, self.page.into());
        self.cells.borrow_mut().put(at, page)
    }
    fn seconds(&self) -> u32 {
        self.now.get()
    }
    fn has_rtc(&self) -> bool {
        self.rtc
    }
}

/// What a unit shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Shown {
    pub state: &'static str,
    pub credit: u32,
    pub count: u16,
    pub wait: u16,
    pub active: bool,
    pub tamper: bool,
    pub clock_faults: u8,
    /// Seconds until the unit wants to be polled.
    pub sleep: u32,
}

/// A unit and all that is around it.
pub struct Bench {
    unit: Firmware<Around>,
}

impl Bench {
    /// A unit whose storage holds these bytes; power is off.
    pub fn new(region: Region, cells: Vec<u8>, config: Config, now: u32) -> Self {
        let geometry = Geometry {
            size: region.size,
            page: region.page,
            provision_size: region.provision_size,
            write_size: region.write_size,
            erased_to_zero: 0,
        };
        let around = Around {
            page: region.page,
            rtc: true,
            now: Cell::new(now),
            cells: RefCell::new(Cells {
                bytes: cells,
                writes: 0,
                cut: None,
            }),
        };
        Self {
            unit: Firmware::new(around, geometry, config),
        }
    }

    /// A unit as it comes from the line, with power.
    pub fn blank(config: Config, now: u32) -> Self {
        let cells = vec![0xff; usize::from(Region::EEPROM.size)];
        let mut bench = Self::new(Region::EEPROM, cells, config, now);
        bench.power();
        bench
    }

    /// Its clock does not go on while power is off.
    pub fn without_rtc(mut self) -> Self {
        self.unit.board.rtc = false;
        self.power();
        self
    }

    /// What its clock shows from now on.
    pub fn set_clock(&self, now: u32) {
        self.unit.board.now.set(now);
    }

    /// What its clock shows.
    pub fn now(&self) -> u32 {
        self.unit.board.now.get()
    }

    /// Its clock goes on.
    pub fn pass(&self, seconds: u32) {
        self.set_clock(self.now() + seconds);
    }

    /// Power comes, or is cut and comes back.
    pub fn power(&mut self) -> Status {
        self.unit.board.cells.borrow_mut().cut = None;
        self.unit.open()
    }

    /// Power is going to fail after so many more bytes are written.
    pub fn cut_after(&mut self, bytes: u32) {
        self.unit.board.cells.borrow_mut().cut = Some(bytes);
    }

    /// Whether that has come to pass.
    pub fn is_cut(&self) -> bool {
        self.unit.board.cells.borrow().cut == Some(0)
    }

    /// The factory's line: the check value that the unit answers, or why it refuses.
    pub fn factory(&mut self, line: &[u8]) -> Result<u32, Status> {
        loop {
            match self.unit.factory_line(line) {
                Err(Status::Decoding) => {}
                answer => return answer,
            }
        }
    }

    /// As a product's main loop: polls until nothing is wanted at once.
    pub fn settle(&mut self) {
        for _ in 0..40 {
            if self.poll() != Status::Ok || self.shown().sleep != 0 {
                break;
            }
        }
    }

    /// A token is entered, and decoded to the end.
    pub fn enter(&mut self, text: &str) -> Status {
        self.settle();
        let mut status = self.unit.enter(text);
        while status == Status::Decoding {
            status = self.poll();
        }
        self.settle();
        status
    }

    /// The main loop turns.
    pub fn poll(&mut self) -> Status {
        self.unit.poll(u16::MAX)
    }

    pub fn shown(&self) -> Shown {
        let report = self.unit.report();
        Shown {
            state: match report.state {
                PaygState::Disabled => "disabled",
                PaygState::Enabled => "enabled",
                PaygState::Unlocked => "unlocked",
            },
            credit: report.credit,
            count: report.count,
            wait: report.wait,
            active: report.active != 0,
            tamper: report.tamper != 0,
            clock_faults: report.clock_faults,
            sleep: report.sleep,
        }
    }

    /// Records written since it was made.
    pub fn writes(&self) -> u64 {
        self.unit.board.cells.borrow().writes
    }
}

/// What a unit answers to this line: its check value, or why it refuses.
pub fn line_check(line: &str, example_key: bool) -> Result<u32, Status> {
    let config = Config {
        example_key: example_key.into(),
        ..Config::DEFAULT
    };
    Bench::blank(config, 1_000_000).factory(line.as_bytes())
}

/// Whether a unit takes it for the key that the published pages print: it keeps that one's CRC-32 alone.
pub fn is_example_key(key: &Key) -> bool {
    crc(&key.0) == crc(&EXAMPLE_KEY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_key_is_known_as_a_unit_knows_it() {
        for key in [EXAMPLE_KEY, [7; 16]] {
            let key = Key(key);
            let refused = line_check(&format!("#X;000000000;{}", key.to_hex()), false) == Err(Status::ExampleKey);
            assert_eq!(is_example_key(&key), refused);
        }
    }
}

//! A storage chip stricter than any real one, which fails in every way there is (failures.rs). Knows the port's contract and nothing of
//! what is stored.
//!
//! It panics when the library leaves a region, misses the program unit or the page, writes a unit of flash twice
//! between two erases, or writes or erases again in a call in which that failed before (promise 7).
#![allow(dead_code)]

use std::cell::RefCell;

use opaygo::config::Config;
use opaygo::product::factory_line;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::storage::{pages, Store};
use opaygo::token::extended;
use opaygo::token::job::Job;
use opaygo::unit::clock::{Clock, Reading};
use opaygo::unit::port::{Fault, Medium, Port};
use opaygo::unit::Device;

#[path = "failures.rs"]
mod failures;

pub use failures::{Call, How, Stuck, Torn, Trouble, TORN};

/// A byte of erased storage.
fn erased(geometry: &Geometry) -> u8 {
    geometry.erased_to_zero.wrapping_sub(1)
}

/// Junk from a number, the same in every run.
pub fn mix(seed: u64) -> u64 {
    let mut x = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    x = (x ^ x >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ x >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ x >> 31
}

/// What stays without power.
#[derive(Clone, PartialEq, Eq)]
pub struct Cells {
    pub bytes: Vec<u8>,
    /// Per unit: written since its page was erased.
    written: Vec<bool>,
    /// Per unit: reads fail.
    unreadable: Vec<bool>,
}

#[derive(Clone)]
pub struct Chip {
    pub geometry: Geometry,
    pub config: Config,
    pub cells: Cells,
    /// Units written and pages erased so far: where a cut can be.
    pub steps: u32,
    pub cut: Option<(u32, Torn)>,
    /// Power is off: every callback fails, and what it is told to do does not happen.
    pub off: bool,
    pub trouble: Option<Trouble>,
    /// More of them, counted from the same moment.
    troubles: Vec<Trouble>,
    /// Flash that is written twice keeps the bits that both writes leave, and is no error: what is misread as erased may
    /// be written.
    pub lax: bool,
    /// Reads that fail, counted from when that was asked for.
    failing: Vec<u32>,
    pub stuck: Vec<Stuck>,
    /// Calls so far: reads, writes, erases.
    pub calls: [u32; 3],
    /// Each write's and erase's address, when wanted.
    pub log: Option<Vec<(Call, u16)>>,
    troubled_since: [u32; 3],
    failed: bool,
    /// Calls since the library was called.
    since: u32,
}

impl Chip {
    pub fn new(geometry: Geometry, config: Config) -> Self {
        let len = usize::from(geometry.size + geometry.provision_size);
        let units = len.div_ceil(usize::from(geometry.write_size));
        Self {
            geometry,
            config,
            cells: Cells {
                bytes: vec![erased(&geometry); len],
                written: vec![false; units],
                unreadable: vec![false; units],
            },
            steps: 0,
            cut: None,
            off: false,
            trouble: None,
            troubles: Vec::new(),
            lax: false,
            failing: Vec::new(),
            stuck: Vec::new(),
            calls: [0; 3],
            log: None,
            troubled_since: [0; 3],
            failed: false,
            since: 0,
        }
    }

    /// A call of the library begins.
    pub fn begin(&mut self) {
        self.failed = false;
        self.since = 0;
    }

    /// Power comes back.
    pub fn power(&mut self) {
        self.off = false;
        self.cut = None;
        self.begin();
    }

    /// Power goes at the step `ahead` of now.
    pub fn cut_ahead(&mut self, ahead: u32, torn: Torn) {
        self.cut = Some((self.steps + ahead, torn));
    }

    pub fn cause(&mut self, trouble: Trouble) {
        self.trouble = Some(trouble);
        self.troubled_since = self.calls;
    }

    /// Puts `image` into both regions; what it does not reach stays erased.
    pub fn fill(&mut self, image: &[u8]) {
        let len = self.cells.bytes.len().min(image.len());
        self.cells.bytes[..len].copy_from_slice(&image[..len]);
        let (unit, blank) = (self.unit(), erased(&self.geometry));
        for (written, bytes) in self.cells.written.iter_mut().zip(self.cells.bytes.chunks(unit)) {
            *written = bytes.iter().any(|&byte| byte != blank);
        }
    }

    pub fn flip(&mut self, at: u16, bit: u8) {
        self.cells.bytes[at as usize] ^= 1 << bit;
    }

    pub fn make_unreadable(&mut self, at: u16) {
        let unit = usize::from(at) / self.unit();
        self.cells.unreadable[unit] = true;
    }

    /// These are the troubles from here on, in place of those that were.
    pub fn set_troubles(&mut self, troubles: impl Iterator<Item = Trouble>) {
        self.troubles = troubles.collect();
        self.troubled_since = self.calls;
    }

    pub fn in_trouble(&self) -> bool {
        !self.troubles.is_empty()
    }

    /// Every cell can be read again.
    pub fn make_readable(&mut self) {
        self.cells.unreadable.fill(false);
    }

    /// These reads fail; 0 is the next.
    pub fn fail_reads(&mut self, reads: &[u32]) {
        self.failing = reads.iter().map(|read| self.calls[0] + read).collect();
    }

    fn unit(&self) -> usize {
        self.geometry.write_size.into()
    }

    fn check_inside(&self, at: u16, len: usize, what: &str) {
        let end = usize::from(at) + len;
        let size = usize::from(self.geometry.size);
        let behind = size + usize::from(self.geometry.provision_size);
        assert!(
            end <= size || usize::from(at) >= size && end <= behind,
            "promise 9: {what} of {len} bytes at {at} is outside the regions"
        );
    }

    /// Counts a call; how it misbehaves, if it is to.
    fn count(&mut self, call: Call) -> Option<How> {
        let number = self.calls[call as usize] - self.troubled_since[call as usize];
        self.calls[call as usize] += 1;
        self.since += 1;
        assert!(self.since < 8000, "promise 9: a call does not end");
        let mut troubles = self.trouble.iter().chain(&self.troubles);
        let now = |trouble: &&Trouble| {
            trouble.call == call && number >= trouble.from && number - trouble.from < trouble.times
        };
        troubles.find(now).map(|trouble| trouble.how)
    }

    fn fail(&mut self) -> Result<(), Fault> {
        self.failed = true;
        Err(Fault)
    }

    fn check_quiet(&self, what: &str) {
        assert!(
            !self.failed,
            "promise 7: {what} after one that failed, in the same call"
        );
    }

    /// Puts `new` where it belongs, or what is left of it when power goes here. `false`: power has gone.
    fn step(&mut self, at: usize, new: &[u8], erase: bool) -> bool {
        let here = self.steps;
        self.steps += 1;
        let torn = match self.cut {
            Some((step, torn)) if step == here => {
                self.off = true;
                torn
            }
            _ => Torn::New,
        };
        let old = self.cells.bytes[at..][..new.len()].to_vec();
        let half = new.len() / 2;
        let seed = mix(u64::from(here) << 32 | at as u64);
        for (i, (&old, &new)) in old.iter().zip(new).enumerate() {
            let junk = mix(seed + i as u64) as u8;
            self.cells.bytes[at + i] = match torn {
                Torn::New => new,
                Torn::Old => old,
                Torn::Zero => 0,
                Torn::Junk => junk,
                Torn::Unreadable => !new,
                Torn::Ones if erase && i < half => new,
                Torn::Ones if !erase => 0xff,
                Torn::And if erase && i >= half => new,
                Torn::Ones => old,
                Torn::And => old & if erase { 0xff } else { new },
                Torn::Or => old | if erase { junk } else { new },
            };
        }
        self.apply_stuck();
        let blank = erased(&self.geometry);
        let units = at / self.unit()..(at + new.len()) / self.unit();
        for unit in units {
            self.cells.unreadable[unit] = torn == Torn::Unreadable;
            let bytes = &self.cells.bytes[unit * self.unit()..][..self.unit()];
            // A unit that reads as erased cannot be told from one that is; with error correction all ones are written too.
            self.cells.written[unit] = if erase {
                bytes.iter().any(|&byte| byte != blank)
            } else {
                bytes.iter().any(|&byte| byte != blank) || torn == Torn::New && self.unit() >= 8
            };
        }
        !self.off
    }

    pub fn apply_stuck(&mut self) {
        for stuck in &self.stuck {
            let byte = &mut self.cells.bytes[stuck.at as usize];
            *byte = *byte & !(1 << stuck.bit) | u8::from(stuck.one) << stuck.bit;
        }
    }
}

/// What the library holds of a chip while a call runs.
pub struct Lent<'a> {
    geometry: Geometry,
    config: Config,
    chip: RefCell<&'a mut Chip>,
}

impl Medium for Lent<'_> {
    fn geometry(&self) -> &Geometry {
        &self.geometry
    }

    fn read(&self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        self.chip.borrow_mut().read(at, into)
    }

    fn write(&self, at: u16, from: &[u8]) -> Result<(), Fault> {
        self.chip.borrow_mut().write(at, from)
    }

    fn erase(&self, at: u16) -> Result<(), Fault> {
        self.chip.borrow_mut().erase(at)
    }

    fn pages(&self, store: Option<&mut Store>, what: u16) -> Status {
        pages::run(store, self, what)
    }
}

impl Port for Lent<'_> {
    fn config(&self) -> &Config {
        &self.config
    }

    /// These tests are about storage: what the RTC shows is read until it is believed.
    fn read_clock(&self, clock: &mut Clock, seen: &mut u32, now: &Reading) -> u32 {
        let mut passed = 0u32;
        for before in (0..9).rev().chain([0; 9]) {
            let rtc = now.rtc.wrapping_sub(before);
            // Below zero: nobody knows.
            let now = clock.read(seen, &Reading { rtc, ..*now });
            passed = if (passed as i32) < 0 {
                passed
            } else {
                passed.wrapping_add(now)
            };
        }
        passed
    }

    fn takes_extended(&self) -> bool {
        true
    }

    fn extended(&self, job: &mut Job) -> Status {
        extended::run(&self.config.limits, job)
    }
}

impl Chip {
    pub fn lend(&mut self) -> Lent<'_> {
        Lent {
            geometry: self.geometry,
            config: self.config,
            chip: RefCell::new(self),
        }
    }

    fn read(&mut self, at: u16, into: &mut [u8]) -> Result<(), Fault> {
        self.check_inside(at, into.len(), "a read");
        assert!(into.len() <= 32, "a read of {} bytes", into.len());
        let trouble = self.count(Call::Read);
        if self.off {
            return Err(Fault);
        }
        let at = at as usize;
        let units = at / self.unit()..=(at + into.len() - 1) / self.unit();
        match trouble {
            Some(How::Gives(byte)) => {
                into.fill(byte);
                return Ok(());
            }
            Some(How::Lies) => {
                let seed = mix(u64::from(self.calls[0]));
                into.iter_mut()
                    .enumerate()
                    .for_each(|(i, byte)| *byte = mix(seed + i as u64) as u8);
                return Ok(());
            }
            _ => {}
        }
        let failing = self.failing.contains(&(self.calls[0] - 1));
        if trouble.is_some() || failing || self.cells.unreadable[units].contains(&true) {
            // What a failed read leaves in the buffer is anything.
            into.fill(0xa5);
            return Err(Fault);
        }
        into.copy_from_slice(&self.cells.bytes[at..][..into.len()]);
        Ok(())
    }

    fn write(&mut self, at: u16, from: &[u8]) -> Result<(), Fault> {
        self.check_inside(at, from.len(), "a write");
        self.check_quiet("a write");
        assert_eq!(from.len(), 32, "a write of {} bytes", from.len());
        assert_eq!(at as usize % self.unit(), 0, "a write at {at} misses the unit");
        let trouble = self.count(Call::Write);
        if self.off {
            return self.fail();
        }
        if let Some(log) = &mut self.log {
            log.push((Call::Write, at));
        }
        let mut done = from.len();
        match trouble {
            Some(How::Lies) => return Ok(()),
            Some(How::Fails) => return self.fail(),
            Some(How::FailsHalfway) => done /= 2,
            _ => {}
        }
        let mut from = from.to_vec();
        if let Some(How::Gives(bit)) = trouble {
            from[usize::from(bit) % 32] ^= 1 << (bit >> 5);
        }
        for (i, new) in from[..done].chunks(self.unit()).enumerate() {
            let place = at as usize + i * self.unit();
            let mut new = new.to_vec();
            if self.geometry.page != 0 && self.lax {
                let old = &self.cells.bytes[place..][..new.len()];
                let zero = self.geometry.erased_to_zero == 1;
                new.iter_mut()
                    .zip(old)
                    .for_each(|(new, old)| *new = if zero { *new | old } else { *new & old });
            } else if self.geometry.page != 0 {
                assert!(
                    !self.cells.written[place / self.unit()],
                    "a second write at {place} without an erase"
                );
            }
            if !self.step(place, &new, false) {
                return self.fail();
            }
        }
        match trouble {
            Some(How::Gives(_)) | None => Ok(()),
            Some(_) => self.fail(),
        }
    }

    fn erase(&mut self, at: u16) -> Result<(), Fault> {
        let page = usize::from(self.geometry.page);
        assert_ne!(page, 0, "an erase where there are no pages");
        self.check_inside(at, page, "an erase");
        self.check_quiet("an erase");
        assert_eq!(at as usize % page, 0, "an erase at {at} misses the page");
        let trouble = self.count(Call::Erase);
        if self.off {
            return self.fail();
        }
        if let Some(log) = &mut self.log {
            log.push((Call::Erase, at));
        }
        let mut done = page;
        match trouble {
            Some(How::Lies) => return Ok(()),
            Some(How::Fails) => return self.fail(),
            Some(How::FailsHalfway) => done /= 2,
            _ => {}
        }
        let blank = erased(&self.geometry);
        let on = self.step(at as usize, &vec![blank; done], true);
        if trouble.is_some() || !on {
            return self.fail();
        }
        Ok(())
    }
}

/// The factory's line, until its test code is examined.
pub fn factory(device: &mut Device, port: &impl Port, now: u32, line: &[u8]) -> Result<u32, Status> {
    loop {
        match factory_line::provision(device, port, now, line) {
            Err(Status::Decoding) => {}
            answer => return answer,
        }
    }
}

//! Any bytes as storage, and then a life: promise 9, and the half of promise 4 that no bytes make credit. For the tests
//! and the fuzzer; the chip panics when the library leaves its regions.
#![allow(dead_code)]

use opaygo::config::Config;
use opaygo::report::Report;
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use opaygo::token::generate;
use opaygo::unit::Device;

use crate::bytes;
use crate::chip::{Chip, Torn, TORN};

pub const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";
const START: u32 = 123_456_789;
const LINE: &str = "#SLT000001;123456789;a29ab82edc5fbbc41ec9530f6dac86b1;test=111111111";

/// An input is one byte for the geometry, one that says what is sealed, this many for the life, and then the image.
pub const LIFE: usize = 14;

/// EEPROM and flash, each with the provisioning record inside and in a region of its own.
pub fn geometries() -> [Geometry; 8] {
    [
        (64, 0, 128, 1),
        (192, 0, 0, 1),
        (250, 0, 0, 2),
        (1024, 0, 0, 1),
        (512, 256, 0, 8),
        (512, 256, 256, 4),
        (2048, 1024, 0, 2),
        (2048, 512, 1024, 32),
    ]
    .map(|(size, page, provision_size, unit)| Geometry {
        size,
        page,
        provision_size,
        write_size: unit,
        erased_to_zero: 0,
    })
}

struct Life {
    chip: Chip,
    device: Device,
    now: u32,
}

impl Life {
    fn call(&mut self, call: impl FnOnce(&mut Device, &mut Chip, u32) -> Status) -> Status {
        self.chip.begin();
        call(&mut self.device, &mut self.chip, self.now)
    }

    fn open(&mut self) -> Status {
        self.chip.power();
        self.call(|device, chip, now| {
            *device = Device::CLOSED;
            device.open(&chip.lend(), now)
        })
    }

    /// Polls until nothing is due. What the clock takes while a token is decoded is stored when that is over.
    fn settle(&mut self) {
        for _ in 0..400 {
            if self.call(|device, chip, now| device.poll(&chip.lend(), now, 200)) == Status::Ok {
                break;
            }
        }
    }

    fn credit(&self) -> u32 {
        let mut report = Report::EMPTY;
        self.device.query(&self.chip.config, &mut report);
        let unlocked = report.state as u8 == 2;
        if unlocked {
            u32::MAX
        } else {
            report.credit
        }
    }

    /// One thing that happens to a unit; what it answers.
    fn act(&mut self, act: u8) -> Status {
        let part = u16::from(act / 12);
        match act % 12 {
            0 => self.call(|device, chip, now| device.enter(&chip.lend(), now, b"999999999")),
            1 => {
                let text = format!("{:09}", generate(START, &KEY, 3 * part, 7));
                self.call(|device, chip, now| device.enter(&chip.lend(), now, text.as_bytes()))
            }
            2 => self.call(|device, chip, now| device.apply(&chip.lend(), now, part, 997 + part % 3, None)),
            3 => self.call(|device, chip, now| device.apply(&chip.lend(), now, 2 * part, part, None)),
            4 | 5 => self.call(|device, chip, now| device.poll(&chip.lend(), now, 200)),
            6 => {
                self.now = self.now.wrapping_add(1000 << part);
                self.call(|device, chip, now| device.poll(&chip.lend(), now, 1))
            }
            7 => self.call(|device, chip, now| device.save(&chip.lend(), now)),
            8 => self.call(|device, chip, now| device.tamper(&chip.lend(), now)),
            9 => self.call(|device, chip, now| device.resume(&chip.lend(), now, u32::MAX << part)),
            10 => {
                self.call(
                    |device, chip, now| match crate::chip::factory(device, &chip.lend(), now, LINE.as_bytes()) {
                        Ok(_) => Status::Ok,
                        Err(status) => status,
                    },
                )
            }
            _ => {
                let torn = TORN[usize::from(part) % TORN.len()];
                self.chip
                    .cut_ahead(part.into(), if torn == Torn::New { Torn::Junk } else { torn });
                self.call(|device, chip, now| device.enter(&chip.lend(), now, b"111111111"));
                self.open()
            }
        }
    }
}

/// Runs the life of an input; how its storage opened, or `None` if the input is too short.
pub fn live(input: &[u8], config: Config) -> Option<Status> {
    let (&[geometry, seal], rest) = input.split_first_chunk::<2>()?;
    let (acts, image) = rest.split_first_chunk::<LIFE>()?;
    let geometries = geometries();
    let mut chip = Chip::new(geometries[usize::from(geometry) % geometries.len()], config);
    chip.fill(image);
    let geometry = chip.geometry;
    if seal & 1 != 0 {
        for slot in bytes::slots(&geometry) {
            bytes::seal_record(&geometry, &mut chip.cells.bytes[usize::from(slot)..][..32]);
        }
    }
    if seal & 2 != 0 {
        for copy in bytes::copies(&geometry) {
            bytes::seal_unit(&geometry, &mut chip.cells.bytes[usize::from(copy)..][..64]);
        }
    }
    let records = bytes::records(&geometry, &chip.cells.bytes);
    let most = records.iter().map(|(_, record)| match record.flags & 0x20 {
        0 => record.credit,
        _ => u32::MAX,
    });
    let most = most.max().unwrap_or(0);
    // Records with serial numbers from anywhere have no order: any of them may come up.
    let hidden = if seal & 1 != 0 { most } else { 0 };
    let mut life = Life {
        chip,
        device: Device::CLOSED,
        now: 1_000_000,
    };
    let opened = life.open();
    assert!(life.credit() <= most, "promise 4: credit that no record holds");
    for act in acts {
        if act % 12 == 11 {
            life.settle();
        }
        let before = life.credit();
        let answer = life.act(*act);
        let paid = matches!(answer, Status::AddTime | Status::SetTime | Status::DisablePayg);
        assert!(
            paid || life.credit() <= before.max(hidden),
            "promise 4: credit from {answer:?}"
        );
    }
    life.settle();
    let before = life.credit();
    life.open();
    assert!(life.credit() <= before.max(hidden), "promise 4: credit from a start");
    Some(opened)
}

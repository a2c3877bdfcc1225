//! A unit's storage as docs/FORMAT.md tells it, beside what the crate makes of the same bytes. Knows no file.

use super::bench::{Bench, Region, Shown};
use super::{Config, Status};

/// The newest format that this page knows: the low half of byte 27 of a record, byte 59 of a provisioning record.
const FORMAT: u8 = 2;
const RECORD: usize = 32;
const COPY: usize = 64;

/// What stands in a place of the region.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Held<T> {
    Blank(u8),
    Torn,
    /// Whole, and of a format that is not known here.
    Foreign(u8),
    /// Whole, and written for a region of other sizes.
    Elsewhere,
    Good(T),
}

impl<T> Held<T> {
    pub fn good(&self) -> Option<&T> {
        match self {
            Self::Good(what) => Some(what),
            _ => None,
        }
    }
}

/// The state of a unit, in the order of its bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Record {
    pub serial: u32,
    pub credit: u32,
    pub seen: u32,
    pub count: u16,
    pub used: u16,
    pub last_sync: u16,
    pub lock: u16,
    pub flags: u8,
    pub faults: u8,
    pub tests: [u8; 5],
    pub format: u8,
}

impl Record {
    pub fn failures(&self) -> u8 {
        self.flags & 0x1f
    }
    pub fn unlocked(&self) -> bool {
        self.flags & 0x20 != 0
    }
    pub fn tamper(&self) -> bool {
        self.flags & 0x40 != 0
    }
    pub fn doubt(&self) -> bool {
        self.flags & 0x80 != 0
    }

    /// The even counts that the used-bits speak of, newest first, and whether each may not be taken any more.
    pub fn adds(&self) -> Vec<(u16, bool)> {
        (0..16u16)
            .filter_map(|bit| Some(((self.count & !1).checked_sub(2 * bit)?, self.used >> bit & 1 == 1)))
            .filter(|(count, _)| *count > 0)
            .collect()
    }
}

/// Who a unit is, without its secrets.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Identity {
    pub key_check: u32,
    pub count: u16,
    pub divider: u8,
    pub restricted: bool,
    pub has_test_code: bool,
    pub serial: String,
}

/// A storage region read out.
pub struct Image {
    pub region: Region,
    pub slots: Vec<(u16, Held<Record>)>,
    pub copies: Vec<(u16, Held<Identity>)>,
    /// Where the newest record stands.
    pub newest: Option<(u16, Record)>,
    /// What the crate's `open` answers, and the unit shows then.
    pub opened: Status,
    pub shown: Shown,
}

impl Image {
    /// Reads the bytes of a region; `now` is what the unit's clock shows, by default what it showed last.
    pub fn read(region: Region, bytes: &[u8], now: Option<u32>) -> Self {
        let slots: Vec<_> = slots(region)
            .into_iter()
            .map(|at| (at, record(bytes, region, at)))
            .collect();
        let newest = slots
            .iter()
            .filter_map(|(at, held)| held.good().map(|record| (*at, *record)))
            .reduce(|newest, next| {
                let newer = (next.1.serial.wrapping_sub(newest.1.serial) as i32) > 0;
                if newer {
                    next
                } else {
                    newest
                }
            });
        let now = now.or(newest.map(|(_, record)| record.seen)).unwrap_or(0);
        let config = Config {
            example_key: 1,
            ..Config::DEFAULT
        };
        let mut bench = Bench::new(region, bytes.to_vec(), config, now);
        let opened = bench.power();
        Self {
            region,
            slots,
            copies: copies(region)
                .into_iter()
                .map(|at| (at, identity(bytes, region, at)))
                .collect(),
            newest,
            opened,
            shown: bench.shown(),
        }
    }

    /// Why `open` answers what it does.
    pub fn why(&self) -> String {
        let records = self.slots.iter().filter(|(_, held)| held.good().is_some()).count();
        let copies = self.copies.iter().filter(|(_, held)| held.good().is_some()).count();
        match self.opened {
            Status::Ok => format!("{records} good records and {copies} good copies of the key"),
            Status::Geometry => "these sizes do not fit each other".to_owned(),
            Status::Unprovisioned => {
                "it never had a key: the last copy is blank, and no more than its begin is stored".to_owned()
            }
            Status::Corrupt if copies > 0 => {
                "it has its key and no good record: it is to be provisioned again with its own key".to_owned()
            }
            Status::Corrupt => {
                "something is stored, and no good copy of the key: it may be provisioned anew".to_owned()
            }
            Status::OtherGeometry => "it is a unit of other sizes: give those that it was provisioned with".to_owned(),
            Status::LaterFormat => "a later version of the library has stored it".to_owned(),
            _ => "it could not be read".to_owned(),
        }
    }
}

/// The sizes under which the bytes make most sense.
pub fn guess(len: u16) -> impl Iterator<Item = Region> {
    let pages = [0, 1024, 512, 256, 128, 2048, 4096];
    let whole = move |page: u16| page == 0 || len.is_multiple_of(page) && len / page >= 2;
    pages
        .into_iter()
        .filter(move |&page| whole(page))
        .map(move |page| Region {
            size: len,
            page,
            provision_size: 0,
            write_size: 1,
        })
}

/// Length of a bank, and of what stands before its first slot.
fn bank(region: Region) -> (usize, usize) {
    let head = if region.provision_size == 0 { COPY } else { 0 };
    let size = usize::from(region.size);
    let bank = match (region.page, head) {
        (0, 0) => size / RECORD * RECORD,
        (0, _) => size / 2 / RECORD * RECORD,
        (page, _) => page.into(),
    };
    (bank, head)
}

fn banks(region: Region) -> Vec<usize> {
    let (bank, head) = bank(region);
    if bank < head + RECORD {
        return Vec::new();
    }
    (0..usize::from(region.size) / bank)
        .map(|number| number * bank)
        .collect()
}

fn slots(region: Region) -> Vec<u16> {
    let (bank, head) = bank(region);
    let each = |start: usize| (0..(bank - head) / RECORD).map(move |slot| (start + head + slot * RECORD) as u16);
    banks(region).into_iter().flat_map(each).collect()
}

fn copies(region: Region) -> Vec<u16> {
    if region.provision_size == 0 {
        return banks(region).into_iter().map(|start| start as u16).collect();
    }
    let half = region.provision_size / 2 / 32 * 32;
    vec![region.size, region.size.saturating_add(half)]
}

/// CRC-32 of zlib.
pub fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        (0..8).fold(crc ^ u32::from(byte), |crc, _| (crc >> 1) ^ ((crc & 1) * 0xedb8_8320))
    })
}

fn half(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// The mark of a geometry, which is XORed into both halves of each CRC; format 1 has none.
fn mark(region: Region) -> u16 {
    let sizes = [region.size, region.page, region.provision_size].map(u16::to_le_bytes);
    crc(sizes.as_flattened()) as u16
}

/// The bytes of a place, if they are whole: `Good` when their format is known.
fn held(bytes: &[u8], region: Region, at: u16, len: usize, format: impl Fn(&[u8]) -> Option<u8>) -> Held<&[u8]> {
    let Some(bytes) = bytes.get(usize::from(at)..).and_then(|bytes| bytes.get(..len)) else {
        return Held::Torn;
    };
    if let Some(&first) = bytes.first().filter(|first| matches!(first, 0 | 0xff)) {
        if bytes.iter().all(|&byte| byte == first) {
            return Held::Blank(first);
        }
    }
    let rest = crc(&bytes[..len - 4]) ^ word(bytes, len - 4);
    let (low, high) = (rest as u16, (rest >> 16) as u16);
    if low != high {
        return Held::Torn;
    }
    if low != 0 && low != mark(region) {
        return Held::Elsewhere;
    }
    match format(bytes) {
        Some(1..=FORMAT) => Held::Good(bytes),
        Some(format) => Held::Foreign(format),
        None => Held::Torn,
    }
}

fn record(bytes: &[u8], region: Region, at: u16) -> Held<Record> {
    match held(bytes, region, at, RECORD, |bytes| Some(bytes[27] & 0x0f)) {
        Held::Blank(byte) => Held::Blank(byte),
        Held::Torn => Held::Torn,
        Held::Elsewhere => Held::Elsewhere,
        Held::Foreign(format) => Held::Foreign(format),
        Held::Good(bytes) => Held::Good(Record {
            serial: word(bytes, 0),
            credit: word(bytes, 4),
            seen: word(bytes, 8),
            count: half(bytes, 12),
            used: half(bytes, 14),
            last_sync: half(bytes, 16),
            lock: half(bytes, 18),
            flags: bytes[20],
            faults: bytes[21],
            tests: [bytes[22], bytes[23], bytes[24], bytes[25], bytes[26]],
            format: bytes[27] & 0x0f,
        }),
    }
}

fn identity(bytes: &[u8], region: Region, at: u16) -> Held<Identity> {
    match held(bytes, region, at, COPY, |bytes| {
        (bytes[56..59] == *b"OPG").then_some(bytes[59])
    }) {
        Held::Blank(byte) => Held::Blank(byte),
        Held::Torn => Held::Torn,
        Held::Elsewhere => Held::Elsewhere,
        Held::Foreign(format) => Held::Foreign(format),
        Held::Good(bytes) => {
            let mut key = [0; 16];
            key.copy_from_slice(&bytes[..16]);
            let serial = bytes[28..56].iter().take_while(|&&byte| byte != 0);
            Held::Good(Identity {
                key_check: super::key_check(&key),
                count: half(bytes, 24),
                divider: bytes[26],
                restricted: bytes[27] != 0,
                has_test_code: word(bytes, 20) <= super::MAX_CODE,
                serial: serial.flat_map(|&byte| char::from(byte).escape_default()).collect(),
            })
        }
    }
}

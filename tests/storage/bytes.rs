//! The stored bytes as docs/FORMAT.md tells them, read without the library's code. Knows no promise.

#![allow(dead_code)] // the fuzzer takes a part of it

use opaygo::storage::layout::Geometry;

pub const FORMAT: u8 = 2;

/// A record.
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
    pub clock_faults: u8,
    pub tests: [u8; 5],
    /// How often the interval to the next record is 16 s doubled.
    pub doubled: u8,
}

/// CRC-32 of zlib, a nibble at a time.
pub fn crc(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 16] = {
        let mut table = [0; 16];
        let mut at = 0;
        while at < 64 {
            let entry = if at % 4 == 0 { at as u32 / 4 } else { table[at / 4] };
            table[at / 4] = (entry >> 1) ^ ((entry & 1) * 0xedb8_8320);
            at += 1;
        }
        table
    };
    !bytes.iter().fold(u32::MAX, |crc, &byte| {
        let crc = crc ^ u32::from(byte);
        let crc = crc >> 4 ^ TABLE[(crc & 15) as usize];
        crc >> 4 ^ TABLE[(crc & 15) as usize]
    })
}

fn half(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes([bytes[at], bytes[at + 1]])
}

fn word(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

/// Length of a bank, and of what stands before its first slot.
fn bank(geometry: &Geometry) -> (u16, u16) {
    let head = if geometry.provision_size == 0 { 64 } else { 0 };
    let bank = match (geometry.page, head) {
        (0, 0) => geometry.size,
        (0, _) => geometry.size / 2 / 32 * 32,
        (page, _) => page,
    };
    (bank, head)
}

/// The address of every slot, in the order of the ring.
pub fn slots(geometry: &Geometry) -> Vec<u16> {
    let (bank, head) = bank(geometry);
    let mut slots = Vec::new();
    for number in 0..geometry.size / bank {
        slots.extend((0..(bank - head) / 32).map(|slot| number * bank + head + slot * 32));
    }
    slots
}

/// The address of every copy of the provisioning record.
pub fn copies(geometry: &Geometry) -> Vec<u16> {
    let (bank, head) = bank(geometry);
    if head == 0 {
        let half = geometry.provision_size / 2 / 32 * 32;
        return vec![geometry.size, geometry.size + half];
    }
    (0..geometry.size / bank).map(|number| number * bank).collect()
}

/// What tells a geometry's records from those of another: in format 2 it is added to both halves of their check.
pub fn mark(geometry: &Geometry) -> u32 {
    let numbers = [geometry.size, geometry.page, geometry.provision_size];
    (crc(&numbers.map(u16::to_le_bytes).concat()) & 0xffff) * 0x1_0001
}

/// Whether these bytes begin with a whole provisioning record.
pub fn is_copy(geometry: &Geometry, bytes: &[u8]) -> bool {
    let rest = crc(&bytes[..60]) ^ word(bytes, 60);
    bytes[56..59] == *b"OPG" && (rest == 0 || rest == mark(geometry))
}

pub fn record(geometry: &Geometry, bytes: &[u8]) -> Option<Record> {
    let rest = crc(&bytes[..28]) ^ word(bytes, 28);
    if bytes[27] & 15 > FORMAT || rest != 0 && rest != mark(geometry) {
        return None;
    }
    Some(Record {
        serial: word(bytes, 0),
        credit: word(bytes, 4),
        seen: word(bytes, 8),
        count: half(bytes, 12),
        used: half(bytes, 14),
        last_sync: half(bytes, 16),
        lock: half(bytes, 18),
        flags: bytes[20],
        clock_faults: bytes[21],
        tests: bytes[22..27].try_into().unwrap(),
        doubled: bytes[27] >> 4,
    })
}

/// Every valid record with its slot, the newest last.
pub fn records(geometry: &Geometry, cells: &[u8]) -> Vec<(u16, Record)> {
    let mut records: Vec<_> = slots(geometry)
        .into_iter()
        .filter_map(|slot| Some((slot, record(geometry, &cells[slot.into()..][..32])?)))
        .collect();
    // No unit of these tests writes 2^31 records.
    records.sort_by_key(|(_, record)| record.serial);
    records
}

/// Makes any 32 bytes a valid record.
pub fn seal_record(geometry: &Geometry, bytes: &mut [u8]) {
    bytes[27] = bytes[27] & 0xf0 | FORMAT;
    let crc = crc(&bytes[..28]) ^ mark(geometry);
    bytes[28..].copy_from_slice(&crc.to_le_bytes());
}

/// Makes any 64 bytes a valid provisioning record of a unit that there may be: the serial number is ASCII, and 64 ones
/// begin no key. A write of ones that is cut reads as none, so such a record may be written twice.
pub fn seal_unit(geometry: &Geometry, bytes: &mut [u8]) {
    if bytes[..8] == [0xff; 8] {
        bytes[0] = 0;
    }
    bytes[28..56].iter_mut().for_each(|byte| *byte &= 0x7f);
    bytes[56..60].copy_from_slice(b"OPG\x02");
    let crc = crc(&bytes[..60]) ^ mark(geometry);
    bytes[60..].copy_from_slice(&crc.to_le_bytes());
}

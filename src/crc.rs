//! CRC-32 (the reflected 0x04C11DB7 of zlib), bit by bit: a table would be RAM on AVR. Knows no record.

/// The value to begin with.
pub const START: u32 = u32::MAX;

/// Goes on over `bytes`; the CRC is the complement of the last value.
pub fn update(mut crc: u32, bytes: &[u8]) -> u32 {
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            crc = if crc & 1 != 0 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    crc
}

//! CRC-32 (the reflected 0x04C11DB7 of zlib), bit by bit: a table would be RAM on AVR. Knows no record.
//!
//! The `crc` crate costs 296 to 752 bytes of flash more, and on an AVR static RAM.

/// The CRC-32 of `bytes`, behind other bytes whose CRC-32 is `before`; 0 if there are none.
#[inline(never)]
pub fn of(before: u32, bytes: &[u8]) -> u32 {
    let mut crc = !before;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8u8 {
            // All ones if the lowest bit is one. With a branch it is 24 bytes more on an AVR.
            let low = (crc as i8 & 1).wrapping_neg();
            crc = crc >> 1 ^ 0xedb8_8320 & i32::from(low) as u32;
        }
    }
    !crc
}

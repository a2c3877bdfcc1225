//! CRC-32 (the reflected 0x04C11DB7 of zlib). Knows no record.
//!
//! Bit by bit on chips: a table would be RAM on AVR. The `crc` crate costs 296 to 752 bytes of flash more, and on an AVR
//! static RAM. A host, where units are simulated by the thousand, has a table.

/// The CRC-32 of `bytes`, behind other bytes whose CRC-32 is `before`; 0 if there are none.
#[cfg(not(target_pointer_width = "64"))]
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

#[cfg(target_pointer_width = "64")]
pub fn of(before: u32, bytes: &[u8]) -> u32 {
    !bytes
        .iter()
        .fold(!before, |crc, &byte| (crc >> 8) ^ TABLE[usize::from(crc as u8 ^ byte)])
}

/// What eight bits that leave do to those that stay.
#[cfg(target_pointer_width = "64")]
static TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut bits = 0;
    while bits < 256 {
        let mut crc = bits as u32;
        let mut bit = 0;
        while bit < 8 {
            crc = (crc >> 1) ^ (0xedb8_8320 * (crc & 1));
            bit += 1;
        }
        table[bits] = crc;
        bits += 1;
    }
    table
};

//! CRC-32 (the reflected 0x04C11DB7 of zlib), bit by bit: a table would be RAM on AVR. Knows no record.

/// The CRC-32 of `bytes`.
#[inline(never)]
pub fn of(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..8 {
            let low = crc & 1;
            crc >>= 1;
            if low != 0 {
                crc ^= 0xedb8_8320;
            }
        }
    }
    !crc
}

/// What [`of`] makes of any bytes and their CRC-32 behind them.
const WHOLE: u32 = 0x2144_df1c;

/// Whether `bytes` end in the CRC-32 of the others.
pub fn whole(bytes: &[u8]) -> bool {
    of(bytes) == WHOLE
}

//! SipHash-2-4 over any bytes: the starting code, the extended chains, the check value, and for products
//! that sign other messages with the unit's key. Knows nothing of tokens.

use super::step::{double_round, initial_state};

/// SipHash-2-4 of `message` under `key` (docs/PROTOCOL.md; official vectors).
pub fn siphash24(key: &[u8; 16], message: &[u8]) -> u64 {
    let mut v = initial_state(key);
    let mut block = [0u8; 8];
    let mut at = 0u8;
    for &byte in message {
        block[usize::from(at)] = byte;
        at = (at + 1) & 7;
        if at == 0 {
            absorb(&mut v, &block);
            block = [0; 8];
        }
    }
    block[7] = message.len() as u8;
    absorb(&mut v, &block);
    v[4] ^= 0xff;
    double_round(&mut v);
    double_round(&mut v);
    let low = v[0] ^ v[2] ^ v[4] ^ v[6];
    let high = v[1] ^ v[3] ^ v[5] ^ v[7];
    u64::from(high) << 32 | u64::from(low)
}

fn absorb(v: &mut [u32; 8], block: &[u8; 8]) {
    let low = u32::from_le_bytes([block[0], block[1], block[2], block[3]]);
    let high = u32::from_le_bytes([block[4], block[5], block[6], block[7]]);
    v[6] ^= low;
    v[7] ^= high;
    double_round(v);
    v[0] ^= low;
    v[1] ^= high;
}

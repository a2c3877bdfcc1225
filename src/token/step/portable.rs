//! The hash step in plain Rust on 32-bit halves: for every core without an assembly of its own, and for tests.

use super::fold_to_code;

/// What depends on the key alone: v0 and v1 after their half of the first round, v2 and v3 before it.
struct Schedule {
    words: [u32; 8],
}

impl Schedule {
    fn new(key: &[u8; 16]) -> Self {
        let mut v = initial_state(key);
        let (mut v0, mut v1) = ([v[0], v[1]], [v[2], v[3]]);
        mix(&mut v0, &mut v1, 13);
        v0.swap(0, 1);
        v[..4].copy_from_slice(&[v0[0], v0[1], v1[0], v1[1]]);
        Self { words: v }
    }
}

/// The state of SipHash before any message: the key words beside the four constants.
pub(crate) fn initial_state(key: &[u8; 16]) -> [u32; 8] {
    const CONSTANTS: [u32; 8] = [
        0x7073_6575,
        0x736f_6d65,
        0x6e64_6f6d,
        0x646f_7261,
        0x6e65_7261,
        0x6c79_6765,
        0x7974_6573,
        0x7465_6462,
    ];
    let mut v = CONSTANTS;
    for (i, word) in v.iter_mut().enumerate() {
        let at = (i & 3) * 4;
        *word ^= u32::from_le_bytes([key[at], key[at + 1], key[at + 2], key[at + 3]]);
    }
    v
}

fn add(a: [u32; 2], b: [u32; 2]) -> [u32; 2] {
    let (low, carry) = a[0].overflowing_add(b[0]);
    [low, a[1].wrapping_add(b[1]).wrapping_add(u32::from(carry))]
}

/// `a += b; b = rotl(b, by) ^ a`, the half-quarter that SipRound is made of.
#[inline(always)]
fn mix(a: &mut [u32; 2], b: &mut [u32; 2], by: u32) {
    *a = add(*a, *b);
    *b = [
        a[0] ^ (b[0] << by | b[1] >> (32 - by)),
        a[1] ^ (b[1] << by | b[0] >> (32 - by)),
    ];
}

/// One SipRound.
#[inline(always)]
fn round(v: &mut [u32; 8]) {
    let [mut v0, mut v1, mut v2, mut v3] = [[v[0], v[1]], [v[2], v[3]], [v[4], v[5]], [v[6], v[7]]];
    mix(&mut v0, &mut v1, 13);
    v0.swap(0, 1);
    mix(&mut v2, &mut v3, 16);
    mix(&mut v0, &mut v3, 21);
    mix(&mut v2, &mut v1, 17);
    v2.swap(0, 1);
    *v = [v0[0], v0[1], v1[0], v1[1], v2[0], v2[1], v3[0], v3[1]];
}

/// Two SipRounds on a state of four words, low half first.
pub fn double_round(v: &mut [u32; 8]) {
    round(v);
    round(v);
}

/// One step of the standard chain.
///
/// The first round starts from the schedule; of the last one only what survives the fold is computed:
/// `hi ^ lo` cancels v0 against the v3 it was added into, and v2 against v1.
fn step(schedule: &Schedule, c: u32) -> u32 {
    let m = c.swap_bytes();
    let w = &schedule.words;
    let [mut v0, mut v1, mut v2, mut v3] = [[w[0], w[1]], [w[2], w[3]], [w[4], w[5]], [w[6] ^ m, w[7] ^ m]];
    mix(&mut v2, &mut v3, 16);
    mix(&mut v0, &mut v3, 21);
    mix(&mut v2, &mut v1, 17);
    v2.swap(0, 1);
    let mut v = [v0[0], v0[1], v1[0], v1[1], v2[0], v2[1], v3[0], v3[1]];
    round(&mut v);
    v[0] ^= m;
    v[1] ^= m;
    // The second block holds no message byte, only the length, 8, in its top byte.
    v[7] ^= 0x0800_0000;
    round(&mut v);
    round(&mut v);
    v[1] ^= 0x0800_0000;
    v[4] ^= 0xff;
    round(&mut v);
    round(&mut v);
    round(&mut v);
    let sum01 = add([v[0], v[1]], [v[2], v[3]]);
    let sum23 = add([v[4], v[5]], [v[6], v[7]]);
    // The fold of a 64-bit rotation is the 32-bit rotation of the fold.
    let left = ((v[2] ^ v[3]).rotate_left(13) ^ sum01[0] ^ sum01[1]).rotate_left(17);
    let right = ((v[6] ^ v[7]).rotate_left(16) ^ sum23[0] ^ sum23[1]).rotate_left(21);
    fold_to_code(left ^ right)
}

/// Walks at most `steps` steps from `c`; stops after one that lands within 1024 above `t0`.
/// Returns the steps not taken.
pub fn hunt(key: &[u8; 16], c: &mut u32, t0: u32, mut steps: usize) -> usize {
    let schedule = Schedule::new(key);
    while steps > 0 {
        *c = step(&schedule, *c);
        steps -= 1;
        if c.wrapping_sub(t0) < 1024 {
            break;
        }
    }
    steps
}

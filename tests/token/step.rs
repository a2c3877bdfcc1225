//! The hash step of the host and the portable one, against vectors and against `siphasher`.

use opaygo::token::step::{self, portable};
use siphasher::sip::SipHasher24;

const KEY: [u8; 16] = *b"\xa2\x9a\xb8\x2e\xdc\x5f\xbb\xc4\x1e\xc9\x53\x0f\x6d\xac\x86\xb1";

fn oracle(key: &[u8; 16], c: u32) -> u32 {
    let mut message = [0u8; 8];
    message[..4].copy_from_slice(&c.to_be_bytes());
    message[4..].copy_from_slice(&c.to_be_bytes());
    let h = SipHasher24::new_with_key(key).hash(&message);
    let r = ((h >> 32) as u32 ^ h as u32) >> 2;
    if r > 999_999_999 {
        r - 73_741_825
    } else {
        r
    }
}

#[test]
fn portable_and_host_step_follow_the_oracle_for_40_000_steps() {
    for flip in [0u8, 1, 0x80, 0xff] {
        let key = KEY.map(|b| b ^ flip);
        let mut c = 123_456_789;
        for _ in 0..40_000 {
            let (mut cp, mut ch) = (c, c);
            portable::hunt(&key, &mut cp, 0xffff_f000, 1);
            step::hunt(&key, &mut ch, 0xffff_f000, 1);
            c = oracle(&key, c);
            assert_eq!((cp, ch), (c, c));
        }
    }
}

//! The hash step on 64-bit hosts: the `siphasher` crate, which no hand-written code needs to beat there.

use super::fold_to_code;
use siphasher::sip::SipHasher24;

pub use super::portable::double_round;
pub(crate) use super::portable::initial_state;

#[cfg(not(opaygo_archive))]
std::thread_local! {
    /// Steps that this thread has taken: tests count by it what a call costs. No archive has it.
    pub static STEPS: core::cell::Cell<u32> = const { core::cell::Cell::new(0) };
}

/// Walks at most `steps` steps from `c`; stops after one that lands within 1024 above `t0`.
/// Returns the steps not taken.
pub fn hunt(key: &[u8; 16], c: &mut u32, t0: u32, mut steps: usize) -> usize {
    #[cfg(not(opaygo_archive))]
    let most = steps;
    while steps > 0 {
        let mut message = [0; 8];
        message[..4].copy_from_slice(&c.to_be_bytes());
        message[4..].copy_from_slice(&c.to_be_bytes());
        // Made anew, it is known to the compiler to hold no byte of a message yet; one that is kept is slower.
        let hash = SipHasher24::new_with_key(key).hash(&message);
        *c = fold_to_code((hash >> 32) as u32 ^ hash as u32);
        steps -= 1;
        if c.wrapping_sub(t0) < 1024 {
            break;
        }
    }
    #[cfg(not(opaygo_archive))]
    STEPS.set(STEPS.get().wrapping_add((most - steps) as u32));
    steps
}

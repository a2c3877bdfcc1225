//! What the check program calls: the hash step and SipHash as this target has them. Knows no expected value.
#![no_std]

use opaygo::step::{hunt, Schedule};

/// One call of `hunt`, with the key's work done before it.
#[no_mangle]
pub extern "C" fn chip_hunt(key: &[u8; 16], c: &mut u32, t0: u32, steps: u16) -> u16 {
    hunt(&Schedule::new(key), c, t0, steps)
}

/// The key's work alone, for a call of the assembly itself.
#[no_mangle]
pub extern "C" fn chip_schedule(key: &[u8; 16], schedule: &mut Schedule) {
    *schedule = Schedule::new(key);
}

/// SipHash-2-4, which is where `double_round` is used.
///
/// # Safety
/// `message` points to `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn chip_siphash24(key: &[u8; 16], message: *const u8, length: u8, hash: &mut u64) {
    // SAFETY: by the caller's promise.
    let message = unsafe { core::slice::from_raw_parts(message, usize::from(length)) };
    *hash = opaygo::siphash::siphash24(key, message);
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

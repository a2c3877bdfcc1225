//! What the check program calls: the hash step and SipHash as this target has them. Knows no expected value.
#![no_std]

use opaygo::token::step::hunt;

/// One call of `hunt`.
#[no_mangle]
pub extern "C" fn chip_hunt(key: &[u8; 16], c: &mut u32, t0: u32, steps: u16) -> u16 {
    hunt(key, c, t0, steps.into()) as u16
}

/// SipHash-2-4, which is where `double_round` is used.
///
/// # Safety
/// `message` points to `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn chip_siphash24(key: &[u8; 16], message: *const u8, length: u8, hash: &mut u64) {
    // SAFETY: by the caller's promise.
    let message = unsafe { core::slice::from_raw_parts(message, usize::from(length)) };
    *hash = opaygo::token::siphash::siphash24(key, message);
}

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    loop {}
}

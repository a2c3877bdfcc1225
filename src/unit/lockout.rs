//! The waiting period after wrong tokens (ruling 16). Knows no token, no clock, no storage.

/// The most wrong tries that are counted; past it the wait stays what it is.
pub const MAX_FAILURES: u8 = 31;

/// Seconds to wait after `failures` wrong tries in a row: none for the free ones, then `base`, doubling up to `cap`.
pub fn wait(failures: u8, free: u8, base: u16, cap: u16) -> u16 {
    match failures.checked_sub(free) {
        None | Some(0) => 0,
        // Doubled 16 times, any base is past any cap.
        Some(charged) => (u32::from(base) << (charged - 1).min(16)).min(cap.into()) as u16,
    }
}

//! The waiting period after wrong tokens (ruling 16). Knows no token, no clock, no storage.

/// The most wrong tries that are counted; past it the wait stays what it is.
pub const MAX_FAILURES: u8 = 31;

/// Seconds to wait after `failures` wrong tries in a row: none for the free ones, then `base`, doubling up to `cap`.
pub fn wait(failures: u8, free: u8, base: u16, cap: u16) -> u16 {
    if failures <= free {
        return 0;
    }
    let mut wait = base;
    for _ in free + 1..failures {
        if wait > cap >> 1 {
            return cap;
        }
        wait <<= 1;
    }
    wait.min(cap)
}

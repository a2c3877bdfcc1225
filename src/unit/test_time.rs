//! How often the test code may be used: at most 5 times in any 60 minutes, so at most 120 in any 24 hours
//! (24 hours are 24 times 60 minutes; ruling 21 allows 128). Knows no token and no credit.
//!
//! Each use leaves a timer that runs out after the hour, in ticks of 16 s rounded up, so that one byte holds it.

/// Uses in any 60 minutes.
pub const TESTS: usize = 5;

const TICK: u8 = 16;
/// An hour in ticks, and one more because the tick under way is not whole.
const HOUR: u8 = (3600 / TICK as u16) as u8 + 1;

/// One of the uses that are not taken.
pub fn free(tests: &mut [u8]) -> Option<&mut u8> {
    tests.iter_mut().find(|timer| **timer == 0)
}

/// Takes one of the uses, if one is left.
pub fn take(tests: &mut [u8]) {
    if let Some(timer) = free(tests) {
        *timer = HOUR;
    }
}

/// `seconds` have passed until `seen`. A tick is one of the unit's time, so that no second is counted twice.
pub fn pass(tests: &mut [u8], seen: u32, seconds: u32) {
    // Of the tick that was under way; the unit's time may pass 0 here.
    let begun = seen.wrapping_sub(seconds) % u32::from(TICK);
    let ticks = seconds.saturating_add(begun) / u32::from(TICK);
    let ticks = u8::try_from(ticks).unwrap_or(u8::MAX);
    for timer in tests {
        *timer = timer.saturating_sub(ticks);
    }
}

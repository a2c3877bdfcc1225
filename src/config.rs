//! The product's settings and their ranges. Knows what each is for, not how it is done.

use crate::credit;
use crate::window::Limits;

/// An elapsed time that nobody knows.
pub const UNKNOWN_GAP: u32 = 0xffff_ffff;

/// The product's settings. Fill one with `opaygo_config_default` and change what you must.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Config {
    /// Credit of one activation value before the time divider: 86,400 seconds, or the product's own unit in usage
    /// metering. 1 to 4,316,550.
    pub unit: u32,
    /// First waiting period in seconds, 60 by default; not above `lock_cap`.
    pub lock_base: u16,
    /// Longest waiting period in seconds, 30,720 (512 minutes) by default.
    pub lock_cap: u16,
    /// Seconds the output is on after the test code, 30 by default, at most 299.
    pub test_seconds: u16,
    /// Seconds between two stored states while credit runs, 3,600 by default, at least 60. A clock that is set back
    /// or restarts costs as much credit.
    pub checkpoint: u16,
    /// Which counts a token may have.
    pub limits: Limits,
    /// Wrong tries without a waiting period, 1 by default, at most 15.
    pub free_tries: u8,
    /// Longest time between two keys of an entry in seconds, 20 by default, at least 11 (UI2).
    pub key_timeout: u8,
    /// 1: the clock counts from start-up and stands while power is off; 0: it is an RTC.
    pub uptime_clock: u8,
    /// 1: credit is spent by `opaygo_spend`, not by the clock (ruling 26).
    pub usage_metering: u8,
    /// 1: the published example key may be provisioned. Never in a product.
    pub example_key: u8,
    /// 1: no Add is taken while the tamper flag is set; a Set Time clears it.
    pub tamper_refuses_adds: u8,
}

impl Config {
    /// The default of every field.
    pub const DEFAULT: Self = Self {
        unit: credit::DAY,
        lock_base: 60,
        lock_cap: 30_720,
        test_seconds: 30,
        checkpoint: 3600,
        limits: Limits::DEFAULT,
        free_tries: 1,
        key_timeout: 20,
        uptime_clock: 0,
        usage_metering: 0,
        example_key: 0,
        tamper_refuses_adds: 0,
    };

    /// The default as code: a constant to copy from would take RAM on an AVR.
    pub(crate) fn built() -> Self {
        let Self {
            unit,
            lock_base,
            lock_cap,
            test_seconds,
            checkpoint,
            limits,
            free_tries,
            key_timeout,
            uptime_clock,
            usage_metering,
            example_key,
            tamper_refuses_adds,
        } = Self::DEFAULT;
        Self {
            unit: core::hint::black_box(unit),
            lock_base,
            lock_cap,
            test_seconds,
            checkpoint,
            limits: limits.built(),
            free_tries,
            key_timeout,
            uptime_clock,
            usage_metering,
            example_key,
            tamper_refuses_adds,
        }
    }

    /// Whether every field is in its range.
    pub fn valid(&self) -> bool {
        let switches = self.uptime_clock | self.usage_metering | self.example_key | self.tamper_refuses_adds;
        self.limits.valid()
            && self.unit >= 1
            && self.unit <= credit::MAX_UNIT
            && self.lock_base <= self.lock_cap
            && self.test_seconds < 300
            && self.checkpoint >= 60
            && self.free_tries <= 15
            && self.key_timeout >= 11
            && switches <= 1
    }
}

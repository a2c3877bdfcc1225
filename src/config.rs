//! The product's settings and their ranges. Knows what each is for, not how it is done.

use zerocopy::FromBytes;

/// Credit of one activation value when it is days: seconds.
pub const DAY: u32 = 86_400;

/// The highest credit of one activation value: 995 of them still fit.
pub const MAX_CREDIT_PER_VALUE: u32 = 4_316_550;

const _: () = assert!(MAX_CREDIT_PER_VALUE == u32::MAX / 995);

/// The widest reach back to older Adds, in counts: what 16 used-bits cover.
pub const MAX_OLDER: u8 = 30;

/// How far from the last count a token may be (rulings 1, 2, 8, 9). All in counts, not in tokens.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes)]
pub struct Limits {
    /// How far ahead of the last count a token is taken: 1 to 255.
    pub forward: u8,
    /// How far behind the last count an unused Add Time token is taken: 0 (off) to 30.
    pub older: u8,
    /// How far ahead a Counter Sync is taken: 0 (none) to 255.
    pub sync_forward: u8,
    /// How far behind a Counter Sync is taken: 0 (forward only) to 255.
    pub sync_backward: u8,
    /// 1: a Counter Sync at count 0 sets the count to 0, which re-opens every token. 0 unless you must.
    pub reset_token: u8,
}

impl Limits {
    /// The default: 64 ahead as every public server and device, 20 back (ten Adds), sync +100 and -30, no reset token.
    pub const DEFAULT: Self = Self {
        forward: 64,
        older: 20,
        sync_forward: 100,
        sync_backward: 30,
        reset_token: 0,
    };

    /// The numbers of the published pages: 30 ahead, 10 back, sync +100 and -30, no reset token.
    pub const DOCUMENTED: Self = Self {
        forward: 30,
        older: 10,
        ..Self::DEFAULT
    };

    /// The same as code: a constant to copy from would take RAM on an AVR.
    #[inline(always)]
    pub(crate) fn built(self) -> Self {
        let forward = core::hint::black_box(self.forward);
        Self { forward, ..self }
    }

    /// Whether every limit is in its range.
    pub fn valid(&self) -> bool {
        self.forward >= 1 && self.older <= MAX_OLDER && self.reset_token <= 1
    }
}

/// An elapsed time that nobody knows.
pub const UNKNOWN_GAP: u32 = 0xffff_ffff;

/// The product's settings. Fill one with `opaygo_config_default` and change what you must.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug, FromBytes)]
pub struct Config {
    /// Credit of one activation value before the time divider: 86,400 seconds, or the product's own unit in usage
    /// metering. 1 to 4,316,550.
    pub credit_per_value: u32,
    /// First waiting period in seconds, 60 by default; not above `lock_cap`.
    pub lock_base: u16,
    /// Longest waiting period in seconds, 30,720 (512 minutes) by default.
    pub lock_cap: u16,
    /// Seconds the output is on after the test code, 30 by default, at most 299.
    pub test_seconds: u16,
    /// Seconds between two stored states while credit runs, 3,600 by default, at least 60; after a start less (T3). A
    /// start whose gap nobody knows costs no more credit.
    pub checkpoint: u16,
    /// Which counts a token may have.
    pub limits: Limits,
    /// Wrong tries without a waiting period, 1 by default, at most 15.
    pub free_tries: u8,
    /// Longest time between two keys of an entry in seconds, 20 by default, at least 11 (UI2).
    pub key_timeout: u8,
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
        credit_per_value: DAY,
        lock_base: 60,
        lock_cap: 30_720,
        test_seconds: 30,
        checkpoint: 3600,
        limits: Limits::DEFAULT,
        free_tries: 1,
        key_timeout: 20,
        usage_metering: 0,
        example_key: 0,
        tamper_refuses_adds: 0,
    };

    /// The default as code: a constant to copy from would take RAM on an AVR.
    pub(crate) fn built() -> Self {
        let Self {
            credit_per_value,
            lock_base,
            lock_cap,
            test_seconds,
            checkpoint,
            limits,
            free_tries,
            key_timeout,
            usage_metering,
            example_key,
            tamper_refuses_adds,
        } = Self::DEFAULT;
        Self {
            credit_per_value: core::hint::black_box(credit_per_value),
            lock_base,
            lock_cap,
            test_seconds,
            checkpoint,
            limits: limits.built(),
            free_tries,
            key_timeout,
            usage_metering,
            example_key,
            tamper_refuses_adds,
        }
    }

    /// Whether every field is in its range. In its callers, of which a product has one: 24 bytes less on a Cortex-M0.
    #[inline(always)]
    pub fn valid(&self) -> bool {
        let switches = self.usage_metering | self.example_key | self.tamper_refuses_adds;
        self.limits.valid()
            && self.credit_per_value >= 1
            && self.credit_per_value <= MAX_CREDIT_PER_VALUE
            && self.lock_base <= self.lock_cap
            && self.test_seconds < 300
            && self.checkpoint >= 60
            && self.free_tries <= 15
            && self.key_timeout >= 11
            && switches <= 1
    }
}

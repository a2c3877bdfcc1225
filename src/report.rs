//! What calls tell: of a token, and of a unit. Knows nothing of how it came about.

use crate::status::Status;

/// `storage_fault`: the read callback failed.
pub const FAULT_READ: u8 = 1;

/// `storage_fault`: the write callback failed.
pub const FAULT_WRITE: u8 = 2;

/// `storage_fault`: the erase callback failed.
pub const FAULT_ERASE: u8 = 4;

/// `storage_fault`: what was written or erased does not read back, or what was read twice was not the same.
pub const FAULT_COMPARE: u8 = 8;

/// What a token turned out to be.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Token {
    /// The activation value: 0 to 999; extended 12 digits to 999,999, 15 digits to 999,999,999.
    pub value: u32,
    /// The count it was generated with; 0 unless the token may be taken.
    pub count: u16,
    /// `AddTime`, `SetTime`, `DisablePayg`, `CounterSync`, `Reserved`, `Extended`, `AlreadyUsed` or `Invalid`.
    pub kind: Status,
}

/// Whether and how PAYG holds the product. The numbers are for ever.
#[repr(u8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PaygState {
    /// No credit: the output is off.
    Disabled = 0,
    /// Credit runs: the output is on.
    Enabled = 1,
    /// PAYG is disabled, the unit paid for: the output is on.
    Unlocked = 2,
}

/// What a unit shows of itself. Filled by every call that takes one, whatever the call answers, once the device is open.
#[repr(C)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Report {
    /// Credit left: seconds, or units in usage metering.
    pub credit: u32,
    /// The activation value of the token that this call decided.
    pub value: u32,
    /// Seconds until the next poll is wanted; 0: at once; 0xFFFFFFFF: when there is a key or a token.
    pub sleep: u32,
    /// The last count. Its parity is that of a token just taken: odd = Set, even = Add.
    pub count: u16,
    /// Seconds of waiting period left; 0: a token may be entered.
    pub wait: u16,
    /// Seconds of test time left.
    pub test: u16,
    /// Whether and how PAYG holds the product.
    pub state: PaygState,
    /// 1 in exactly one report per transition of `state`; one that a power cut hid is told at the first after it.
    pub changed: u8,
    /// 1: the output is to be on. Drive it with this every time, not with the transition.
    pub active: u8,
    /// 1: the tamper flag is set.
    pub tamper: u8,
    /// Backward jumps and unknown restarts of the clock, at most 255.
    pub clock_faults: u8,
    /// What went wrong with storage in this call, or in opaygo_open before it, and what the call answers holds all the
    /// same: 0, or the sum of `OPAYGO_FAULT_READ` and its like.
    pub storage_fault: u8,
}

impl Report {
    /// A report to be filled.
    pub const EMPTY: Self = Self {
        credit: 0,
        value: 0,
        sleep: 0,
        count: 0,
        wait: 0,
        test: 0,
        state: PaygState::Disabled,
        changed: 0,
        active: 0,
        tamper: 0,
        clock_faults: 0,
        storage_fault: 0,
    };
}

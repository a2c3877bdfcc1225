//! The ways in which storage fails.

/// What a unit, or a page being erased, is left with when power goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Torn {
    /// As before: power went just before.
    Old,
    /// Done: power went just after, before the callback could say so.
    New,
    /// All ones; an erase: its first half is done.
    Ones,
    /// Old AND new; an erase: its second half is done.
    And,
    /// Old OR new; an erase: some bits have risen.
    Or,
    /// All zero, as flash is before it is erased.
    Zero,
    /// Anything.
    Junk,
    /// Reads fail until it is written or erased again, as with error correction.
    Unreadable,
}

pub const TORN: [Torn; 8] = [
    Torn::Old,
    Torn::New,
    Torn::Ones,
    Torn::And,
    Torn::Or,
    Torn::Zero,
    Torn::Junk,
    Torn::Unreadable,
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Call {
    Read,
    Write,
    Erase,
}

/// How a callback fails.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum How {
    /// It says so and has done nothing.
    Fails,
    /// It says so and has done half of it.
    FailsHalfway,
    /// It says so and has done all of it.
    FailsAfterwards,
    /// It has done nothing and says it has; a read leaves junk.
    Lies,
    /// A read gives these bytes instead; a write changes a bit of what it writes.
    Gives(u8),
}

/// The calls of one kind from `from` on (0 is the next) misbehave, `times` of them.
#[derive(Clone, Copy, Debug)]
pub struct Trouble {
    pub call: Call,
    pub from: u32,
    pub times: u32,
    pub how: How,
}

impl Trouble {
    /// What `storage_fault` says of it when it is noticed.
    pub fn told(self) -> u8 {
        match (self.call, self.how) {
            (_, How::Lies | How::Gives(_)) => 8,
            (Call::Read, _) => 1,
            (Call::Write, _) => 2,
            (Call::Erase, _) => 4,
        }
    }
}

/// A cell bit that does not change any more.
#[derive(Clone, Copy, Debug)]
pub struct Stuck {
    pub at: u16,
    pub bit: u8,
    pub one: bool,
}

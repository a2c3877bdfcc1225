//! What a call answers. Knows nothing of who answers it.

/// What a call answers: negative is an error and nothing has changed, 0 is done, positive is what happened.
///
/// The numbers are for ever. 1 to 4, 10 and 11 follow the public Python library's token types.
#[repr(i8)]
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Status {
    /// Done; of a poll: nothing happened.
    Ok = 0,
    /// An Add Time token: its time was added to the credit. At the token level: may be added.
    AddTime = 1,
    /// A Set Time token: the credit is now what it says, and PAYG is enabled.
    SetTime = 2,
    /// A Disable PAYG token: the unit is unlocked.
    DisablePayg = 3,
    /// A Counter Sync token: the count was set.
    CounterSync = 4,
    /// Well formed, but no token this unit may take (ruling 15). Charged as a wrong try.
    Invalid = 10,
    /// A token of this unit at or below its last count that may not be taken any more (ruling 15). Not charged.
    AlreadyUsed = 11,
    /// Value 996 or 997: the count is used up, nothing is granted (ruling 11).
    Reserved = 20,
    /// An extended token: its value and parity are the product's to use, the credit is not changed (ruling 20).
    Extended = 21,
    /// The test code: the output is on for the test time (ruling 21).
    TestCode = 22,
    /// Taken, without effect: an Add or Disable on an unlocked unit (ruling 12), a test code on an enabled unit or
    /// past its limit (ruling 21).
    NoEffect = 23,
    /// An Add refused because the tamper flag is set and the configuration says so; not used up, not charged.
    Tampered = 24,
    /// Not the text of a token: wrong length, wrong digit, or a number out of range (rulings 18, 19). Not charged.
    Malformed = 30,
    /// The waiting period runs: nothing was looked at (ruling 16).
    Locked = 31,
    /// A token is being decoded, or a test code examined: go on polling.
    Decoding = 32,
    /// The port is being checked: call again.
    Checking = 33,
    /// The key was taken.
    KeyAccepted = 40,
    /// The key means nothing here: no entry was begun, or the product has no such key.
    KeyRejected = 41,
    /// `#` outside an entry: the user asks for the state.
    StatusKey = 42,
    /// Keys came faster than they were taken and did not all fit: the entry under way is dropped, with all keys that
    /// waited. Nothing was charged; the user begins anew.
    EntryLost = 43,
    /// A pointer that must not be NULL is NULL.
    Null = -1,
    /// The device was not opened, or its last opening failed.
    NotOpen = -2,
    /// A limit or a setting of the configuration is out of its range.
    Config = -3,
    /// The storage region does not fit the rules written at `opaygo_port`.
    Geometry = -4,
    /// A storage callback failed, or the storage no longer takes a record.
    Storage = -5,
    /// The unit has no key yet.
    Unprovisioned = -6,
    /// The storage holds something and nothing valid: locked until it is provisioned again with its own key.
    Corrupt = -7,
    /// The unit is provisioned; a second provisioning is refused.
    Provisioned = -8,
    /// An argument is out of its range.
    Range = -9,
    /// Another token is being decoded, or a factory line's test code examined: poll until it is done, then call again.
    Busy = -10,
    /// The buffer is too short for the text.
    Room = -11,
    /// A clock did not answer, or two do not agree. The unit goes on as well as it can.
    Clock = -12,
    /// The storage holds a unit of another geometry: open it with that one.
    OtherGeometry = -13,
    /// The storage holds a format that a later version of the library gave it.
    LaterFormat = -14,
    /// Factory line: there is no `#` in it.
    LineFormat = -20,
    /// Factory line: longer than any valid line.
    LineTooLong = -21,
    /// Factory line: it ends before its three first fields do.
    LineCutOff = -22,
    /// Factory line: the serial number is empty, longer than 28 characters, or not of printable ASCII without blanks
    /// and `#`.
    LineSerial = -23,
    /// Factory line: the starting code is not 9 digits; C call: it is above 999,999,999.
    BadStartingCode = -24,
    /// Factory line: the key is not 32 hexadecimal digits, with nothing but blanks between two pairs.
    BadKey = -25,
    /// The key is all 00 or all FF.
    WeakKey = -26,
    /// The key is the published example, and the configuration does not allow it.
    ExampleKey = -27,
    /// Factory line: `count` is not 0 to 65535.
    LineCount = -28,
    /// Factory line: `divider` is not 1 to 255; C call: it is 0.
    BadDivider = -29,
    /// Factory line: `restricted` is neither 0 nor 1; C call likewise.
    BadRestricted = -30,
    /// Factory line: `test` is not 9 digits; C call: the test code is above 999,999,999 and not "none"; both: the
    /// product has no test code, as its port says.
    BadTestCode = -31,
    /// The test code is a token of this unit in its first 1,000 counts (ruling 21).
    TestIsToken = -32,
    /// Factory line: a field with an unknown name.
    LineUnknown = -33,
    /// Factory line: a field that came before.
    LineRepeated = -34,
}

/// An answer that may have come through C and so be any number: compared, and never taken for a [`Status`].
#[derive(Clone, Copy)]
pub struct Answer(pub i8);

impl Answer {
    /// Whether it is this one.
    pub fn is(self, status: Status) -> bool {
        self.0 == status as i8
    }
}

impl From<Status> for Answer {
    fn from(status: Status) -> Self {
        Self(status as i8)
    }
}

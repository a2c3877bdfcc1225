//! What an operation on a unit came to. Knows no operation.

use crate::status::Status;

/// What is left to do when an operation has judged.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Then {
    /// Nothing: the answer stands.
    Answer,
    /// What is in RAM is to be stored.
    Store,
    /// What the answer says is to be done in RAM and stored, or not done at all.
    Apply,
}

/// What an operation came to: its answer, and what is to be done before it is given.
#[derive(Clone, Copy)]
pub(crate) struct Judged {
    pub answer: Status,
    pub then: Then,
}

impl Judged {
    /// The answer of a token: what it says is still to be done.
    pub fn apply(answer: Status) -> Self {
        Self {
            answer,
            then: Then::Apply,
        }
    }

    /// `Ok`, when what is in RAM is stored where that is `wanted`.
    pub fn store(wanted: bool) -> Self {
        let then = if wanted { Then::Store } else { Then::Answer };
        Self {
            answer: Status::Ok,
            then,
        }
    }
}

impl From<Status> for Judged {
    #[inline(always)]
    fn from(answer: Status) -> Self {
        Self {
            answer,
            then: Then::Answer,
        }
    }
}

//! What a decoder that a product may leave out is given: a token, the unit's chain, and how far it may go.
//! Knows no device and no storage.

use zerocopy::{FromBytes, Immutable, IntoBytes};

use super::walk::ExtendedWalk;
use super::window::Window;
use crate::config::Limits;
use crate::status::Status;

/// What decoding takes of who a unit is, where its provisioning record has it (docs/FORMAT.md).
#[repr(C)]
#[derive(FromBytes, IntoBytes, Immutable)]
pub(crate) struct Secret {
    pub key: [u8; 16],
    pub starting_code: u32,
    other: [u8; 7],
    /// Not 0: tokens are entered in the restricted digit set.
    pub restricted: u8,
    serial: [u8; 4],
}

impl Secret {
    /// What tells two units apart in RAM: their chains are the same only if it is.
    pub fn tag(&self) -> u32 {
        let bytes = self.as_bytes().iter();
        bytes.fold(1, |tag, byte| tag.rotate_left(5) ^ u32::from(*byte))
    }
}

/// A token to be decoded: to begin with, when there is `text`, or else to go on with.
pub struct Job<'a> {
    pub(crate) walk: &'a mut ExtendedWalk,
    pub(crate) window: &'a Window,
    pub(crate) secret: &'a Secret,
    pub(crate) text: &'a [u8],
    pub(crate) max_hashes: u16,
    /// What a decoder that is called through C made of it; before it, what grants nothing.
    pub(crate) answer: Status,
}

impl Job<'_> {
    /// Goes on with a standard token: what it is, or `Decoding`.
    pub fn go_on(&mut self, limits: &Limits) -> Status {
        self.walk
            .low
            .go_on(self.window, limits, &self.secret.key, self.max_hashes)
    }
}

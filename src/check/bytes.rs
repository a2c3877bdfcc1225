//! The bytes that a check writes, and what they can have become. Knows blocks of 32, not which callback has them.

use zerocopy::FromBytes;

use crate::storage::layout::Geometry;

/// Bytes at a time.
pub(super) const BLOCK: u16 = 32;

/// What a callback is given, with room on both sides that it must leave alone.
#[repr(C)]
#[derive(Clone, Copy, FromBytes)]
pub struct Buffer {
    before: [u8; 8],
    /// What is read or written.
    pub bytes: [u8; BLOCK as usize],
    after: [u8; 8],
}

impl Buffer {
    /// Bytes in front of `bytes`.
    pub const MARGIN: usize = 8;

    pub(super) const NEW: Self = Self {
        before: [0; 8],
        bytes: [0; BLOCK as usize],
        after: [0; 8],
    };

    pub(super) fn fill(&mut self, filler: u8) {
        self.before = [filler; 8];
        self.bytes = [filler; BLOCK as usize];
        self.after = [filler; 8];
    }

    /// The first byte around the `len` in the middle that is not `filler` any more.
    #[inline(never)]
    pub(super) fn spilt(&self, len: u8, filler: u8) -> Option<u8> {
        let around = self
            .bytes
            .iter()
            .skip(len.into())
            .chain(&self.after)
            .chain(&self.before);
        around.copied().find(|&byte| byte != filler)
    }

    /// How many bytes at the end of the middle are still `filler`.
    pub(super) fn unread(&self, filler: u8) -> u16 {
        self.bytes.iter().rev().take_while(|&&byte| byte == filler).count() as u16
    }
}

/// 32 bytes that tell where they belong: no two of them are the same. Or all are, in blank storage.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Pattern {
    pub first: u8,
    turn: u8,
}

/// For `turn`: every byte is the first.
const BLANK: u8 = 0xff;

impl Pattern {
    /// Another one for each of 2,048 blocks. Without a product, for chips that have none.
    pub fn of(block: u16) -> Self {
        Self {
            first: (block as u8).rotate_left(4) ^ 0x35,
            turn: (block >> 8) as u8 & 7,
        }
    }

    /// What erased storage holds; an EEPROM's is FF.
    pub fn blank(geometry: &Geometry) -> Self {
        let first = match geometry.is_flash() {
            true => geometry.erased()[0],
            false => 0xff,
        };
        Self { first, turn: BLANK }
    }

    #[inline(never)]
    pub fn at(self, place: u8) -> u8 {
        match self.turn {
            BLANK => self.first,
            turn => self.first ^ place.rotate_left(turn.into()),
        }
    }

    pub fn put(self, bytes: &mut [u8; BLOCK as usize]) {
        for (place, byte) in (0..).zip(bytes) {
            *byte = self.at(place);
        }
    }

    /// The first place from `from` on where `bytes` are not these, and what they are there.
    #[inline(never)]
    pub fn differs(self, bytes: &[u8], from: u8) -> Option<(u8, u8)> {
        (from..)
            .zip(bytes)
            .find(|&(place, &byte)| byte != self.at(place))
            .map(|(place, &byte)| (place, byte))
    }

    /// Four bytes in a row that belong elsewhere in the pattern: where they are, and where they belong.
    #[inline(never)]
    pub fn moved(self, bytes: &[u8; BLOCK as usize]) -> Option<(u8, u8)> {
        if self.turn == BLANK {
            return None;
        }
        for (place, four) in (0..).zip(bytes.windows(4)) {
            for home in 0..29 {
                if home != place && self.is_from(four, home) {
                    return Some((place, home));
                }
            }
        }
        None
    }

    fn is_from(self, four: &[u8], home: u8) -> bool {
        (home..).zip(four).all(|(place, &byte)| byte == self.at(place))
    }
}

/// How many blocks there are, in both regions.
pub(super) fn blocks(geometry: &Geometry) -> u16 {
    geometry.size / BLOCK + geometry.provision_size / BLOCK
}

/// Where a block is. A region of the provisioning record begins at `size`, and its blocks there.
pub(super) fn address(geometry: &Geometry, block: u16) -> u16 {
    let inside = geometry.size / BLOCK;
    match block.checked_sub(inside) {
        None => block * BLOCK,
        Some(behind) => geometry.size.wrapping_add(behind.wrapping_mul(BLOCK)),
    }
}

/// The block right behind this one, if there is one.
pub(super) fn behind(geometry: &Geometry, block: u16) -> Option<u16> {
    let next = block + 1;
    let adjacent = next < blocks(geometry) && address(geometry, next) == address(geometry, block).wrapping_add(BLOCK);
    adjacent.then_some(next)
}

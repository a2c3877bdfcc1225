//! Wrong `read`s.

use opaygo::check::finding::PortFault::{Elsewhere, Failed, NoEffect, TooLittle, TooMuch, Unstable};
use opaygo::check::finding::PortPart::{Read, Write};

use crate::board::{Board, BEFORE, EEPROM, FLASH};

#[test]
fn it_fails() {
    let mut board = Board::new(EEPROM);
    board.read = |_, _, _| false;
    board.is(Read, Failed);
}

#[test]
fn it_takes_one_byte_too_few() {
    for geometry in [EEPROM, FLASH] {
        let mut board = Board::new(geometry);
        board.reads_more = -1;
        assert_eq!(board.is(Read, TooLittle).at, 31);
    }
}

#[test]
fn it_takes_one_byte_too_many() {
    let mut board = Board::new(EEPROM);
    board.reads_more = 1;
    assert_eq!(board.is(Read, TooMuch).at, 32);
}

/// A driver that shifts its command in, in front of what it reads.
#[test]
fn it_writes_in_front_of_what_it_was_lent() {
    let mut board = Board::new(EEPROM);
    board.read = |board, at, into| {
        into.copy_from_slice(&board.cells[BEFORE + usize::from(at)..][..into.len()]);
        // SAFETY: there is room for 8 bytes in front.
        unsafe { into.as_mut_ptr().sub(1).write(3) };
        true
    };
    let finding = board.is(Read, TooMuch);
    assert_eq!(finding.read, 3);
}

#[test]
fn it_always_takes_32_bytes() {
    let mut board = Board::new(EEPROM);
    board.read = |board, at, into| {
        let from = BEFORE + usize::from(at);
        // SAFETY: what is lent has room for 32 bytes from here on.
        unsafe { std::ptr::copy_nonoverlapping(&board.cells[from], into.as_mut_ptr(), 32) };
        true
    };
    assert_eq!(board.is(Read, TooMuch).at, 4);
}

#[test]
fn it_is_not_the_same_when_read_again() {
    let mut board = Board::new(EEPROM);
    board.read = |board, at, into| {
        into.copy_from_slice(&board.cells[BEFORE + usize::from(at)..][..into.len()]);
        into[3] ^= u8::from(board.calls[0] % 7 == 6);
        true
    };
    board.is(Read, Unstable);
}

/// A driver that fetches words and takes the address of the first one.
#[test]
fn it_is_not_the_same_when_read_four_bytes_at_a_time() {
    let mut board = Board::new(EEPROM);
    board.read = |board, at, into| {
        into.copy_from_slice(&board.cells[BEFORE + usize::from(at & !7)..][..into.len()]);
        true
    };
    // On blank storage nobody can tell.
    let finding = board.is(Read, Unstable);
    assert_eq!(finding.at, 4);
    // On storage that was used it is seen before anything is written.
    board = Board {
        read: board.read,
        ..Board::new(EEPROM)
    };
    for (cell, byte) in board.cells.iter_mut().zip((0..=255u8).cycle()) {
        *cell = byte;
    }
    assert_eq!(board.is(Read, Unstable).at, 0);
    assert_eq!(board.calls[1], 0);
}

/// The address of a larger part, cut to 8 bits in `read` alone.
#[test]
fn its_address_has_8_bits() {
    let mut board = Board::new(EEPROM);
    board.read = |board, at, into| {
        for (place, byte) in (at..).zip(into) {
            *byte = board.cells[BEFORE + usize::from(place as u8)];
        }
        true
    };
    let finding = board.is(Read, Elsewhere);
    assert_eq!((finding.at, finding.expected, finding.read), (256, 256, 0));
}

/// What it gives has nothing to do with the memory: as far as it tells, a write changes nothing.
#[test]
fn it_gives_always_the_same() {
    let mut board = Board::new(EEPROM);
    board.read = |_, _, into| {
        into.fill(0xff);
        true
    };
    board.is(Write, NoEffect);
}

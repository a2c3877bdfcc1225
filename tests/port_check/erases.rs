//! Wrong `erase`s.

use opaygo::check::finding::PortFault::{Early, Elsewhere, ErasedValue, Failed, Lost, NoEffect, TooLittle, TooMuch};
use opaygo::check::finding::PortPart::Erase;
use opaygo::storage::layout::Geometry;

use crate::board::{Board, Call, BEFORE, FLASH};

#[test]
fn it_fails() {
    let mut board = Board::new(FLASH);
    board.erase = |_, _| false;
    board.is(Erase, Failed);
}

#[test]
fn it_does_nothing() {
    let mut board = Board::new(FLASH);
    board.erase = |_, _| true;
    assert_eq!(board.is(Erase, NoEffect).at, 1024);
    // On flash that was used it is seen at once.
    board.cells.fill(0x42);
    assert_eq!(board.is(Erase, NoEffect).at, 0);
}

#[test]
fn it_takes_too_little() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at), 512);
        true
    };
    assert_eq!(board.is(Erase, TooLittle).at, 1024 + 512);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at), 1023);
        true
    };
    // The last byte of the first page, of which the check before has left something.
    assert_eq!(board.is(Erase, TooLittle).at, 1023);
    board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at), 1023);
        true
    };
    assert_eq!(board.is(Erase, TooLittle).at, 2047);
}

/// A page of the chip is two of what was said, or the driver counts wrongly.
#[test]
fn it_takes_the_page_behind_too() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at), 2048);
        true
    };
    assert_eq!(board.is(Erase, TooMuch).at, 2048);
}

#[test]
fn it_takes_the_page_before_too() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at & !2047), 2048);
        true
    };
    let finding = board.is(Erase, TooMuch);
    assert_eq!((finding.at, finding.read), (992, 0xff));
}

#[test]
fn it_takes_a_page_far_away_too() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at), 1024);
        board.clear(BEFORE + usize::from(at ^ 2048), 1024);
        true
    };
    assert_eq!(board.is(Erase, TooMuch).at, 3072);
}

#[test]
fn it_takes_all() {
    let mut board = Board::new(FLASH);
    board.erase = |board, _| {
        board.clear(BEFORE, 4096);
        true
    };
    board.is(Erase, TooMuch);
}

/// A region of uneven pages: the later ones are larger.
#[test]
fn it_takes_more_of_a_later_page() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        let len = if at == 2048 { 2048 } else { 1024 };
        board.clear(BEFORE + usize::from(at), len);
        true
    };
    assert_eq!(board.is(Erase, TooMuch).at, 3072);
}

#[test]
fn it_takes_another_page() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + 1024 + usize::from(at), 1024);
        true
    };
    let finding = board.is(Erase, Elsewhere);
    assert_eq!((finding.at, finding.expected, finding.read), (1024, 1024, 2048));
}

#[test]
fn what_is_erased_reads_otherwise() {
    for erased_to_zero in [0, 1] {
        let mut board = Board::new(Geometry {
            erased_to_zero,
            ..FLASH
        });
        board.erase = |board, at| {
            let other = if board.geometry.erased_to_zero == 1 { 0xff } else { 0 };
            board.cells[BEFORE + usize::from(at)..][..1024].fill(other);
            true
        };
        let finding = board.is(Erase, ErasedValue);
        assert_eq!(finding.expected, if erased_to_zero == 1 { 0 } else { 0xff });
    }
}

#[test]
fn it_returns_early() {
    let mut board = Board::new(FLASH);
    board.cells.fill(0x42);
    board.erase = |board, at| {
        let when = board.now + 350;
        board.later.push((when, BEFORE + usize::from(at), vec![0xff; 1024]));
        true
    };
    assert_eq!(board.is(Erase, Early).at, 0);
}

#[test]
fn what_it_erased_is_back_at_the_end() {
    let mut board = Board::new(FLASH);
    board.erase = |board, at| {
        board.clear(BEFORE + usize::from(at), 1024);
        if at == 3072 && board.calls[1] > 0 {
            let when = board.now + 1200;
            board.later.push((when, BEFORE + 4000, vec![7]));
        }
        true
    };
    assert_eq!(board.is(Erase, Lost).at, 4000);
}

/// It does nothing and says that all was done, at whichever of its calls. Those of the blank chip at the start have nothing
/// to do.
#[test]
fn it_lies_once() {
    let mut right = Board::new(FLASH);
    right.run();
    for number in 4..right.calls[2] {
        let mut board = Board::new(FLASH);
        board.lies = Some((Call::Erase, number));
        let (status, finding) = board.run();
        assert_ne!(status, 0, "erase {number}: {finding:?}");
        assert_eq!(finding.part, Erase, "erase {number}: {finding:?}");
    }
}

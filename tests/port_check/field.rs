//! A unit that is stored here is not overwritten, unless that is what was said.

use std::ffi::c_char;

use opaygo::check::finding::{PortFault, PortPart};
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;

use crate::board::{Board, Port, EEPROM, FLASH};

const LINE: &[u8] = b"#SLT000001;123456789;0123456789abcdef0123456789abcdef";

extern "C" {
    fn opaygo_open(device: *mut [u32; 32], port: *const Port) -> i8;
    fn opaygo_factory_line(
        device: *mut [u32; 32],
        port: *const Port,
        line: *const c_char,
        len: usize,
        check: *mut u32,
    ) -> i8;
}

fn with_a_unit(geometry: Geometry) -> Board {
    let mut board = Board::new(geometry);
    let port = board.port();
    let (mut device, mut check) = ([0u32; 32], 0);
    // SAFETY: all are there.
    unsafe {
        opaygo_open(&mut device, &port);
        assert_eq!(
            opaygo_factory_line(&mut device, &port, LINE.as_ptr().cast(), LINE.len(), &mut check),
            0
        );
    }
    board.calls = [0; 5];
    board
}

fn refuses(board: &mut Board) {
    let before = board.cells.clone();
    let (status, finding) = board.run();
    assert_eq!(status, Status::Provisioned as i8, "{finding:?}");
    assert_eq!((finding.part, finding.fault), (PortPart::None, PortFault::Unit));
    assert_eq!((board.calls[1], board.calls[2]), (0, 0));
    assert!(board.cells == before);
}

#[test]
fn a_unit_is_refused_and_not_touched() {
    for geometry in [
        EEPROM,
        FLASH,
        Geometry {
            provision_size: 128,
            ..EEPROM
        },
        Geometry {
            provision_size: 2048,
            ..FLASH
        },
    ] {
        refuses(&mut with_a_unit(geometry));
    }
}

/// A firmware that has grown, and opens the region otherwise: it is still somebody's unit.
#[test]
fn a_unit_of_another_geometry_is_refused() {
    let mut board = with_a_unit(Geometry {
        provision_size: 128,
        size: 520,
        ..EEPROM
    });
    board.geometry = EEPROM;
    refuses(&mut board);
    board = with_a_unit(FLASH);
    board.geometry.page = 2048;
    refuses(&mut board);
}

#[test]
fn a_unit_is_overwritten_when_that_was_said() {
    for geometry in [EEPROM, FLASH] {
        let mut board = with_a_unit(geometry);
        let port = board.port();
        let (status, finding) = board.run_with(&port, 1);
        assert_eq!(status, 0, "{finding:?}");
        assert!(board.region().iter().all(|&byte| byte == 0xff));
    }
}

/// What a check leaves behind when it ends early is no unit.
#[test]
fn what_is_left_of_a_check_is_no_unit() {
    for geometry in [EEPROM, FLASH] {
        let mut right = Board::new(geometry);
        right.run();
        for number in 0..right.calls[1] {
            let mut board = Board::new(geometry);
            board.fails = Some((crate::board::Call::Write, number));
            assert_ne!(board.run().0, 0);
            board.fails = None;
            let (status, finding) = board.run();
            assert_eq!(status, 0, "after write {number}: {finding:?}");
        }
    }
}

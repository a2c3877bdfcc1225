//! Right ports: they pass, and their storage is blank.

use opaygo::check::finding::{PortFault, PortPart};
use opaygo::storage::layout::Geometry;
use proptest::prelude::*;

use crate::board::{Board, Call, BEFORE, EEPROM, FLASH};

/// Flash that is written twice between two erases, or a write that crosses a page, is an error here.
fn strict(geometry: Geometry) -> Board {
    let mut board = Board::new(geometry);
    board.write = |board, at, from| {
        let (to, blank) = (BEFORE + usize::from(at), board.geometry.erased_to_zero.wrapping_sub(1));
        let page = |at: u16| at.checked_div(board.geometry.page);
        if page(at).is_some() {
            let cells = &board.cells[to..][..32];
            assert!(cells.iter().all(|&cell| cell == blank), "written twice at {at}");
            assert_eq!(page(at), page(at + 31), "over two pages at {at}");
        }
        board.put(to, from);
        true
    };
    board
}

/// Checks it; what is blank afterwards is all that a record or a copy can be in.
fn passes(mut board: Board, used: bool) {
    if used {
        for (seed, cell) in (1u32..).zip(&mut board.cells) {
            *cell = (seed.wrapping_mul(0x9e37_79b1) >> 24) as u8;
        }
        board.cells[..BEFORE].fill(0x77);
    }
    let geometry = board.geometry;
    let len = board.region().len();
    let (before, behind) = (board.cells[..BEFORE].to_vec(), board.cells[BEFORE + len..].to_vec());
    let (status, finding) = board.run();
    assert_eq!(status, 0, "{geometry:?}: {finding:?}");
    let (size, provision) = (usize::from(geometry.size), usize::from(geometry.provision_size));
    let whole = |part: &[u8]| part[..part.len() / 32 * 32].to_vec();
    let blank = match geometry.page != 0 && geometry.erased_to_zero == 1 {
        true => 0,
        false => 0xff,
    };
    for part in [&board.region()[..size], &board.region()[size..][..provision]] {
        assert!(
            whole(part).iter().all(|&byte| byte == blank),
            "{geometry:?} is not blank"
        );
    }
    assert_eq!(board.cells[..BEFORE], before, "{geometry:?}: a cell before the region");
    assert_eq!(
        board.cells[BEFORE + len..],
        behind,
        "{geometry:?}: a cell behind the region"
    );
}

fn geometry(size: u16, page: u16, provision_size: u16, write_size: u8, erased_to_zero: u8) -> Geometry {
    Geometry {
        size,
        page,
        provision_size,
        write_size,
        erased_to_zero,
    }
}

#[test]
fn eeprom_fram_and_flash_of_many_kinds() {
    for used in [false, true] {
        for (size, provision_size) in [(64, 128), (128, 128), (192, 0), (1024, 0), (100, 132), (2048, 512)] {
            for write_size in [1, 2, 4] {
                passes(strict(geometry(size, 0, provision_size, write_size, 0)), used);
            }
        }
        for (pages, page) in [(2, 256), (2, 1024), (4, 512), (3, 128)] {
            for write_size in [1, 2, 4, 8, 16, 32] {
                for provision_size in [0, 2 * page] {
                    passes(
                        strict(geometry(pages * page, page, provision_size, write_size, 0)),
                        used,
                    );
                }
            }
        }
        passes(strict(geometry(512, 256, 0, 4, 1)), used);
        passes(strict(geometry(64, 32, 128, 1, 0)), used);
        passes(strict(geometry(512, 0, 0, 32, 0)), used);
    }
}

/// What the header says of wear.
#[test]
fn how_much_it_wears() {
    let mut board = strict(EEPROM);
    board.run();
    assert_eq!(board.calls[Call::Write as usize], 2 * 32 + 3);
    let mut board = strict(FLASH);
    board.run();
    assert_eq!(board.calls[Call::Erase as usize], 2 * 4 + 1);
}

#[test]
fn one_clock_is_enough() {
    for rtc in [false, true] {
        let mut board = strict(EEPROM);
        let mut port = board.port();
        match rtc {
            true => (port.uptime, port.timer) = (None, None),
            false => port.rtc = None,
        }
        let (status, finding) = board.run_with(&port, 0);
        assert_eq!(status, 0, "{finding:?}");
    }
}

/// The largest that there can be.
#[test]
fn all_that_16_bits_reach() {
    passes(strict(geometry(65_504, 0, 0, 1, 0)), false);
    passes(strict(geometry(32_768, 16_384, 16_384, 8, 0)), false);
}

fn any_geometry() -> impl Strategy<Value = Geometry> {
    let write_size = (0u32..6).prop_map(|n| 1u8 << n);
    let bytes = (192u16..1500, prop_oneof![Just(0u16), 128u16..400], write_size.clone()).prop_map(
        |(size, provision_size, write_size)| {
            let unit = u16::from(write_size);
            geometry(size / unit * unit, 0, provision_size, write_size, 0)
        },
    );
    let pages = (2u16..6, 4u16..20, 0u16..3, write_size, 0u8..2).prop_map(|(pages, page, apart, write_size, zero)| {
        let page = 32 * page;
        geometry(pages * page, page, apart * page, write_size, zero)
    });
    prop_oneof![bytes, pages]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_geometry_passes_and_is_left_blank(geometry in any_geometry(), used in any::<bool>()) {
        passes(strict(geometry), used);
    }
}

/// Each callback fails at each of its calls, once: it is named, and that it failed.
#[test]
fn every_callback_failing_at_its_nth_call_is_named() {
    for geometry in [EEPROM, FLASH] {
        let mut right = strict(geometry);
        assert_eq!(right.run().0, 0);
        let parts = [
            (Call::Read, PortPart::Read),
            (Call::Write, PortPart::Write),
            (Call::Erase, PortPart::Erase),
            (Call::Rtc, PortPart::Rtc),
            (Call::Uptime, PortPart::Uptime),
        ];
        for (call, part) in parts {
            for number in 0..right.calls[call as usize] {
                let mut board = strict(geometry);
                board.fails = Some((call, number));
                let (status, finding) = board.run();
                assert_ne!(status, 0, "{call:?} {number}");
                let found = (finding.part, finding.fault);
                let named = match call {
                    // A memory that is busy fails so right behind a write.
                    Call::Read => {
                        found == (part, PortFault::Failed)
                            || found.1 == PortFault::Early && matches!(found.0, PortPart::Write | PortPart::Erase)
                    }
                    // The one write that a smallest write of 32 would not ask for.
                    Call::Write if found.1 == PortFault::Alignment => finding.at == u16::from(geometry.write_size),
                    _ => found == (part, PortFault::Failed),
                };
                assert!(named, "{call:?} {number}: {finding:?}");
            }
        }
    }
}

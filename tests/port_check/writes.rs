//! Wrong `write`s.

use opaygo::check::finding::PortFault::{
    Alignment, Disturbs, Early, Elsewhere, Ends, Failed, Garbled, Lost, NoEffect, PageWrap, TooLittle, TooMuch,
};
use opaygo::check::finding::PortPart::{Read, Write};
use opaygo::storage::layout::Geometry;

use crate::board::{Board, Call, BEFORE, EEPROM, FLASH};

/// On bytes and on pages.
const BOTH: [Geometry; 2] = [EEPROM, FLASH];

#[test]
fn it_fails() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |_, _, _| false;
        assert_eq!(board.is(Write, Failed).at, 0);
    }
}

#[test]
fn it_does_nothing_or_all_is_write_protected() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |_, _, _| true;
        assert_eq!(board.is(Write, NoEffect).at, 0);
    }
}

/// Storage that holds something, and does not take a write either.
#[test]
fn it_does_nothing_on_storage_that_was_used() {
    let mut board = Board::new(EEPROM);
    board.write = |_, _, _| true;
    for (seed, cell) in (0u32..).zip(&mut board.cells) {
        *cell = (seed.wrapping_mul(0x9e37_79b1) >> 24) as u8;
    }
    assert_eq!(board.is(Write, NoEffect).at, 0);
}

#[test]
fn a_part_is_write_protected() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |board, at, from| {
            if at < board.geometry.size / 2 {
                board.put(BEFORE + usize::from(at), from);
            }
            true
        };
        assert_eq!(board.is(Write, Ends).at, geometry.size / 2);
    }
}

#[test]
fn the_memory_is_shorter_than_said() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        if at < 480 {
            board.put(BEFORE + usize::from(at), from);
        }
        true
    };
    board.read = |board, at, into| {
        match at < 480 {
            true => into.copy_from_slice(&board.cells[BEFORE + usize::from(at)..][..into.len()]),
            false => into.fill(0xff),
        }
        true
    };
    assert_eq!(board.is(Write, Ends).at, 480);
}

/// A memory whose address begins anew at `WRAP`.
fn wrapped<const WRAP: u16>(geometry: Geometry) -> Board {
    let mut board = Board::new(geometry);
    board.write = |board, at, from| {
        for (place, &byte) in (at..).zip(from) {
            board.put(BEFORE + usize::from(place % WRAP), &[byte]);
        }
        true
    };
    board.read = |board, at, into| {
        for (place, byte) in (at..).zip(into) {
            *byte = board.cells[BEFORE + usize::from(place % WRAP)];
        }
        true
    };
    board
}

/// A larger part spoken to as a 24C02 is; `write` alone too.
#[test]
fn the_address_has_8_bits() {
    for read_too in [true, false] {
        let mut board = wrapped::<256>(EEPROM);
        if !read_too {
            board.read = Board::new(EEPROM).read;
        }
        let finding = board.is(Write, Elsewhere);
        assert_eq!((finding.at, finding.expected, finding.read), (256, 256, 0));
    }
}

/// A part of 8 KB where 32 are said: the address wraps at its size.
#[test]
fn the_part_is_a_quarter_of_what_was_said() {
    let finding = wrapped::<8192>(Geometry { size: 32768, ..EEPROM }).is(Write, Elsewhere);
    assert_eq!((finding.at, finding.expected, finding.read), (8192, 8192, 0));
}

/// On flash what is there already is read where nothing should be.
#[test]
fn the_address_of_flash_wraps() {
    let finding = wrapped::<2048>(FLASH).is(Read, Elsewhere);
    assert_eq!((finding.at, finding.expected, finding.read), (2048, 2048, 0));
}

/// The memory ends at no power of two, and begins anew there.
#[test]
fn the_address_wraps_at_any_distance() {
    for (mut board, distance) in [
        (wrapped::<96>(EEPROM), 96),
        (wrapped::<320>(EEPROM), 320),
        (wrapped::<992>(EEPROM), 992),
    ] {
        let finding = board.is(Write, Elsewhere);
        assert_eq!(finding.expected.abs_diff(finding.read) % distance, 0, "{finding:?}");
    }
}

/// Both regions in one place: the callbacks take `size` for another beginning.
#[test]
fn the_regions_lie_over_each_other() {
    for size in [480, 512] {
        let mut board = Board::new(Geometry {
            size,
            provision_size: 128,
            ..EEPROM
        });
        board.read = |board, at, into| {
            let from = BEFORE + usize::from(at % board.geometry.size);
            into.copy_from_slice(&board.cells[from..][..into.len()]);
            true
        };
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at % board.geometry.size), from);
            true
        };
        let finding = board.is(Write, Elsewhere);
        assert_eq!(finding.expected.abs_diff(finding.read), size.into());
    }
}

fn on_pages(board: &mut Board, at: u16, from: &[u8], page: usize, begins: usize) {
    let first = BEFORE + begins + usize::from(at);
    for (i, &byte) in from.iter().enumerate() {
        let cell = first / page * page + (first + i) % page;
        board.put(cell - begins, &[byte]);
    }
}

/// A 24C02 has pages of 8 bytes, a 24C16 of 16; the driver sends all in one go.
#[test]
fn pages_of_8_and_16_bytes_wrap() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        on_pages(board, at, from, 8, 0);
        true
    };
    let finding = board.is(Write, PageWrap);
    assert_eq!(finding.at, 0);
    board = Board::new(EEPROM);
    board.write = |board, at, from| {
        on_pages(board, at, from, 16, 0);
        true
    };
    board.is(Write, PageWrap);
}

/// Pages of 32 bytes, and a region that begins in the middle of one: the first write loses its end, the next one shows
/// where it went.
#[test]
fn a_region_that_begins_within_a_page_wraps() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        // Where the first page began, nobody looks.
        if at == 0 {
            board.put(BEFORE, from);
        } else {
            on_pages(board, at, from, 32, 4);
        }
        true
    };
    let finding = board.is(Write, PageWrap);
    assert_eq!(finding.at, 32 + 28);
    board = Board::new(EEPROM);
    board.write = |board, at, from| {
        on_pages(board, at, from, 32, 4);
        true
    };
    let finding = board.is(Write, TooLittle);
    assert_eq!(finding.at, 28);
}

#[test]
fn it_takes_one_byte_too_few() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.writes_more = -1;
        assert_eq!(board.is(Write, TooLittle).at, 31);
        // The bytes that are right are there already.
        assert_eq!(board.is(Write, TooLittle).at, 31);
    }
}

#[test]
fn it_takes_one_byte_too_many() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.writes_more = 1;
        assert_eq!(board.is(Write, TooMuch).at, 32);
    }
}

#[test]
fn it_is_off_by_one() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        board.put(BEFORE + 1 + usize::from(at), from);
        true
    };
    let finding = board.is(Write, Elsewhere);
    assert_eq!((finding.expected, finding.read), (0, 1));
    board = Board::new(EEPROM);
    board.write = |board, at, from| {
        board.put(BEFORE - 1 + usize::from(at), from);
        true
    };
    let finding = board.is(Write, Elsewhere);
    assert_eq!((finding.expected, finding.read), (1, 0));
}

/// The chip stores for a while, and the driver does not wait: what is read meanwhile is old.
#[test]
fn it_returns_early() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |board, at, from| {
            let when = board.now + 250;
            board.later.push((when, BEFORE + usize::from(at), from.to_vec()));
            true
        };
        assert_eq!(board.is(Write, Early).at, 0);
        // So late that it has been looked for elsewhere.
        board = Board::new(geometry);
        board.write = |board, at, from| {
            let when = board.now + 1250;
            board.later.push((when, BEFORE + usize::from(at), from.to_vec()));
            true
        };
        assert_eq!(board.is(Write, Early).at, 0);
    }
}

/// Likewise, and the chip does not answer meanwhile.
#[test]
fn it_returns_early_and_the_chip_is_busy() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        board.put(BEFORE + usize::from(at), from);
        let when = board.now + 100;
        board.later.push((when, 0, vec![1]));
        true
    };
    board.read = |board, at, into| {
        into.copy_from_slice(&board.cells[BEFORE + usize::from(at)..][..into.len()]);
        board.later.is_empty()
    };
    assert_eq!(board.is(Write, Early).at, 0);
}

/// It goes to a copy in RAM that is dropped, or is undone by something else.
#[test]
fn what_it_wrote_is_gone_a_second_later() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        if at == 320 {
            let (when, at) = (board.now + 900, BEFORE + usize::from(at));
            let old = board.cells[at..][..32].to_vec();
            board.later.push((when, at, old));
        }
        board.put(BEFORE + usize::from(at), from);
        true
    };
    assert_eq!(board.is(Write, Lost).at, 320);
}

/// Of a memory so small that all of it is looked at before a second has passed.
#[test]
fn what_it_wrote_to_a_small_memory_is_gone_a_second_later() {
    let mut board = Board::new(Geometry { size: 192, ..EEPROM });
    board.write = |board, at, from| {
        board.put(BEFORE + usize::from(at), from);
        if at == 160 && from[0] != 0xff {
            let (when, cell) = (board.now + 900, BEFORE + 170);
            board.later.push((when, cell, vec![0]));
        }
        true
    };
    assert_eq!(board.is(Write, Lost).at, 170);
}

/// Likewise what it wrote last.
#[test]
fn what_it_wrote_last_to_a_small_memory_is_gone_a_second_later() {
    let mut board = Board::new(Geometry {
        size: 192,
        write_size: 32,
        ..EEPROM
    });
    board.write = |board, at, from| {
        board.put(BEFORE + usize::from(at), from);
        if at == 160 && from[0] == 0xff {
            let (when, cell) = (board.now + 900, BEFORE + 170);
            board.later.push((when, cell, vec![0]));
        }
        true
    };
    assert_eq!(board.is(Write, Lost).at, 170);
}

/// The very last thing it wrote, and only at the end of all.
#[test]
fn what_it_wrote_last_is_gone_at_the_end() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        board.put(BEFORE + usize::from(at), from);
        if at == 992 && from[0] == 0xff {
            let (when, cell) = (board.now + 700, BEFORE + 1000);
            board.later.push((when, cell, vec![0x3f]));
        }
        true
    };
    let finding = board.is(Write, Lost);
    assert_eq!((finding.at, finding.expected, finding.read), (1000, 0xff, 0x3f));
}

#[test]
fn it_changes_what_it_writes() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |board, at, from| {
            let mut bytes = from.to_vec();
            bytes[5] &= 0x7f;
            bytes[6] &= 0x7f;
            board.put(BEFORE + usize::from(at), &bytes);
            true
        };
        let finding = board.is(Write, Garbled);
        assert!(finding.at % 32 == 5 || finding.at % 32 == 6);
        assert_eq!(finding.expected, finding.read | 0x80);
    }
}

#[test]
fn it_disturbs_what_is_beside_it() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at), from);
            board.cells[BEFORE - 20 + usize::from(at)] ^= 0x11;
            true
        };
        assert_eq!(board.is(Write, Disturbs).at, 12);
        board = Board::new(geometry);
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at), from);
            board.cells[BEFORE + 36 + usize::from(at)] ^= 0x11;
            true
        };
        assert_eq!(board.is(Write, Disturbs).at, 32);
        // Not beside the first block, to which all others are compared.
        board = Board::new(geometry);
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at), from);
            if at == 224 {
                board.cells[BEFORE + 200] ^= 0x11;
            }
            true
        };
        assert_eq!(board.is(Write, Disturbs).at, 200);
    }
}

#[test]
fn it_disturbs_what_is_far_from_it() {
    let mut board = Board::new(FLASH);
    board.write = |board, at, from| {
        board.put(BEFORE + usize::from(at), from);
        if at == 3200 {
            board.cells[BEFORE + 70] = 0;
        }
        true
    };
    assert_eq!(board.is(Write, Lost).at, 70);
}

/// Where 32 bytes at multiples of 32 are all that works, `write_size` 1 is not true.
#[test]
fn write_size_is_less_than_the_driver_takes() {
    for geometry in BOTH {
        let mut board = Board::new(geometry);
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at & !31), from);
            true
        };
        board.is(Write, Alignment);
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at), from);
            at % 8 == 0
        };
        let finding = board.is(Write, Alignment);
        assert_eq!(finding.at, u16::from(geometry.write_size));
    }
    // The same driver, said rightly.
    for write_size in [8, 16, 32] {
        let mut board = Board::new(Geometry { write_size, ..FLASH });
        board.write = |board, at, from| {
            board.put(BEFORE + usize::from(at), from);
            at % 8 == 0
        };
        assert_eq!(board.run().0, 0);
    }
}

/// Pages of 32 bytes that wrap, with `write_size` 1.
#[test]
fn pages_of_32_bytes_want_a_write_size_of_32() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        on_pages(board, at, from, 32, 0);
        true
    };
    board.is(Write, Alignment);
    board = Board::new(Geometry {
        write_size: 32,
        ..EEPROM
    });
    board.write = |board, at, from| {
        on_pages(board, at, from, 32, 0);
        true
    };
    assert_eq!(board.run().0, 0);
}

/// It does nothing and says that all was done, at whichever of its calls.
#[test]
fn it_lies_once() {
    for geometry in BOTH {
        let mut right = Board::new(geometry);
        right.run();
        for number in 0..right.calls[1] {
            let mut board = Board::new(geometry);
            board.lies = Some((Call::Write, number));
            let (status, finding) = board.run();
            assert_ne!(status, 0, "write {number}: {finding:?}");
            assert_eq!(finding.part, Write, "write {number}: {finding:?}");
        }
    }
}

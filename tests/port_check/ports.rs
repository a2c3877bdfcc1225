//! What lacks in a port, what is out of its range, and what C may pass.

use std::ptr::null_mut;

use std::option::Option::None;

use opaygo::check::finding::{PortFault::*, PortPart, PortPart::*};
use opaygo::config::{Config, Limits};
use opaygo::status::Status;
use opaygo::storage::layout::Geometry;
use proptest::prelude::*;

use crate::board::{opaygo_check_init, opaygo_port_check, Board, Check, Port, EEPROM, FLASH, NOTHING};

#[track_caller]
fn lacks(geometry: Geometry, change: fn(&mut Port), part: PortPart) {
    let mut board = Board::new(geometry);
    let mut port = board.port();
    change(&mut port);
    let (status, finding) = board.run_with(&port, 0);
    assert_eq!((finding.part, finding.fault), (part, Missing));
    assert_eq!(status, Status::Null as i8);
    assert_eq!(board.calls, [0; 5], "a callback was called all the same");
}

#[test]
fn what_must_be_there() {
    lacks(EEPROM, |port| port.read = None, Read);
    lacks(EEPROM, |port| port.write = None, Write);
    lacks(FLASH, |port| port.erase = None, Erase);
    lacks(FLASH, |port| port.pages = None, Pages);
    lacks(EEPROM, |port| port.config = std::ptr::null(), PortPart::Config);
}

#[test]
fn no_clock_at_all() {
    let none = |port: &mut Port| {
        port.rtc = None;
        port.uptime = None;
        port.timer = None;
    };
    lacks(EEPROM, none, Rtc);
}

#[test]
fn an_uptime_without_its_timer_and_a_timer_without_its_uptime() {
    lacks(EEPROM, |port| port.timer = None, Timer);
    lacks(EEPROM, |port| port.uptime = None, Uptime);
}

#[test]
fn a_setting_out_of_its_range() {
    let whole = Config::DEFAULT;
    let limits = Limits::DEFAULT;
    for config in [
        Config {
            credit_per_value: 0,
            ..whole
        },
        Config { lock_cap: 59, ..whole },
        Config {
            test_seconds: 300,
            ..whole
        },
        Config {
            checkpoint: 59,
            ..whole
        },
        Config {
            free_tries: 16,
            ..whole
        },
        Config {
            key_timeout: 10,
            ..whole
        },
        Config {
            usage_metering: 2,
            ..whole
        },
        Config {
            limits: Limits { forward: 0, ..limits },
            ..whole
        },
    ] {
        let mut board = Board::new(EEPROM);
        board.config = config;
        let (status, finding) = board.run();
        assert_eq!((finding.part, finding.fault), (PortPart::Config, Range), "{config:?}");
        assert_eq!(status, Status::Config as i8);
    }
}

/// What opaygo_open says of the same numbers.
fn is_geometry(geometry: Geometry) -> bool {
    let mut board = Board::new(EEPROM);
    board.geometry = geometry;
    let mut device = [0u32; 32];
    let port = board.port();
    extern "C" {
        fn opaygo_open(device: *mut [u32; 32], port: *const Port) -> i8;
    }
    // SAFETY: both are there.
    let status = unsafe { opaygo_open(&mut device, &port) };
    assert_eq!(board.broken, None, "{:?}", board.geometry);
    status != Status::Geometry as i8
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn the_numbers_of_a_geometry_are_judged_as_opaygo_open_does(
        size in prop_oneof![any::<u16>(), (0u16..40).prop_map(|n| 32 * n)],
        page in prop_oneof![Just(0), any::<u16>(), (0u16..10).prop_map(|n| 32 * n)],
        provision_size in prop_oneof![Just(0), any::<u16>(), (0u16..20).prop_map(|n| 64 * n)],
        write_size in prop_oneof![any::<u8>(), (0u32..6).prop_map(|n| 1 << n)],
        erased_to_zero in 0u8..3,
    ) {
        let geometry = Geometry { size, page, provision_size, write_size, erased_to_zero };
        let mut board = Board::new(EEPROM);
        board.geometry = geometry;
        let port = board.port();
        let mut finding = NOTHING;
        // SAFETY: all are there.
        let status = unsafe {
            opaygo_check_init(&mut board.check, 0);
            opaygo_port_check(&mut board.check, &port, &mut finding)
        };
        let fits = status != Status::Geometry as i8;
        prop_assert_eq!(fits, is_geometry(geometry), "{:?}", finding);
        prop_assert_eq!(fits, (finding.part, finding.fault) != (PortPart::Geometry, Range));
    }

    /// A check that was never begun may hold any bytes: no address leaves the regions, and nothing goes round for ever.
    #[test]
    fn any_bytes_of_a_check(
        junk in prop::array::uniform21(any::<u32>()),
        near in any::<bool>(),
        places in prop::array::uniform2(prop_oneof![any::<u16>(), 0u16..140]),
        stage in 0u8..5,
        steps in prop::array::uniform2(0u8..15),
        flash in any::<bool>(),
    ) {
        let mut board = Board::new(if flash { FLASH } else { EEPROM });
        let port = board.port();
        board.check = Check(junk);
        // SAFETY: 84 bytes.
        let bytes = unsafe { std::slice::from_raw_parts_mut(board.check.0.as_mut_ptr().cast::<u8>(), 84) };
        // Where the check keeps its stages, its blocks and its clocks: so that what is near to a check is tried as well.
        if near {
            bytes[..20].fill(0);
            for (at, place) in [24, 26].into_iter().zip(places) {
                bytes[at..][..2].copy_from_slice(&place.to_le_bytes());
            }
        }
        bytes[28..30].copy_from_slice(&steps);
        bytes[80] = stage;
        let mut finding = NOTHING;
        for _ in 0..20_000 {
            board.now += 100;
            // SAFETY: all are there.
            let status = unsafe { opaygo_port_check(&mut board.check, &port, &mut finding) };
            prop_assert_eq!(&board.broken, &None);
            if status != Status::Checking as i8 {
                return Ok(());
            }
        }
        prop_assert!(false, "it does not end");
    }
}

/// The same, where the pages would end behind the last block.
#[test]
fn a_page_that_is_none() {
    let mut board = Board::new(FLASH);
    let port = board.port();
    let mut finding = NOTHING;
    // The block 125 of a page that begins at 120, while pages are looked at; the storage's stage.
    board.check.0[6] = 120 << 16 | 125;
    board.check.0[7] = 1;
    board.check.0[20] = 3;
    for _ in 0..8 {
        // SAFETY: all are there.
        let status = unsafe { opaygo_port_check(&mut board.check, &port, &mut finding) };
        assert_eq!((status, &board.broken), (Status::Checking as i8, &None));
    }
}

#[test]
fn what_c_may_pass() {
    let mut board = Board::new(EEPROM);
    let port = board.port();
    let mut check = Check([0; 21]);
    let mut finding = NOTHING;
    let null = Status::Null as i8;
    // SAFETY: NULL or there.
    unsafe {
        assert_eq!(opaygo_check_init(null_mut(), 0), null);
        // Zeroed, and never begun.
        let not_open = Status::NotOpen as i8;
        assert_eq!(opaygo_port_check(&mut check, &port, &mut finding), not_open);
        assert_eq!(opaygo_check_init(&mut check, 0), 0);
        assert_eq!(opaygo_port_check(null_mut(), &port, &mut finding), null);
        assert_eq!(opaygo_port_check(&mut check, null_mut(), &mut finding), null);
        assert_eq!(opaygo_port_check(&mut check, &port, null_mut()), null);
        assert_eq!(finding, NOTHING);
        assert_eq!(board.calls, [0; 5]);
        assert_eq!(
            opaygo_port_check(&mut check, &port, &mut finding),
            Status::Checking as i8
        );
    }
}

/// It ends once, with what was found, and is to be begun anew.
#[test]
fn it_ends_for_good() {
    let mut board = Board::new(EEPROM);
    board.read = |_, _, _| false;
    let port = board.port();
    board.run_with(&port, 0);
    let mut finding = NOTHING;
    // SAFETY: all are there.
    let status = unsafe { opaygo_port_check(&mut board.check, &port, &mut finding) };
    assert_eq!((status, finding), (Status::NotOpen as i8, NOTHING));
}

//! Wrong clocks: the same faults in `rtc` and in `uptime`, alone and together.

use std::option::Option::None;

use opaygo::check::finding::{PortFault, PortFault::*, PortPart, PortPart::*};

use crate::board::{Board, BEFORE, EEPROM};

type Clock = fn(&mut Board) -> Option<u32>;

/// A board with that clock in the place of either of its own, and with that clock alone.
#[track_caller]
fn each(clock: Clock, fault: PortFault) {
    each_from(clock, fault, 1_234_567);
}

#[track_caller]
fn each_from(clock: Clock, fault: PortFault, now: u64) {
    for part in [Rtc, Uptime] {
        for alone in [false, true] {
            let mut board = Board::new(EEPROM);
            board.now = now;
            match part {
                Rtc => board.rtc = clock,
                _ => board.uptime = clock,
            }
            let mut port = board.port();
            match (part, alone) {
                (Rtc, true) => {
                    port.uptime = None;
                    port.timer = None;
                }
                (_, true) => port.rtc = None,
                _ => {}
            }
            let (status, finding) = board.run_with(&port, 0);
            assert_eq!(
                (finding.part, finding.fault),
                (part, fault),
                "{status}, alone: {alone}: {finding:?}"
            );
            assert_eq!(board.calls[1], 0, "something was written before the clocks were right");
        }
    }
}

#[test]
fn it_fails() {
    each(|_| None, Failed);
}

#[test]
fn it_counts_milliseconds() {
    each(|board| Some(board.now as u32), Fast);
}

#[test]
fn it_counts_hundredths_or_tenths() {
    each(|board| Some((board.now / 10) as u32), Fast);
    each(|board| Some((board.now / 100) as u32), Fast);
}

#[test]
fn it_stands() {
    each(|_| Some(800_000_000), Stands);
}

#[test]
fn it_counts_minutes() {
    each(|board| Some((board.now / 60_000) as u32), Stands);
}

#[test]
fn it_goes_backwards() {
    each(|board| Some(u32::MAX - (board.now / 1000) as u32), Backwards);
}

/// The seconds of a register alone, which begin anew each minute.
#[test]
fn it_begins_anew_each_minute() {
    each_from(|board| Some((board.now / 1000 % 60) as u32), Backwards, 55_000);
}

fn bcd(number: u64) -> u32 {
    (number + 6 * (number / 10)) as u32
}

/// The seconds in BCD: alone, with the minutes counted, and packed. Wherever the minute stands.
#[test]
fn its_seconds_are_bcd() {
    let forms: [Clock; 3] = [
        |board| Some(bcd(board.now / 1000 % 60)),
        |board| Some((board.now / 60_000 * 60) as u32 + bcd(board.now / 1000 % 60)),
        |board| Some(bcd(board.now / 60_000 % 60) << 8 | bcd(board.now / 1000 % 60)),
    ];
    for form in forms {
        for second in 0..60 {
            each_from(form, Bcd, 60_000 * 12 + 1000 * second);
        }
    }
}

#[track_caller]
fn disagree(rtc: Clock, uptime: Clock, part: PortPart, fault: PortFault) {
    let mut board = Board::new(EEPROM);
    (board.rtc, board.uptime) = (rtc, uptime);
    let finding = board.is(part, fault);
    if fault == Disagree {
        assert!(finding.expected.abs_diff(finding.read) > 2, "{finding:?}");
    }
}

fn right(board: &mut Board) -> Option<u32> {
    Some((board.now / 1000) as u32)
}

#[test]
fn they_do_not_agree() {
    disagree(right, |board| Some((board.now / 700) as u32), Uptime, Disagree);
    disagree(|board| Some((board.now / 1400) as u32), right, Uptime, Disagree);
}

/// Seen before all is done, if not after twelve seconds.
#[test]
fn one_is_a_fifth_off() {
    disagree(right, |board| Some((board.now / 800) as u32), Uptime, Disagree);
    disagree(right, |board| Some((board.now / 1250) as u32), Uptime, Disagree);
}

/// 5 % is what an uptime may be off.
#[test]
fn one_may_be_a_little_off() {
    for clock in [
        |board: &mut Board| Some((board.now * 21 / 20_000) as u32),
        |board: &mut Board| Some((board.now * 19 / 20_000) as u32),
    ] {
        for start in 0..40 {
            let mut board = Board::new(EEPROM);
            // For a minute or two: the drift grows.
            board.geometry.size = 4096 * (1 + start as u16 % 2);
            board.now += 50 * start;
            board.uptime = clock;
            let (status, finding) = board.run();
            assert_eq!(status, 0, "{finding:?}");
        }
    }
}

/// An uptime may wrap while it is watched.
#[test]
fn an_uptime_may_wrap() {
    let mut board = Board::new(EEPROM);
    board.uptime = |board| Some(((board.now / 1000) as u32).wrapping_sub(1_240));
    let (status, finding) = board.run();
    assert_eq!(status, 0, "{finding:?}");
}

/// An interrupt that is switched off while a write lasts loses its seconds.
#[test]
fn an_uptime_may_not_stand_while_storage_is_written() {
    let mut board = Board::new(EEPROM);
    board.uptime = |board| Some(((board.now - 80 * u64::from(board.calls[1])) / 1000) as u32);
    board.is(Uptime, Disagree);
}

/// A clock on the bus of the memory, which is disturbed: a date is read, and another one.
#[test]
fn it_jumps_while_storage_is_written() {
    let mut board = Board::new(EEPROM);
    board.rtc = |board| Some((board.now / 1000) as u32 + if board.calls[1] == 5 { 100_000 } else { 0 });
    let mut port = board.port();
    (port.uptime, port.timer) = (None, None);
    let (_, finding) = board.run_with(&port, 0);
    assert_eq!((finding.part, finding.fault), (Rtc, Fast));
}

/// The calls of a board that is called less often, or more, than ten times a second.
#[test]
fn any_pace_from_5_to_30_calls_a_second_will_do() {
    for pause in [33, 50, 100, 150, 200] {
        for start in 0..10 {
            let mut board = Board::new(EEPROM);
            board.now += 97 * start;
            board.pause = pause;
            let (status, finding) = board.run();
            assert_eq!(status, 0, "{pause} ms: {finding:?}");
        }
    }
}

/// A slow bus and a slow erase: calls last, once the clocks have been watched.
#[test]
fn storage_may_be_slow() {
    let mut board = Board::new(EEPROM);
    board.write = |board, at, from| {
        board.put(BEFORE + usize::from(at), from);
        board.now += 2500;
        true
    };
    let (status, finding) = board.run();
    assert_eq!(status, 0, "{finding:?}");
}

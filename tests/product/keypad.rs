//! The keypad, key by key.

use crate::support::pad::Pad;
use crate::support::{Bench, KEY, START};
use crate::DAY;
use opaygo::status::Status;
use opaygo::token::{generate, generate_extended};

fn token(count: u16, value: u16) -> String {
    format!("{:09}", generate(START, &KEY, count, value))
}

#[test]
fn a_star_begins_and_begins_anew() {
    let mut pad = Pad::new(Bench::provisioned(""));
    assert_eq!(pad.key(b'1'), Status::KeyRejected);
    assert_eq!(pad.keys("*12345678*"), Status::Ok);
    assert_eq!(pad.keys(&token(2, 1)), Status::AddTime);
    assert_eq!(pad.key(b'1'), Status::KeyRejected, "the entry is over");
}

#[test]
fn each_key_is_answered_once_and_each_token_once() {
    let mut pad = Pad::new(Bench::provisioned(""));
    let mut answers = Vec::new();
    for key in format!("7*{}x#", token(2, 1)).bytes() {
        answers.push(pad.key(key));
        let later = pad.poll();
        if later != Status::Ok {
            answers.push(later);
            answers.push(pad.outcome());
            assert_eq!(pad.poll(), Status::Ok);
        }
    }
    let mut wanted = vec![Status::KeyRejected];
    wanted.extend([Status::KeyAccepted; 10]);
    wanted.extend([
        Status::Decoding,
        Status::AddTime,
        Status::KeyRejected,
        Status::StatusKey,
    ]);
    assert_eq!(answers, wanted);
}

#[test]
fn a_hash_asks_for_the_state_but_not_within_an_entry() {
    let mut pad = Pad::new(Bench::provisioned(""));
    assert_eq!(pad.key(b'#'), Status::StatusKey);
    assert_eq!(pad.keys("*1"), Status::Ok);
    assert_eq!(
        pad.key(b'#'),
        Status::KeyRejected,
        "nothing to end: 9 digits end by themselves"
    );
    pad.unit.now += 21;
    assert_eq!(pad.key(b'#'), Status::StatusKey, "the entry was dropped");
}

#[test]
fn letters_and_unknown_keys_are_rejected_and_the_entry_goes_on() {
    let mut pad = Pad::new(Bench::provisioned(""));
    assert_eq!(pad.key(b'*'), Status::KeyAccepted);
    for key in token(2, 1).bytes() {
        for wrong in [b'A', b'/', b':', 0, 0xff] {
            assert_eq!(pad.key(wrong), Status::KeyRejected);
        }
        assert_eq!(pad.key(key), Status::KeyAccepted);
    }
    assert_eq!(pad.outcome(), Status::AddTime);
}

#[test]
fn a_hash_behind_the_last_digit_is_part_of_the_token() {
    let mut pad = Pad::new(Bench::provisioned(""));
    // Before the token is decided, and after it.
    for (count, at_once) in [(2, true), (4, false)] {
        for key in format!("*{}", token(count, 1)).bytes() {
            assert_eq!(pad.key(key), Status::KeyAccepted);
        }
        if at_once {
            assert_eq!(pad.queue.push(b'#'), Status::Ok);
        }
        assert_eq!(pad.outcome(), Status::AddTime);
        if at_once {
            assert_eq!(pad.poll(), Status::KeyAccepted);
        } else {
            pad.unit.now += 20;
            assert_eq!(pad.key(b'#'), Status::KeyAccepted);
        }
        assert_eq!(pad.key(b'#'), Status::StatusKey, "one and no more");
    }
    // A later one is a question, and so is one behind another key.
    assert_eq!(pad.keys(&format!("*{}", token(6, 1))), Status::AddTime);
    pad.unit.now += 21;
    assert_eq!(pad.key(b'#'), Status::StatusKey);
    assert_eq!(pad.keys(&format!("*{}", token(8, 1))), Status::AddTime);
    assert_eq!(pad.key(b'1'), Status::KeyRejected);
    assert_eq!(pad.key(b'#'), Status::StatusKey);
    // An answer that takes longer than a user waits.
    for key in format!("*{}", token(10, 1)).bytes() {
        assert_eq!(pad.key(key), Status::KeyAccepted);
    }
    assert_eq!(pad.queue.push(b'#'), Status::Ok);
    let Bench { port, device, now } = &mut pad.unit;
    let slow = pad.entry.poll(&pad.queue, device, &port.lend(), *now, 1);
    assert_eq!(slow, Status::Decoding);
    pad.unit.now += 300;
    assert_eq!(pad.outcome(), Status::AddTime);
    assert_eq!(pad.poll(), Status::KeyAccepted);
}

#[test]
fn an_eighth_key_is_told_that_it_is_lost() {
    let mut pad = Pad::new(Bench::provisioned(""));
    for key in *b"*123456" {
        assert_eq!(pad.queue.push(key), Status::Ok);
    }
    for key in *b"7*1" {
        assert_eq!(pad.queue.push(key), Status::KeyRejected);
    }
    assert_eq!(pad.poll(), Status::EntryLost);
    assert_eq!(pad.poll(), Status::Ok, "once, and none of the seven is left");
    assert_eq!(pad.queue.push(b'7'), Status::Ok, "there is room again");
    assert_eq!(pad.poll(), Status::KeyRejected, "no entry was begun");
    // The ring holds its seven wherever it stands.
    for _ in 0..20 {
        for _ in 0..7 {
            assert_eq!(pad.queue.push(b'*'), Status::Ok);
        }
        for _ in 0..6 {
            assert_eq!(pad.poll(), Status::KeyAccepted);
        }
        assert_eq!(pad.poll(), Status::KeyAccepted);
        assert_eq!(pad.key(b'*'), Status::KeyAccepted);
    }
}

#[test]
fn a_star_that_is_lost_joins_no_two_entries() {
    // While the first token is decoded, the second is begun, and begun anew by a key that does not fit.
    let (first, second) = (token(2, 1), token(4, 1));
    let mut pad = Pad::new(Bench::provisioned(""));
    for key in format!("*{first}").bytes() {
        assert_eq!(pad.key(key), Status::KeyAccepted);
    }
    let Bench { port, device, now } = &mut pad.unit;
    let begun = pad.entry.poll(&pad.queue, device, &port.lend(), *now, 1);
    assert_eq!(begun, Status::Decoding);
    for key in format!("*{}", &second[..6]).bytes() {
        assert_eq!(pad.queue.push(key), Status::Ok);
    }
    assert_eq!(pad.queue.push(b'*'), Status::KeyRejected);
    assert_eq!(pad.outcome(), Status::AddTime);
    for key in second.bytes() {
        assert_eq!(pad.queue.push(key), Status::Ok);
        match pad.poll() {
            Status::EntryLost => assert_eq!(pad.poll(), Status::KeyRejected),
            answer => assert_eq!(answer, Status::KeyRejected),
        }
    }
    assert_eq!((pad.unit.report().wait, pad.unit.report().credit), (0, DAY));
    assert_eq!(pad.keys(&format!("*{second}")), Status::AddTime);
}

#[test]
fn a_token_that_is_whole_is_not_lost_with_what_comes_behind_it() {
    let mut pad = Pad::new(Bench::provisioned(""));
    for key in format!("*{}", token(2, 1)).bytes() {
        assert_eq!(pad.key(key), Status::KeyAccepted);
    }
    for key in *b"*1234567" {
        pad.queue.push(key);
    }
    assert_eq!(pad.outcome(), Status::AddTime);
    assert_eq!(pad.outcome(), Status::EntryLost);
    assert_eq!(pad.outcome(), Status::Ok);
}

#[test]
fn the_restricted_set_knows_four_digits_and_fifteen_places() {
    let mut pad = Pad::new(Bench::provisioned(";count=0;restricted=1"));
    assert_eq!(pad.key(b'*'), Status::KeyAccepted);
    for wrong in *b"056789" {
        assert_eq!(pad.key(wrong), Status::KeyRejected);
    }
    assert_eq!(pad.keys("324244134441123"), Status::AddTime);
    assert_eq!(pad.unit.report().credit, DAY);
}

#[test]
fn extended_entries_end_at_a_hash_or_at_the_greatest_length() {
    let mut unit = Bench::provisioned("");
    unit.port.extended = true;
    let mut pad = Pad::new(unit);
    assert_eq!(pad.keys(&format!("*{}#", token(2, 1))), Status::AddTime);
    let twelve = generate_extended(START, &KEY, 3, 123_456, 12);
    assert_eq!(pad.keys(&format!("*{twelve:012}#")), Status::Extended);
    assert_eq!((pad.unit.report().value, pad.unit.report().count), (123_456, 3));
    let fifteen = generate_extended(START, &KEY, 4, 987_654_321, 15);
    assert_eq!(pad.keys(&format!("*{fifteen:015}")), Status::Extended, "no hash needed");
    assert_eq!(pad.unit.report().value, 987_654_321);
    assert_eq!(pad.unit.report().credit, DAY, "not the standard's to change");
    for wrong in ["*#", "*1#", "*12345678#", "*1234567890#"] {
        assert_eq!(pad.keys(wrong), Status::Malformed, "{wrong}");
    }
    let mut pad = Pad::new(Bench::provisioned(";restricted=1"));
    pad.unit.port.extended = true;
    assert_eq!(pad.keys("*1111111111111111111111111"), Status::Invalid, "25 digits");
}

#[test]
fn without_a_key_only_the_hash_means_anything() {
    let mut pad = Pad::new(Bench::blank());
    assert_eq!(pad.key(b'*'), Status::KeyRejected);
    assert_eq!(pad.key(b'1'), Status::KeyRejected);
    assert_eq!(pad.key(b'#'), Status::StatusKey);
    pad.unit.factory("").unwrap();
    // The provisioning record stays, every other is damaged.
    let records: Vec<usize> = [64..512, 576..1024].into_iter().flatten().collect();
    records.iter().for_each(|&at| pad.unit.port.bytes[at] = 0x5a);
    assert_eq!(pad.power(), Status::Corrupt);
    assert_eq!(pad.key(b'*'), Status::KeyRejected);
    assert_eq!(pad.key(b'1'), Status::KeyRejected);
    assert_eq!(pad.key(b'#'), Status::StatusKey);
    assert_eq!(pad.unit.report().active, 0);
}

#[test]
fn a_token_by_radio_does_not_lose_what_is_typed() {
    let mut pad = Pad::new(Bench::provisioned(""));
    assert_eq!(pad.key(b'*'), Status::KeyAccepted);
    for key in token(2, 1).bytes() {
        assert_eq!(pad.key(key), Status::KeyAccepted);
    }
    // The last digit is in, and before the next poll the radio is faster.
    let radio = token(4, 2);
    let Bench { port, device, now } = &mut pad.unit;
    assert_eq!(device.enter(&port.lend(), *now, radio.as_bytes()), Status::Decoding);
    assert_eq!(pad.outcome(), Status::AddTime);
    assert_eq!(pad.outcome(), Status::AddTime);
    assert_eq!(pad.unit.report().credit, 3 * DAY);
}

#[test]
fn a_storage_failure_is_told_and_the_key_not_lost() {
    let mut pad = Pad::new(Bench::provisioned(""));
    assert_eq!(pad.unit.token(2, 1), Status::AddTime);
    pad.unit.live(DAY - 1);
    pad.unit.now += 1;
    pad.unit.port.cut_after = Some(0);
    assert_eq!(pad.queue.push(b'#'), Status::Ok);
    while pad.poll() == Status::StatusKey {
        assert_eq!(pad.queue.push(b'#'), Status::Ok);
    }
    // The end of the credit was believed, and could not be stored.
    assert_ne!(pad.unit.report().storage_fault, 0);
    assert_eq!(pad.poll(), Status::StatusKey);
}

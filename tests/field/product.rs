//! What a bench's tools send, and what a user types.

use opaygo::product::factory_line::FactoryLine;
use opaygo::product::keypad::{Entry, Queue};
use opaygo::status::Status;
use opaygo::token::generate;

use crate::bench::{Unit, DAY, EEPROM, KEY};

/// The bytes of the published flashing tool and of the HDK, and what UARTs and cables make of a line.
#[test]
fn factory_formats() {
    const HEX: &str = "a29ab82edc5fbbc41ec9530f6dac86b1";
    let pairs = "#223;123456789;a2 9a b8 2e dc 5f bb c4 1e c9 53 0f 6d ac 86 b1";
    let plain = format!("#223;123456789;{HEX}\r\n");
    for (what, text, wanted) in [
        (
            "the published flashing tool, which sends no end",
            pairs.to_owned(),
            Status::Ok,
        ),
        ("the same with an end", format!("{pairs}\n"), Status::Ok),
        ("the HDK", format!("#SETUP;223;123456789;{HEX}\n"), Status::Ok),
        ("a NUL before it", format!("\0{plain}"), Status::Ok),
        ("a byte of noise before it", format!("\u{fe}{plain}"), Status::Ok),
        (
            "a cable pulled, and again",
            format!("#223;123456789;a29ab82edc{plain}"),
            Status::Ok,
        ),
        (
            "a starting code without its zeros",
            format!("#223;3456789;{HEX}\r\n"),
            Status::BadStartingCode,
        ),
        (
            "a blank before the key",
            format!("#223;123456789; {HEX}\r\n"),
            Status::BadKey,
        ),
    ] {
        let mut unit = Unit::blank(EEPROM);
        let mut line = FactoryLine::new();
        let mut answers = Vec::new();
        let mut say = |answer: Result<u32, Status>| {
            let answer = answer.map_or_else(|status| status, |_| Status::Ok);
            if answer != Status::KeyAccepted {
                answers.push(answer);
            }
        };
        // As bytes: what stands for the noise is one byte on the line, and two here.
        for byte in text.bytes() {
            say(line.push(&mut unit.device, &unit.board, 0, byte));
        }
        if !text.ends_with('\n') {
            say(line.end(&mut unit.device, &unit.board, 0));
        }
        assert_eq!(answers, [wanted], "{what}: one line has one answer");
        let then = if wanted == Status::Ok {
            Status::Ok
        } else {
            Status::Unprovisioned
        };
        assert_eq!(unit.open(), then, "{what}");
    }
}

/// A token is decoded, the next is begun, six digits, and begun anew: that `*` is the eighth key. Then its nine digits.
#[test]
fn keypad_overflow() {
    let typed = |count| format!("{:09}", generate(123_456_789, &KEY, count, 30));
    let (first, second) = (typed(2), typed(4));
    let mut unit = Unit::new(EEPROM);
    let (queue, mut entry) = (Queue::new(), Entry::new());
    let mut poll = |unit: &mut Unit, hashes| entry.poll(&queue, &mut unit.device, &unit.board, 0, hashes);
    for key in format!("*{first}").bytes() {
        assert_eq!(queue.push(key), Status::Ok);
        assert_eq!(poll(&mut unit, 1), Status::KeyAccepted);
    }
    assert_eq!(poll(&mut unit, 1), Status::Decoding);
    for key in format!("*{}", &second[..6]).bytes() {
        assert_eq!(queue.push(key), Status::Ok);
    }
    assert_eq!(queue.push(b'*'), Status::KeyRejected, "the eighth");
    let mut said = Vec::new();
    let mut drain = |unit: &mut Unit| loop {
        match poll(unit, 1_000) {
            Status::Ok => return,
            Status::Decoding => {}
            answer => said.push(answer),
        }
    };
    drain(&mut unit);
    for key in second.bytes() {
        queue.push(key);
        drain(&mut unit);
    }
    assert_eq!(said[..2], [Status::AddTime, Status::EntryLost]);
    assert!(
        said[2..].iter().all(|answer| *answer == Status::KeyRejected),
        "{said:?}"
    );
    unit.settle();
    assert_eq!(
        (unit.report.wait, unit.report.credit),
        (0, 30 * DAY),
        "no wrong try is charged"
    );
    // The free try is still there.
    assert_eq!(unit.enter("123123123"), Status::Invalid);
    assert_eq!(unit.report.wait, 0);
}

//! M and D: what a unit leaves the factory as.

use crate::support::Bench;
use crate::DAY;
use opaygo::product::factory_line::{self, FactoryLine};
use opaygo::report::PaygState;
use opaygo::status::Status;

pub const HEX: &str = "a29ab82edc5fbbc41ec9530f6dac86b1";

pub fn line(unit: &mut Bench, text: &[u8]) -> Result<u32, Status> {
    let Bench { port, device, now } = unit;
    loop {
        match factory_line::provision(device, &port.lend(), *now, text) {
            Err(Status::Decoding) => {}
            answer => return answer,
        }
    }
}

/// The line as it comes over a UART, byte by byte; the answer to its end.
pub fn uart(unit: &mut Bench, buffer: &mut FactoryLine, text: &[u8]) -> Result<u32, Status> {
    let Bench { port, device, now } = unit;
    let mut answers: Vec<_> = text
        .iter()
        .map(|&byte| buffer.push(device, &port.lend(), *now, byte))
        .collect();
    let mut last = answers.pop().unwrap();
    assert!(answers.iter().all(|answer| *answer == Err(Status::KeyAccepted)));
    while last == Err(Status::Decoding) {
        last = buffer.poll(device, &port.lend(), *now, 100);
    }
    last
}

#[test]
fn m01_a_unit_leaves_the_factory_disabled_and_without_credit() {
    for options in ["", ";count=10", ";divider=255;restricted=1;test=550000000"] {
        let mut unit = Bench::provisioned(options);
        for _ in 0..2 {
            let report = unit.report();
            assert_eq!(
                (report.state, report.active, report.credit),
                (PaygState::Disabled, 0, 0)
            );
            assert_eq!(unit.power(), Status::Ok);
        }
    }
    let mut unit = Bench::blank();
    let text = "123456789";
    assert_eq!(unit.text(text), Status::Unprovisioned);
    assert_eq!((unit.report().state, unit.report().active), (PaygState::Disabled, 0));
    // Damaged: whatever is there, nothing is on.
    unit.port.bytes.fill(0x37);
    unit.power();
    assert!(unit.text(text) != Status::Ok && unit.report().active == 0);
}

#[test]
fn m02_m03_ids_and_keys_are_taken_as_they_come() {
    let serial = "!\"$%&'()*+,-./09:<=>?@AZ[]{~";
    assert_eq!(serial.len(), 28);
    for case in [HEX.to_owned(), HEX.to_uppercase()] {
        let mut unit = Bench::blank();
        assert!(line(&mut unit, format!("#{serial};000000007;{case}").as_bytes()).is_ok());
        let mut read = [0; 28];
        assert_eq!(unit.device.serial(&unit.port.lend(), &mut read), Status::Ok);
        assert_eq!(read, *serial.as_bytes());
    }
}

#[test]
fn m03_weak_and_published_keys_are_refused() {
    for (key, wanted) in [
        ("00", Status::WeakKey),
        ("ff", Status::WeakKey),
        ("Ff", Status::WeakKey),
    ] {
        let mut unit = Bench::blank();
        assert_eq!(
            line(&mut unit, format!("#A;123456789;{}", key.repeat(16)).as_bytes()),
            Err(wanted)
        );
    }
    let mut unit = Bench::blank();
    unit.port.config.example_key = 0;
    assert_eq!(unit.factory(""), Err(Status::ExampleKey));
    assert_eq!(
        unit.factory(";example_key=1"),
        Err(Status::LineUnknown),
        "nothing the line can ask for"
    );
    let near = HEX.replace("b1", "b0");
    assert!(line(&mut unit, format!("#A;123456789;{near}").as_bytes()).is_ok());
}

#[test]
fn m04_a_unit_is_provisioned_once() {
    let mut unit = Bench::provisioned(";count=4");
    assert_eq!(unit.token(6, 1), Status::AddTime);
    let image = unit.port.bytes.clone();
    for options in ["", ";count=4", ";count=0", ";restricted=1"] {
        assert_eq!(unit.factory(options), Err(Status::Provisioned));
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!(
            line(&mut unit, b"#B;999999999;00112233445566778899aabbccddeeff"),
            Err(Status::Provisioned)
        );
    }
    assert_eq!(unit.port.bytes, image);
    assert_eq!(unit.report().credit, DAY);
}

#[test]
fn m04_a_power_cut_at_every_byte_of_provisioning() {
    let mut whole = Bench::blank();
    whole.factory(";count=6;divider=2").unwrap();
    let (mut cuts, mut after) = (0, 0);
    for cut in 0.. {
        let mut unit = Bench::blank();
        unit.port.cut_after = Some(cut);
        let answer = unit.factory(";count=6;divider=2");
        let spare = unit.port.cut_after;
        unit.port.cut_after = None;
        let opened = unit.power();
        match opened {
            Status::Unprovisioned => assert!(unit.factory(";count=6;divider=2").is_ok(), "cut after {cut} bytes"),
            _ => after += 1,
        }
        assert!(
            answer.is_err() || opened == Status::Ok,
            "answered, not kept: cut after {cut} bytes"
        );
        assert_eq!(unit.power(), Status::Ok);
        assert_eq!((unit.report().count, unit.report().active), (6, 0));
        assert_eq!(unit.token(6, 1), Status::AlreadyUsed);
        assert_eq!(unit.token(8, 4), Status::AddTime);
        assert_eq!(unit.report().credit, 2 * DAY);
        cuts += 1;
        if spare > Some(0) {
            break;
        }
    }
    println!("{cuts} power cuts in provisioning, {after} of them after it");
    assert!(cuts > 32 + 64);
}

#[test]
fn d01_d02_d03_the_serial_number_can_be_read_for_labels_and_service() {
    let mut unit = Bench::blank();
    let mut read = [0; 28];
    assert_eq!(unit.device.serial(&unit.port.lend(), &mut read), Status::Unprovisioned);
    unit.factory("").unwrap();
    assert_eq!(unit.device.serial(&unit.port.lend(), &mut read), Status::Ok);
    assert_eq!(read[..10], *b"SLT000001\0");
}

#[test]
fn a_test_code_is_examined_in_steps_and_nothing_is_stored_before() {
    let text = format!("#SLT000001;123456789;{HEX};test=550000000");
    let mut unit = Bench::blank();
    let mut buffer = FactoryLine::new();
    let Bench { port, device, now } = &mut unit;
    let push = |buffer: &mut FactoryLine, port: &mut crate::support::Eeprom, device: &mut _, text: &str| {
        let answers = text.bytes().map(|byte| buffer.push(device, &port.lend(), *now, byte));
        answers.last().unwrap()
    };
    assert_eq!(buffer.poll(device, &port.lend(), *now, 16), Err(Status::KeyAccepted));
    assert_eq!(
        push(&mut buffer, port, device, &format!("{text}\r")),
        Err(Status::Decoding)
    );
    assert_eq!(push(&mut buffer, port, device, "\n"), Err(Status::Busy), "not taken");
    let mut polls = 0;
    let check = loop {
        polls += 1;
        assert_eq!(port.writes, 0);
        match buffer.poll(device, &port.lend(), *now, 16) {
            Err(Status::Decoding) => {}
            answer => break answer,
        }
    };
    assert_eq!(polls, 63, "1,000 hashes, 16 at a time");
    assert_eq!(check, Bench::blank().factory(";test=550000000"));
    assert_eq!(push(&mut buffer, port, device, "\n"), Err(Status::KeyAccepted));
    // Power that fails in the middle, and another line in the middle, begin anew.
    let mut unit = Bench::blank();
    let step = |unit: &mut Bench, text: &str| {
        let Bench { port, device, now } = unit;
        factory_line::provision(device, &port.lend(), *now, text.as_bytes())
    };
    for _ in 0..62 {
        assert_eq!(step(&mut unit, &text), Err(Status::Decoding));
    }
    assert_eq!(unit.power(), Status::Unprovisioned);
    for other in ["test=550000001", "test=550000000;count=2", "test=550000000"] {
        let other = text.replace("test=550000000", other);
        for _ in 0..62 {
            assert_eq!(step(&mut unit, &other), Err(Status::Decoding), "{other}");
        }
    }
    // A wrong line in between changes nothing of it.
    assert_eq!(step(&mut unit, &format!("{text};x")), Err(Status::LineUnknown));
    assert!(step(&mut unit, &text).is_ok());
    // Whatever another line would be, this one has the answer of its own.
    let token = text.replace("550000000", "662486790");
    let mut unit = Bench::blank();
    assert_eq!(step(&mut unit, &token), Err(Status::TestIsToken));
    assert_eq!(unit.device.ready(), Status::Unprovisioned);
    let own = format!("#SLT000001;123456789;{HEX}");
    assert!(step(&mut unit, &own).is_ok());
}

#[test]
fn the_check_value_is_known_and_covers_every_field() {
    // The numbers are another implementation's (docs/PROTOCOL.md).
    assert_eq!(Bench::blank().factory(""), Ok(0x2b03_e5d1));
    let all = ";restricted=1;test=550000000;count=10;divider=4";
    assert_eq!(Bench::blank().factory(all), Ok(0x1904_a57c));
    // One digit of the line is another: either it is refused, or the check value is another too.
    let base = format!("#SLT000001;123456789;{HEX};count=10;divider=24;restricted=1;test=550000000");
    let mut checks = vec![line(&mut Bench::blank(), base.as_bytes()).unwrap()];
    for at in 1..base.len() {
        for garbled in [b'0', b'1', b'7', b'f', b'Z'] {
            let mut text = base.clone().into_bytes();
            if text[at].eq_ignore_ascii_case(&garbled) {
                continue;
            }
            text[at] = garbled;
            if let Ok(check) = line(&mut Bench::blank(), &text) {
                assert!(check < 1 << 30);
                checks.push(check);
            }
        }
    }
    let taken = checks.len();
    checks.sort_unstable();
    checks.dedup();
    assert_eq!(checks.len(), taken);
    assert!(taken > 100, "{taken}");
}

#[test]
fn the_check_value_of_a_corrupt_unit_is_of_what_it_keeps() {
    let mut unit = Bench::provisioned(";divider=24;count=6");
    let records: Vec<usize> = [64..512, 576..1024].into_iter().flatten().collect();
    records.iter().for_each(|&at| unit.port.bytes[at] = 0x5a);
    assert_eq!(unit.power(), Status::Corrupt);
    // What the line says of the divider is not what the unit has, and the bench is told so.
    let kept = Bench::blank().factory(";divider=24;count=9");
    assert_eq!(unit.factory(";divider=7;count=9;test=550000000"), kept);
}

//! M and D: the factory's line (docs/PROTOCOL.md), and what a unit leaves the factory as.

use crate::support::{Bench, KEY};
use crate::DAY;
use opaygo::product::factory_line::{self, FactoryLine, MAX_LINE};
use opaygo::report::PaygState;
use opaygo::status::Status;
use opaygo::unit::key_check;

const HEX: &str = "a29ab82edc5fbbc41ec9530f6dac86b1";

fn line(unit: &mut Bench, text: &[u8]) -> Result<u32, Status> {
    let Bench { port, device, now } = unit;
    factory_line::provision(device, &port.lend(), *now, text)
}

/// The line as it comes over a UART, byte by byte; the answer to its end.
fn uart(unit: &mut Bench, buffer: &mut FactoryLine, text: &[u8]) -> Result<u32, Status> {
    let Bench { port, device, now } = unit;
    let mut answers: Vec<_> = text
        .iter()
        .map(|&byte| buffer.push(device, &port.lend(), *now, byte))
        .collect();
    let last = answers.pop().unwrap();
    assert!(answers.iter().all(|answer| *answer == Err(Status::KeyAccepted)));
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
    for (case, check) in [(HEX.to_owned(), key_check(&KEY)), (HEX.to_uppercase(), key_check(&KEY))] {
        let mut unit = Bench::blank();
        let answer = line(&mut unit, format!("#{serial};000000007;{case}").as_bytes());
        assert_eq!(answer, Ok(check));
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
fn the_line_takes_its_options_in_any_order() {
    let options = [";count=10", ";divider=4", ";restricted=0", ";test=550000000"];
    let mut orders = 0;
    for a in 0..4 {
        for b in (0..4).filter(|&b| b != a) {
            for c in (0..4).filter(|&c| c != a && c != b) {
                let d = 6 - a - b - c;
                let order = [options[a], options[b], options[c], options[d]].concat();
                let mut unit = Bench::provisioned(&order);
                assert_eq!(unit.text("550000000"), Status::TestCode);
                assert_eq!(unit.token(10, 4), Status::AlreadyUsed);
                assert_eq!(unit.token(12, 4), Status::AddTime);
                assert_eq!(unit.report().credit, DAY);
                orders += 1;
            }
        }
    }
    assert_eq!(orders, 24);
}

#[test]
fn each_wrong_line_has_one_cause_and_changes_nothing() {
    let base = format!("#SLT1;123456789;{HEX}");
    let with = |option: &str| format!("{base};{option}");
    let serial = "S".repeat(29);
    let cases = [
        (String::new(), Status::LineFormat),
        (base.replace('#', ""), Status::LineFormat),
        (base.replace("SLT1", "SLT 1"), Status::LineFormat),
        (base.replace("SLT1", "SL\tT"), Status::LineFormat),
        (base.replace("SLT1", "SLé"), Status::LineFormat),
        ("#".into(), Status::LineSerial),
        (base.replace("SLT1", ""), Status::LineSerial),
        (base.replace("SLT1", &serial), Status::LineSerial),
        ("#SLT1".into(), Status::LineCutOff),
        ("#SLT1;123456789".into(), Status::LineCutOff),
        ("#SLT1;12345".into(), Status::BadStartingCode),
        (base.replace("123456789", "12345678"), Status::BadStartingCode),
        (base.replace("123456789", "1234567890"), Status::BadStartingCode),
        (base.replace("123456789", "12345678x"), Status::BadStartingCode),
        (base.replace("123456789", ""), Status::BadStartingCode),
        (base[..base.len() - 1].into(), Status::BadKey),
        (base.replace("b1", "b1b"), Status::BadKey),
        (base.replace("b1", "g1"), Status::BadKey),
        (base.replace(HEX, ""), Status::BadKey),
        (with(""), Status::LineUnknown),
        (with("count"), Status::LineUnknown),
        (with("Count=1"), Status::LineUnknown),
        (with("key=1"), Status::LineUnknown),
        (with("count="), Status::LineCount),
        (with("count=65536"), Status::LineCount),
        (with("count=-1"), Status::LineCount),
        (with("count=000001"), Status::LineCount),
        (with("count=1x"), Status::LineCount),
        (with("divider=0"), Status::BadDivider),
        (with("divider=256"), Status::BadDivider),
        (with("divider="), Status::BadDivider),
        (with("divider=0001"), Status::BadDivider),
        (with("restricted=2"), Status::BadRestricted),
        (with("restricted="), Status::BadRestricted),
        (with("restricted=01"), Status::BadRestricted),
        (with("test=55000000"), Status::BadTestCode),
        (with("test=5500000000"), Status::BadTestCode),
        (with("test="), Status::BadTestCode),
        (with("test=55000000a"), Status::BadTestCode),
        (with("count=1;count=1"), Status::LineRepeated),
        (with("divider=1;count=1;divider=2"), Status::LineRepeated),
        (with("restricted=0;restricted=0"), Status::LineRepeated),
        (with("test=550000000;test=550000000"), Status::LineRepeated),
    ];
    let mut unit = Bench::blank();
    let mut buffer = FactoryLine::new();
    let image = unit.port.bytes.clone();
    for (text, wanted) in &cases {
        assert_eq!(line(&mut unit, text.as_bytes()), Err(*wanted), "{text}");
        if !text.is_empty() {
            let answer = uart(&mut unit, &mut buffer, format!("{text}\r").as_bytes());
            assert_eq!(answer, Err(*wanted), "{text}");
        }
        assert_eq!(unit.port.bytes, image, "{text}");
        assert_eq!(unit.port.writes, 0);
    }
    assert_eq!(
        uart(&mut unit, &mut buffer, format!("{base}\n").as_bytes()),
        Ok(key_check(&KEY))
    );
}

#[test]
fn the_limits_of_every_field_are_taken() {
    for (options, count) in [
        (";count=0", 0),
        (";count=65535", 65_535),
        (";count=00007", 7),
        (";divider=255", 1),
        (";divider=001", 1),
    ] {
        let unit = Bench::provisioned(options);
        assert_eq!(unit.report().count, count, "{options}");
    }
    for start in ["000000000", "999999999"] {
        assert!(line(&mut Bench::blank(), format!("#A;{start};{HEX}").as_bytes()).is_ok());
    }
    let longest = format!(
        "#{};123456789;{HEX};count=65535;divider=255;restricted=1;test=999999999",
        "S".repeat(28)
    );
    assert_eq!(longest.len(), MAX_LINE);
    let mut unit = Bench::blank();
    let mut buffer = FactoryLine::new();
    assert_eq!(
        uart(&mut unit, &mut buffer, format!("{longest}x\r").as_bytes()),
        Err(Status::LineTooLong)
    );
    assert_eq!(uart(&mut unit, &mut buffer, &[b'x'; 1_000]), Err(Status::KeyAccepted));
    assert_eq!(uart(&mut unit, &mut buffer, b"\n"), Err(Status::LineTooLong));
    assert_eq!(
        uart(&mut unit, &mut buffer, b"\r\n\n\r"),
        Err(Status::KeyAccepted),
        "an empty line is none"
    );
    assert_eq!(unit.port.writes, 0);
    assert_eq!(
        uart(&mut unit, &mut buffer, format!("{longest}\r").as_bytes()),
        Ok(key_check(&KEY))
    );
    assert_eq!(
        uart(&mut unit, &mut buffer, format!("{longest}\r").as_bytes()),
        Err(Status::Provisioned)
    );
}

#[test]
fn a_line_tells_of_its_key_nothing_but_the_check_value() {
    // 30 bits of a one-way hash, the same for each unit with this key and another for a key one bit away.
    let check = Bench::blank().factory("").unwrap();
    assert_eq!(Bench::blank().factory(";count=9;divider=3"), Ok(check));
    assert!(check < 1 << 30);
    for bit in 0..128 {
        let mut key = KEY;
        key[bit / 8] ^= 1 << (bit % 8);
        assert_ne!(key_check(&key), check);
    }
}

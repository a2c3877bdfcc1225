//! The factory's line (docs/PROTOCOL.md): what is one, and what each wrong one is told.

use crate::factory::{line, uart, HEX};
use crate::support::Bench;
use crate::DAY;
use opaygo::product::factory_line::{FactoryLine, MAX_LINE};
use opaygo::status::Status;

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
        (base.replace("SLT1", "SLT 1"), Status::LineSerial),
        (base.replace("SLT1", "SL\tT"), Status::LineSerial),
        (base.replace("SLT1", "SLé"), Status::LineSerial),
        (base.replace("SLT1", "SL#T"), Status::LineSerial),
        (format!("#{base}"), Status::LineSerial),
        (format!("#SETUP;{}", &base[1..]).replace("SLT1", ""), Status::LineSerial),
        (base.replace(";123456789", ""), Status::BadStartingCode),
        (base.replace("123456789", "123456789 "), Status::BadStartingCode),
        (base.replace(HEX, &format!(" {HEX}")), Status::BadKey),
        (base.replace(HEX, &format!("{HEX} ")), Status::BadKey),
        (base.replace("a29a", "a 29a"), Status::BadKey),
        (base.replace("a29a", "a2-9a"), Status::BadKey),
        (base.replace("a29a", "a2\0 9a"), Status::BadKey),
        (with("count=1 "), Status::LineCount),
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
        if text.contains('#') {
            let answer = uart(&mut unit, &mut buffer, format!("{text}\r").as_bytes());
            assert_eq!(answer, Err(*wanted), "{text}");
        }
        assert_eq!(unit.port.bytes, image, "{text}");
        assert_eq!(unit.port.writes, 0);
    }
    assert!(uart(&mut unit, &mut buffer, format!("{base}\n").as_bytes()).is_ok());
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
        "#SETUP;{};123456789;{};count=65535;divider=255;restricted=1;test=999999999",
        "S".repeat(28),
        in_pairs()
    );
    assert_eq!(longest.len(), MAX_LINE);
    let mut unit = Bench::blank();
    let mut buffer = FactoryLine::new();
    assert_eq!(
        uart(&mut unit, &mut buffer, format!("{longest}x\r").as_bytes()),
        Err(Status::LineTooLong)
    );
    assert_eq!(uart(&mut unit, &mut buffer, &[b'#'; 1_000]), Err(Status::KeyAccepted));
    assert_eq!(uart(&mut unit, &mut buffer, b"\n"), Err(Status::LineTooLong));
    assert_eq!(
        uart(&mut unit, &mut buffer, b"\r\n\n\r"),
        Err(Status::KeyAccepted),
        "an empty line is none"
    );
    assert_eq!(unit.port.writes, 0);
    assert!(uart(&mut unit, &mut buffer, format!("{longest}\r").as_bytes()).is_ok());
    assert_eq!(
        uart(&mut unit, &mut buffer, format!("{longest}\r").as_bytes()),
        Err(Status::Provisioned)
    );
}

/// The key as the published flashing tool sends it.
fn in_pairs() -> String {
    let pairs: Vec<_> = HEX
        .as_bytes()
        .chunks(2)
        .map(|pair| str::from_utf8(pair).unwrap())
        .collect();
    pairs.join(" ")
}

#[test]
fn the_lines_of_the_published_tools_are_taken() {
    let plain = Bench::blank().factory("").unwrap();
    let hdk = format!("#SETUP;SLT000001;123456789;{HEX}\n");
    let arduino = format!("#SLT000001;123456789;{HEX}\r\n");
    let pairs = format!("#SLT000001;123456789;{}\n", in_pairs());
    for (text, before) in [
        (&hdk, ""),
        (&arduino, ""),
        (&pairs, ""),
        (&arduino, "\0"),
        (&pairs, "ready? ;;"),
    ] {
        let mut buffer = FactoryLine::new();
        let mut unit = Bench::blank();
        let text = format!("{before}{}", text.trim_end_matches('\n'));
        assert_eq!(
            uart(&mut unit, &mut buffer, text.as_bytes()).is_ok(),
            text.ends_with('\r')
        );
        if !text.ends_with('\r') {
            let Bench { port, device, now } = &mut unit;
            // No line end comes: the sender is silent.
            assert_eq!(buffer.end(device, &port.lend(), *now), Ok(plain), "{text}");
            assert_eq!(buffer.end(device, &port.lend(), *now), Err(Status::KeyAccepted));
        }
        assert_eq!(unit.power(), Status::Ok);
        // And as a whole.
        assert_eq!(
            line(&mut Bench::blank(), text.trim_end().as_bytes()),
            Ok(plain),
            "{text}"
        );
    }
    let mut unit = Bench::blank();
    let framing = [b"\xfe\0".as_slice(), arduino.as_bytes()].concat();
    assert_eq!(
        uart(&mut unit, &mut FactoryLine::new(), &framing[..framing.len() - 1]),
        Ok(plain)
    );
}

#[test]
fn a_unit_may_be_called_setup() {
    for options in ["", ";count=4", ";count=4;test=550000000"] {
        let mut unit = Bench::blank();
        assert!(line(&mut unit, format!("#SETUP;123456789;{HEX}{options}").as_bytes()).is_ok());
        let mut read = [0; 28];
        assert_eq!(unit.device.serial(&unit.port.lend(), &mut read), Status::Ok);
        assert_eq!(read[..6], *b"SETUP\0");
    }
    let mut unit = Bench::blank();
    assert!(line(&mut unit, format!("#SETUP;SETUP;123456789;{HEX};count=4").as_bytes()).is_ok());
}

#[test]
fn what_is_no_line_has_no_answer_and_a_new_line_replaces_one_that_was_cut_off() {
    let mut unit = Bench::blank();
    let mut buffer = FactoryLine::new();
    assert_eq!(
        uart(&mut unit, &mut buffer, b"hello\r\n;;;\n"),
        Err(Status::KeyAccepted)
    );
    let cut = format!("#SLT000001;123456789;a29ab82edc#SLT000001;123456789;{HEX}\r");
    assert_eq!(uart(&mut unit, &mut buffer, cut.as_bytes()), Bench::blank().factory(""));
}

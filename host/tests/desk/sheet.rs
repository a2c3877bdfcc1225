//! Point 5: the acceptance sheet.

use std::io::{Read, Write};
use std::time::Duration;

use serialport::{SerialPort, TTYPort};

use crate::bench::{Bench, EXAMPLE_KEY};
use crate::boards;

/// The far end of a wire at which a unit says again what a board has said, each step when the one before is over.
fn repeat(mut wire: TTYPort, steps: Vec<String>) {
    wire.set_timeout(Duration::from_secs(60)).unwrap();
    for said in steps {
        let (events, status) = said.split_once("; ").unwrap();
        writeln!(wire, "event key_accepted\n{}", events.replace(", ", "\n")).unwrap();
        let mut request = [0];
        wire.read_exact(&mut request).unwrap();
        assert_eq!(request, [5]);
        writeln!(wire, "{status}").unwrap();
    }
}

#[test]
fn the_sheet_has_the_46_steps_and_is_the_same_again() {
    let bench = Bench::with_example();
    let sheet = bench.json("sheet --unit SLT000001");
    let steps = sheet["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 46 + 1);
    let names: Vec<&str> = steps.iter().map(|step| step["step"].as_str().unwrap()).collect();
    assert_eq!((names[0], names[45], names[46]), ("G1", "U3B", "END"));
    assert_eq!(bench.json("sheet --unit SLT000001"), sheet);
    // Its tokens are issued, so what is issued now comes behind them, for a unit that is locked again.
    let last = steps[46]["count"].as_u64().unwrap();
    let next = bench.json("token add 1 --unit SLT000001")["tokens"][0].clone();
    assert_eq!(
        (&next["kind"], next["count"].as_u64().unwrap()),
        (&"add".into(), last + 1)
    );
    assert_eq!(bench.json("sheet --unit SLT000001"), sheet);
    // A sheet for a unit that has taken tokens begins behind them.
    bench.done("units new --prefix SLT --first 2");
    bench.done("token add 5 --unit SLT000002");
    let count = bench.json("units show SLT000002")["count"].as_u64().unwrap();
    let said = bench.run("sheet --unit SLT000002");
    assert!(
        said.err.contains("SLT000002 is paid for: the last step"),
        "{}",
        said.err
    );
    let sheet = bench.json("sheet --unit SLT000002");
    assert_eq!(
        (&sheet["count"], sheet["steps"][1]["count"].as_u64().unwrap()),
        (&count.into(), count + 1)
    );
    assert_eq!(bench.json("sheet --unit SLT000002"), sheet);
}

#[test]
fn it_is_written_as_text_csv_and_html() {
    let bench = Bench::with_example();
    let text = bench.done("sheet --unit SLT000001");
    assert!(text.contains("[ ] G3   *662 486 790  2 days left; green 2"), "{text}");
    let csv = bench.done("sheet --unit SLT000001 --format csv");
    assert!(
        csv.starts_with("Test Name,Token Used,Expected Result,Test Details,Result\r\nG1,123 456 789,"),
        "{csv}"
    );
    assert_eq!(csv.matches("\r\n").count(), 47);
    let html = bench.done("sheet --unit SLT000001 --format html");
    assert!(
        html.starts_with("<!DOCTYPE html>") && html.matches("&#9744;").count() == 47 && html.ends_with("</html>\n")
    );
    bench.fails(2, "sheet --unit SLT000001 --run", "--board");
    bench.key_file("k", EXAMPLE_KEY);
    bench.fails(
        1,
        "sheet --key-file k --starting-code 123456789 --count 65000",
        "too few counts",
    );
}

#[test]
fn the_boards_pass_it() {
    let bench = Bench::new();
    bench.key_file("k", EXAMPLE_KEY);
    for board in boards::names() {
        let variants = [
            "",
            "--divider 4 --restricted",
            "--divider 255",
            "--test-code 111111111 --count 7",
        ];
        // An emulated chip takes its time.
        let variants = if board == "host" { &variants[..] } else { &variants[..2] };
        for variant in variants {
            let arguments = format!(
                "sheet --key-file {} --starting-code 123456789 {variant} --run --board {board}",
                bench.path("k").display()
            );
            let said = boards::run(&bench, &arguments);
            assert_eq!(said.code, 0, "{arguments}: {}{}", said.out, said.err);
            assert!(
                said.out.contains(&format!("46 of 46 steps passed on {board}")),
                "{}",
                said.out
            );
        }
    }
}

#[test]
fn a_board_that_is_killed_leaves_no_key_behind() {
    let bench = Bench::with_example();
    bench.key_file("k", EXAMPLE_KEY);
    std::fs::create_dir(bench.path("temporary")).unwrap();
    let arguments = format!(
        "sheet --key-file {} --starting-code 123456789 --run --board host",
        bench.path("k").display()
    );
    let _alone = boards::alone();
    for moment in [20u64, 60, 100, 200, 400] {
        let mut child = std::process::Command::new(crate::bench::program())
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .env("TMPDIR", bench.path("temporary"))
            .args(arguments.split_whitespace())
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(moment));
        let _ = child.kill();
        child.wait().unwrap();
    }
    assert_eq!(std::fs::read_dir(bench.path("temporary")).unwrap().count(), 0);
}

#[test]
fn with_a_person_at_the_keypad_the_uart_fills_it_in() {
    let bench = Bench::new();
    bench.key_file("k", EXAMPLE_KEY);
    let unit = format!("--key-file {} --starting-code 123456789", bench.path("k").display());
    let board = boards::run(&bench, &format!("--json sheet {unit} --run --board host"));
    let board: serde_json::Value = serde_json::from_str(&board.out).unwrap();
    let rows = board["steps"].as_array().unwrap();
    let mut said: Vec<String> = rows
        .iter()
        .map(|row| row["happened"].as_str().unwrap().to_owned())
        .collect();
    for wrong in [None, Some(2)] {
        if let Some(step) = wrong {
            // A unit that adds a day too much.
            said[step] = said[step].replace("seconds=1727", "seconds=2591");
        }
        let (near, far) = TTYPort::pair().unwrap();
        let path = far.name().unwrap();
        let steps = said.clone();
        let wire = std::thread::spawn(move || repeat(near, steps));
        let filled = bench.run(&format!("sheet {unit} --run --port {path}"));
        wire.join().unwrap();
        assert_eq!(filled.code, i32::from(wrong.is_some()), "{}{}", filled.out, filled.err);
        let passed = if wrong.is_some() { "45 of 46" } else { "46 of 46" };
        assert!(
            filled.out.contains(&format!("{passed} steps passed on the unit")),
            "{}",
            filled.out
        );
        assert!(
            filled.err.contains("G12B: leave the unit alone for 48 hours"),
            "{}",
            filled.err
        );
    }
}

//! Point 5: the acceptance sheet.

use crate::bench::{Bench, EXAMPLE_KEY};
use crate::boards;

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

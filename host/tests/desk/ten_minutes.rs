//! docs/TEN_MINUTES.md, "ten minutes at the bench", run as it is written. `OPAYGO_BOARDS` with atmega328p in it asks for that.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::bench::{program, Bench};
use crate::boards;

fn commands(page: &str) -> String {
    let block = page
        .split("<!-- begin bench -->")
        .nth(1)
        .unwrap()
        .split("<!-- end -->")
        .next()
        .unwrap();
    block
        .lines()
        .filter(|line| !line.starts_with("```") && !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn ten_minutes_at_the_bench_as_they_are_written() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let page = std::fs::read_to_string(checkout.join("docs/TEN_MINUTES.md")).unwrap();
    let mut script = commands(&page);
    assert_eq!(script.lines().count(), 6, "six commands");
    if !boards::names().iter().any(|name| name == "atmega328p") {
        script = script.replace("board atmega328p", "board host");
    }
    // In a folder of its own, with the command that is being tested; `make desk` builds the same.
    let bench = Bench::new();
    std::fs::create_dir_all(bench.path("build/bin")).unwrap();
    std::os::unix::fs::symlink(program(), bench.path("build/bin/opaygo")).unwrap();
    let script = script.replace("make desk\n", "");
    // What runs beside is given a moment to be there, and ended at the end.
    let script = script.replace(" &\n", " &\nwhile ! [ -e unit.port ]; do :; done\n");
    let _alone = boards::alone();
    let output = Command::new("sh")
        .args(["-euc", &format!("trap 'kill $!' EXIT\n{script}")])
        .current_dir(&bench.folder)
        .env_remove("OPAYGO_LEDGER")
        .env("OPAYGO_CHECKOUT", checkout)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, error) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    assert!(output.status.success(), "{said}{error}");
    for wanted in [
        "10 units, SLT000001 to SLT000010, in opaygo.ledger",
        "SLT000001  pass, check ",
        "adds 30 days",
        "the unit: event add seconds=2592000",
        "the unit: led green 2",
        "first payment",
    ] {
        assert!(said.contains(wanted), "{wanted} in {said}{error}");
    }
}

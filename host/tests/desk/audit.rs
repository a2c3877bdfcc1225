//! Point 8: the arithmetic and the attacks.

use crate::bench::Bench;

/// A row of the table in docs/SECURITY.md that tests/abuse counts with the same windows.
fn row(limits: &str, wait: &str) -> Vec<String> {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/SECURITY.md")).unwrap();
    let line = page
        .lines()
        .find(|line| line.starts_with(&format!("| {limits}")) && line.contains(&format!("| {wait}")))
        .unwrap_or_else(|| panic!("no row {limits}, {wait}"));
    line.split('|').map(|cell| cell.trim().replace(',', "")).collect()
}

#[test]
fn the_arithmetic_is_that_of_the_security_page() {
    let bench = Bench::new();
    for (limits, limits_named) in [
        ("64,20,100,30", "default"),
        ("30,10,100,30", "documented"),
        ("16,8,32,0", "tight"),
    ] {
        for (wait, wait_named) in [
            ("1,60,30720", "1 free, 1 min to 512 min"),
            ("1,60,3840", "1 free, 1 min to 64 min"),
        ] {
            let answer = bench.json(&format!("audit --limits {limits} --wait {wait}"));
            let row = row(limits_named, wait_named);
            assert_eq!(answer["guesses_a_year"].to_string(), row[3]);
            assert_eq!(
                format!("1 in {}", 1_000_000_000 / answer["taken_of_1e9"].as_u64().unwrap()),
                row[4]
            );
            let years = answer["years_to_one_accepted"].as_f64().unwrap();
            assert_eq!(format!("{years:.1} years"), row[5]);
        }
    }
    bench.fails(2, "audit --limits 1,2", "four numbers");
    bench.fails(2, "audit --limits 0,20,100,30", "no unit takes");
    bench.fails(2, "audit --wait 1,600,60", "no unit takes");
}

#[test]
fn the_attacks_are_run() {
    let bench = Bench::new();
    let guess = bench.json("audit guess --units 20 --days 30");
    // A month: eleven tries until the longest wait, then one in 512 minutes.
    assert!(guess["guesses"].as_u64().unwrap() <= 20 * 94, "{guess}");
    let search = bench.json("audit starting-code");
    assert_eq!(
        (&search["found"], search["tries"].as_u64().unwrap() <= 1_000_000),
        (&true.into(), true),
        "{search}"
    );
}

//! What README.md shows of other files is what they say; `OPAYGO_BLESS=1` puts it there. Knows no file's meaning but the
//! tables of sizes and cycles, of which four numbers stand in the README.

use std::fs;

fn page(path: &str) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("README.md shows {path}: {error}"))
}

/// The rows of the table that has this column, each as its cells; first the names of the columns.
fn table(text: &str, column: &str) -> Vec<Vec<String>> {
    let cells = |line: &str| -> Vec<String> {
        line.trim_matches('|')
            .split('|')
            .map(|cell| cell.trim().to_owned())
            .collect()
    };
    let named = |line: &&str| line.starts_with('|') && cells(line).iter().any(|cell| cell == column);
    let rows: Vec<_> = text
        .lines()
        .skip_while(|line| !named(line))
        .take_while(|line| line.starts_with('|'))
        .map(cells)
        .collect();
    assert!(rows.len() > 2, "there is no table with a column {column}");
    rows
}

/// What stands in that column of the row that begins with `row`.
fn cell(text: &str, row: &str, column: &str) -> String {
    let rows = table(text, column);
    let at = rows[0].iter().position(|name| name == column).unwrap();
    let found = rows.iter().find(|cells| cells[0] == row);
    found.unwrap_or_else(|| panic!("no row {row} beside {column}"))[at].clone()
}

/// The deepest stack of the calls of the token and the device level.
fn stack(bench: &str, chip: &str) -> u32 {
    let stacks = bench
        .split_once("Stack in bytes")
        .expect("docs/bench.md has no stacks")
        .1;
    let rows = table(stacks, chip);
    let at = rows[0].iter().position(|name| name == chip).unwrap();
    let level = |name: &str| !name.contains(' ') && !name.contains("keypad") && !name.contains("factory");
    let bytes = |cells: &Vec<String>| cells[at].parse().unwrap_or_else(|_| panic!("{cells:?} is no stack"));
    let deepest = rows[2..].iter().filter(|cells| level(&cells[0])).map(bytes).max();
    deepest.expect("docs/bench.md has no stacks")
}

/// `8074` as `8,074`.
fn grouped(number: &str) -> String {
    let (head, tail) = number.split_at(number.len().saturating_sub(3));
    let comma = if head.is_empty() { "" } else { "," };
    format!("{head}{comma}{tail}")
}

fn numbers() -> String {
    let (sizes, bench) = (page("docs/size.md"), page("docs/bench.md"));
    let flash = |family, column| grouped(&cell(&sizes, family, column));
    let (rtc, both) = ("device level", "with an uptime");
    let object = |family| cell(&sizes, family, "`opaygo_device`");
    let own = |family| cell(&sizes, family, "static RAM");
    let time = |chip| cell(bench.split_once("The same in time").unwrap().1, "1,000", chip);
    let ours = |time: String| time.split(" (").next().unwrap().to_owned();
    assert_eq!([own("atmega328p"), own("cortex-m0")], ["0", "0"], "it has static RAM");
    format!(
        "| | ATmega328P | Cortex-M0 |\n|---|---:|---:|\n\
        | flash of a whole unit with an RTC: credit, lock-out, storage | {} B | {} B |\n\
        | the same with an uptime beside it, so that each clock guards the other | {} B | {} B |\n\
        | RAM: the unit's object, and none of its own | {} B | {} B |\n\
        | stack of the deepest call | {} B | {} B |\n\
        | a wrong token at count 1,000, which takes the longest | {} at 16 MHz | {} at 48 MHz |\n",
        flash("atmega328p", rtc),
        flash("cortex-m0", rtc),
        flash("atmega328p", both),
        flash("cortex-m0", both),
        object("atmega328p"),
        object("cortex-m0"),
        stack(&bench, "ATmega328P"),
        stack(&bench, "Cortex-M0"),
        ours(time("ATmega328P, 16 MHz")),
        ours(time("Cortex-M0, 48 MHz")),
    )
}

#[test]
fn the_readme_shows_the_files_as_they_are() {
    let is = page("README.md");
    let mut should = String::new();
    let mut lines = is.lines();
    while let Some(line) = lines.next() {
        should.push_str(line);
        should.push('\n');
        let Some(what) = line
            .strip_prefix("<!-- begin ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        if what == "numbers" {
            should.push_str(&numbers());
        } else {
            should.push_str(&format!("```c\n{}```\n", page(what)));
        }
        should.push_str("<!-- end -->\n");
        assert!(
            lines.any(|line| line == "<!-- end -->"),
            "{what} has no end in README.md"
        );
    }
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        fs::write("README.md", &should).unwrap();
    } else {
        assert_eq!(
            is, should,
            "README.md is stale: OPAYGO_BLESS=1 cargo test --test readme"
        );
    }
}

//! The generated blocks of docs/SECURITY.md.

use std::fs;
use std::sync::Mutex;

const PAGE: &str = "docs/SECURITY.md";

/// The page is one file, and tests run side by side.
static WRITING: Mutex<()> = Mutex::new(());

/// Holds the block `name` of the page to `text`.
pub fn hold(name: &str, text: &str) {
    let _one = WRITING.lock().unwrap_or_else(|broken| broken.into_inner());
    let text = &format!("{text}\n");
    let page = fs::read_to_string(PAGE).unwrap();
    let (begin, end) = (format!("<!-- generated: {name} -->\n\n"), "<!-- end -->");
    let from = page
        .find(&begin)
        .unwrap_or_else(|| panic!("{PAGE} has no block {name}"))
        + begin.len();
    let to = from + page[from..].find(end).unwrap();
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        let new = [&page[..from], text, &page[to..]].concat();
        fs::write(PAGE, new).unwrap();
    } else {
        assert_eq!(
            &page[from..to],
            text,
            "{PAGE} is stale: OPAYGO_BLESS=1 cargo test --test abuse"
        );
    }
}

/// A table as Markdown.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&head.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
    text += &format!("|{}\n", "---|".repeat(head.len()));
    rows.iter().for_each(|row| text += &line(row));
    text
}

/// 1234567 as 1,234,567.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[test]
fn the_promises_are_the_headers_and_each_has_its_test() {
    let page = fs::read_to_string(PAGE).unwrap();
    let header = fs::read_to_string("include/opaygo.h").unwrap().replace("\n *", " ");
    let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut tests = String::new();
    for entry in fs::read_dir("tests/storage").unwrap() {
        tests += &fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    for number in 1..=14 {
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| {number} |")))
            .unwrap();
        let cells: Vec<&str> = row.trim_matches('|').split('|').map(str::trim).collect();
        assert!(
            header.contains(&format!("{number}. {}", cells[1].replace('`', ""))),
            "the header says otherwise: {row}"
        );
        let test = cells[2].trim_matches('`');
        assert!(test.starts_with(&format!("promise_{number}_")), "{row}");
        assert!(tests.contains(&format!("fn {test}()")), "there is no test {test}");
    }
}

#[test]
fn the_seven_promises_of_time_are_in_the_header_and_each_has_its_tests() {
    let page = fs::read_to_string(PAGE).unwrap();
    let header = fs::read_to_string("include/opaygo.h").unwrap();
    let tests =
        ["bad_readings", "promises", "lives"].map(|file| fs::read_to_string(format!("tests/time/{file}.rs")).unwrap());
    for number in 1..=7 {
        assert!(
            header.contains(&format!(" * T{number}. ")),
            "T{number} is not in the header"
        );
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| T{number} |")))
            .unwrap();
        let names: Vec<&str> = row
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|name| name.starts_with('t'))
            .collect();
        assert!(!names.is_empty(), "T{number} has no test");
        for name in names {
            assert!(tests.concat().contains(&format!("fn {name}()")), "there is no {name}");
        }
    }
}

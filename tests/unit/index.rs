//! docs/REQUIREMENTS.md and these tests name each other, and leave out no requirement.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The requirements that the library fulfils (L) or gives the hook for (H), and the rulings of the device level.
const IDS: [&str; 44] = [
    "d01", "d02", "d03", "m01", "m02", "m03", "m04", "ui00a", "ui00b", "ui01", "ui02", "ui03", "ui04", "ui05", "tp01",
    "tp02", "tp03", "tp05", "tp08", "tp11", "tp12", "tp13", "tp17", "tp18", "pc01", "ct01", "ct03", "ct04", "ct05",
    "ct06", "ct10", "ct12", "tamper", "r12", "r13", "r14", "r15", "r16", "r17", "r21", "r23", "r24", "r25", "r26",
];

/// The names of the tests here and of those of the product, by the words they begin with.
fn tests() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let both = ["tests/unit", "tests/product"].map(|directory| fs::read_dir(directory).unwrap());
    for entry in both.into_iter().flatten() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        let mut lines = text.lines();
        while lines.any(|line| line.trim() == "#[test]") {
            let line = lines.next().unwrap();
            let name = line.trim_start_matches("fn ").split('(').next().unwrap();
            assert!(names.insert(name.to_owned()), "two tests are called {name}");
        }
    }
    names
}

/// The tests that each row of the document names, by the row's id.
fn rows() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string("docs/REQUIREMENTS.md").unwrap();
    let mut rows = BTreeMap::new();
    for line in text
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| id"))
    {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let named = cells[cells.len() - 1].split('`').skip(1).step_by(2).map(str::to_owned);
        let new = rows.insert(cells[0].to_owned(), named.collect()).is_none();
        assert!(new, "{} has two rows", cells[0]);
    }
    rows
}

#[test]
fn every_requirement_has_a_row_and_every_row_its_tests() {
    let (tests, rows) = (tests(), rows());
    for id in IDS {
        let named = rows
            .get(id)
            .unwrap_or_else(|| panic!("{id} has no row in docs/REQUIREMENTS.md"));
        let after = |name: &String| name.split('_').any(|word| word == id);
        // A ruling may be held by the test of a requirement.
        assert!(
            named.iter().any(|name| after(name) || id.starts_with('r')),
            "{id} has no test named after it"
        );
    }
    for (id, named) in rows {
        for name in named {
            assert!(tests.contains(&name), "{id}: there is no test {name}");
        }
    }
}

#[test]
fn every_test_named_after_a_requirement_is_in_its_row() {
    let rows = rows();
    let named: BTreeSet<&String> = rows.values().flatten().collect();
    for test in tests() {
        let first = test.split('_').next().unwrap_or_default();
        let known = rows.contains_key(first);
        assert!(!known || named.contains(&test), "{test} is not in docs/REQUIREMENTS.md");
    }
}

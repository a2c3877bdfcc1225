//! docs/FUZZ.md has the sum of all fuzz executions in fuzz/executions.csv, which `KEEP=1 fuzz/run.sh` adds to.
//! `OPAYGO_BLESS=1` rewrites the table.

use std::fs;

const PAGE: &str = "docs/FUZZ.md";

#[test]
fn the_page_has_the_executions_so_far() {
    let mut table = String::from("| target | executions | the last run, a second |\n|---|---:|---:|\n");
    let mut all = 0;
    for line in fs::read_to_string("fuzz/executions.csv").unwrap().lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        assert!(
            fs::exists(format!("fuzz/fuzz_targets/{}.rs", cells[0])).unwrap(),
            "{line}: no such target"
        );
        all += cells[1].parse::<u64>().unwrap();
        table += &format!("| {} | {} | {} |\n", cells[0], thousands(cells[1]), thousands(cells[2]));
    }
    table += &format!("| all | {} | |\n", thousands(&all.to_string()));
    let page = fs::read_to_string(PAGE).unwrap();
    let (begin, end) = ("<!-- generated: executions -->\n\n", "\n<!-- end -->");
    let from = page.find(begin).unwrap() + begin.len();
    let to = from + page[from..].find(end).unwrap();
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        fs::write(PAGE, [&page[..from], &table, &page[to..]].concat()).unwrap();
    } else {
        assert_eq!(
            &page[from..to],
            table,
            "{PAGE} is stale: OPAYGO_BLESS=1 cargo test --test fuzz_page"
        );
    }
}

#[test]
fn the_page_says_what_each_target_does() {
    let page = fs::read_to_string(PAGE).unwrap();
    for file in fs::read_dir("fuzz/fuzz_targets").unwrap() {
        let path = file.unwrap().path();
        let target = path.file_stem().unwrap().to_string_lossy();
        assert!(
            page.contains(&format!("| `{target}` |")),
            "{PAGE} does not say what {target} does"
        );
    }
}

/// 1234567 as 1,234,567.
fn thousands(digits: &str) -> String {
    let places = digits.chars().enumerate();
    places.fold(String::new(), |mut text, (at, digit)| {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
        text
    })
}

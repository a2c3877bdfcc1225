//! Generated parts of pages: compared with what a test computes, rewritten with OPAYGO_BLESS=1. Knows no content.

use std::fs;
use std::sync::Mutex;

/// A page is one file, and tests run side by side.
static WRITING: Mutex<()> = Mutex::new(());

/// Holds the block `name` of `page` to `text`.
pub fn hold(page: &str, name: &str, text: &str) {
    let _one = WRITING.lock().unwrap_or_else(|broken| broken.into_inner());
    let old = fs::read_to_string(page).unwrap();
    let (begin, end) = (format!("<!-- generated: {name} -->\n\n"), "<!-- end -->");
    let from = old.find(&begin).unwrap_or_else(|| panic!("{page} has no block {name}")) + begin.len();
    let to = from + old[from..].find(end).expect("a block ends");
    let new = [&old[..from], text, "\n", &old[to..]].concat();
    hold_file(page, new.as_bytes());
}

/// Holds the whole of `path` to `content`.
pub fn hold_file(path: &str, content: &[u8]) {
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        fs::write(path, content).unwrap();
    }
    let current = fs::read(path).is_ok_and(|old| old == content);
    assert!(current, "{path} is stale: OPAYGO_BLESS=1 cargo test --test storage");
}

/// A table as Markdown.
pub fn table(head: &[&str], rows: &[Vec<String>]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&head.iter().map(|&cell| cell.to_owned()).collect::<Vec<_>>());
    text += &format!("|{}\n", "---|".repeat(head.len()));
    rows.iter().for_each(|row| text += &line(row));
    text
}

//! What README.md shows of other files is what they say; `OPAYGO_BLESS=1` puts it there. Knows no file's meaning.

use std::fs;

#[test]
fn the_readme_shows_the_files_as_they_are() {
    let is = fs::read_to_string("README.md").unwrap();
    let mut should = String::new();
    let mut lines = is.lines();
    while let Some(line) = lines.next() {
        should.push_str(line);
        should.push('\n');
        let Some(path) = line
            .strip_prefix("<!-- begin ")
            .and_then(|rest| rest.strip_suffix(" -->"))
        else {
            continue;
        };
        let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("README.md shows {path}: {error}"));
        if path.ends_with(".c") {
            should.push_str(&format!("```c\n{text}```\n"));
        } else {
            // A page's title is the README's own; what has a title in the page is the page's.
            let body = text
                .lines()
                .skip_while(|line| line.starts_with("# ") || line.is_empty())
                .take_while(|line| !line.starts_with("## "));
            body.for_each(|line| should.push_str(&format!("{}\n", line.replace("](", "](docs/"))));
        }
        should.push_str("<!-- end -->\n");
        assert!(
            lines.any(|line| line == "<!-- end -->"),
            "{path} has no end in README.md"
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

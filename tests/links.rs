//! Every link in a Markdown file of this tree leads to a file, and to a heading in it; every ruling that is cited is one.
//! Knows no page's meaning, and follows no link out of the tree.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The files under `directory`, but for what is built or fetched.
fn files(directory: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !["target", "build", "dist", "corpus", "artifacts"].contains(&&*name) {
                files(&path, found);
            }
        } else {
            found.push(path);
        }
    }
}

/// The lines of a page that are no code.
fn prose(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut code = false;
    (1..).zip(text.lines()).filter(move |(_, line)| {
        let fence = line.trim_start().starts_with("```");
        code ^= fence;
        !code && !fence
    })
}

/// The anchors of a page's headings, as code hosts make them.
fn anchors(text: &str) -> BTreeSet<String> {
    let mut seen = BTreeMap::new();
    let mut found = BTreeSet::new();
    for (_, line) in prose(text) {
        let heading = line.trim_start_matches('#');
        if heading.len() == line.len() || !heading.starts_with(' ') {
            continue;
        }
        let anchor: String = heading
            .trim()
            .to_lowercase()
            .chars()
            .filter(|c| c.is_alphanumeric() || " -_".contains(*c))
            .map(|c| if c == ' ' { '-' } else { c })
            .collect();
        let times = seen.entry(anchor.clone()).or_insert(0);
        found.insert(if *times == 0 {
            anchor
        } else {
            format!("{anchor}-{times}")
        });
        *times += 1;
    }
    found
}

/// What the links of a line lead to.
fn links(line: &str) -> Vec<&str> {
    // What is in backquotes is code.
    let mut shown = line.split('`').step_by(2).flat_map(|text| text.split("](").skip(1));
    let mut found: Vec<&str> = shown.by_ref().filter_map(|rest| rest.split(')').next()).collect();
    // A link whose text is code is cut off by it.
    found.extend(line.split("`](").skip(1).filter_map(|rest| rest.split(')').next()));
    found.sort_unstable();
    found.dedup();
    found
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                out.pop();
            }
            Component::CurDir => {}
            part => out.push(part),
        }
    }
    out
}

#[test]
fn every_link_leads_somewhere() {
    let mut all = Vec::new();
    files(Path::new("."), &mut all);
    let mut wrong = Vec::new();
    let mut checked = 0;
    for page in all.iter().filter(|path| path.extension().is_some_and(|x| x == "md")) {
        let text = fs::read_to_string(page).unwrap();
        for (number, line) in prose(&text) {
            for link in links(line) {
                if link.contains("://") || link.starts_with("mailto:") {
                    continue;
                }
                checked += 1;
                let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
                let to = if path.is_empty() {
                    page.clone()
                } else {
                    plain(&page.parent().unwrap().join(path))
                };
                if !to.exists() {
                    wrong.push(format!("{}:{number}: there is no {link}", page.display()));
                } else if !anchor.is_empty() && !anchors(&fs::read_to_string(&to).unwrap()).contains(anchor) {
                    wrong.push(format!("{}:{number}: {path} has no heading #{anchor}", page.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "dead links:\n{}", wrong.join("\n"));
    assert!(checked > 10, "{checked} links: are they found?");
}

/// The numbers behind "ruling" or "rulings" in a text: `rulings 1, 2 and 8 to 10` are six.
fn cited(text: &str) -> Vec<u32> {
    let mut found = Vec::new();
    for rest in text.split("ruling").skip(1) {
        let rest = rest.trim_start_matches(['s', '_', ' ']);
        let run: String = rest
            .chars()
            .take_while(|c| c.is_ascii_digit() || ", ".contains(*c))
            .collect();
        found.extend(run.split([',', ' ']).filter_map(|number| number.parse::<u32>().ok()));
    }
    found
}

#[test]
fn every_ruling_that_is_cited_is_one() {
    let page = fs::read_to_string("docs/RULINGS.md").unwrap();
    let numbers: Vec<u32> = page
        .lines()
        .filter_map(|line| line.strip_prefix("### ")?.split_once(". ")?.0.parse().ok())
        .collect();
    assert!(
        numbers.iter().copied().eq(1..=26),
        "docs/RULINGS.md has other numbers than 1 to 26: {numbers:?}"
    );
    let mut all = Vec::new();
    files(Path::new("."), &mut all);
    let mut count = 0;
    for path in all {
        // Pictures and the like are no text.
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for number in cited(&text) {
            assert!(
                numbers.contains(&number),
                "{} cites ruling {number}, which is none",
                path.display()
            );
            count += 1;
        }
    }
    assert!(count > 20, "{count} rulings are cited: are they found?");
}

#[test]
fn headings_and_links_are_read_as_code_hosts_do() {
    let page = "# The C program\n```\n# no heading\n```\n## a-b, `c`!\n## a-b, `c`!\n#no heading\n";
    let is: Vec<String> = anchors(page).into_iter().collect();
    assert_eq!(is, ["a-b-c", "a-b-c-1", "the-c-program"]);
    assert_eq!(
        links("[a](b.md#c), `[x](y)` and [`d`](e) ![f](g.svg)"),
        ["b.md#c", "e", "g.svg"]
    );
    assert_eq!(
        cited("(rulings 1, 2, 8) ruling_18_a and ruling 26. The ruling of 30"),
        [1, 2, 8, 18, 26]
    );
}

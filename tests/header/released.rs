//! What a release has promised: each number keeps its meaning for ever, and a struct or a function that is another than
//! in the last release has another `OPAYGO_ABI` and its place in CHANGELOG.md.
//!
//! `tests/released` has a file for each release: a line a number, a struct, a function, as `interface` tells them.
//! `OPAYGO_BLESS=1` writes that of a version which CHANGELOG.md no longer calls unreleased; it changes none.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use super::layout::without_comments;
use super::HEADER;

const FOLDER: &str = "tests/released";
const CHANGELOG: &str = "CHANGELOG.md";

/// A name of the interface, and what it promises.
type Interface = BTreeMap<String, String>;

fn interface(header: &str) -> Interface {
    let code = without_comments(header);
    let mut all = Interface::new();
    for line in code.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        match words[..] {
            ["#define", name, number] if is_number(number) => {
                all.insert(name.into(), number.trim_end_matches('u').into());
            }
            [name, "=", number] if name.starts_with("OPAYGO_") => {
                all.insert(name.into(), number.trim_end_matches(',').into());
            }
            _ => {}
        }
    }
    let (code, _) = code.split_once("#define OPAYGO_IS(").unwrap_or((&code, ""));
    for part in code.split("typedef struct ").skip(1) {
        let Some((name, rest)) = part.split_once(" {") else {
            continue;
        };
        let (fields, _) = rest.split_once('}').unwrap();
        all.insert(name.into(), format!("{{ {} }}", spaced(fields)));
    }
    for statement in code.split(';') {
        let line = statement.rsplit("\n\n").next().unwrap_or_default();
        let Some((before, parameters)) = line.split_once('(') else {
            continue;
        };
        let (kind, name) = before.rsplit_once([' ', '*']).unwrap_or(("", before));
        if name.starts_with("opaygo_") && !name.contains('[') && !kind.contains('#') {
            let parameters: Vec<String> = parameters.trim_end_matches(')').split(',').map(without_name).collect();
            all.insert(name.into(), format!("{} ({})", spaced(kind), parameters.join(", ")));
        }
    }
    all
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

fn spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A parameter's type: its name promises nothing.
fn without_name(parameter: &str) -> String {
    let parameter = spaced(parameter);
    let (before, array) = parameter.split_at(parameter.find('[').unwrap_or(parameter.len()));
    let name = before.rfind([' ', '*']).map_or(before.len(), |at| at + 1);
    format!("{}{array}", before[..name].trim_end())
}

fn read(file: &str) -> Interface {
    let text = fs::read_to_string(file).unwrap();
    let lines = text.lines().map(|line| line.split_once(' ').unwrap());
    lines.map(|(name, what)| (name.into(), what.into())).collect()
}

/// The releases that CHANGELOG.md has, the newest first, and what it says of the version after them.
fn releases() -> (Vec<String>, String) {
    let changelog = fs::read_to_string(CHANGELOG).unwrap();
    let mut released = Vec::new();
    let mut coming = String::new();
    for chapter in changelog.split("\n## ").skip(1) {
        let (title, text) = chapter.split_once('\n').unwrap();
        match title.strip_suffix(", unreleased") {
            Some(_) => coming = text.into(),
            None => released.push(title.split([',', ' ']).next().unwrap().into()),
        }
    }
    (released, coming)
}

#[test]
fn every_release_has_its_interface() {
    let (released, coming) = releases();
    let path = format!("{FOLDER}/{}.txt", released[0]);
    if std::env::var_os("OPAYGO_BLESS").is_some() && coming.is_empty() && !fs::exists(&path).unwrap() {
        let lines = interface(&fs::read_to_string(HEADER).unwrap());
        let lines: String = lines.iter().map(|(name, what)| format!("{name} {what}\n")).collect();
        fs::write(&path, lines).unwrap();
    }
    for version in released {
        let path = format!("{FOLDER}/{version}.txt");
        assert!(
            read(&path).contains_key("OPAYGO_ABI"),
            "{path}: what does this release promise?"
        );
    }
}

#[test]
fn a_number_keeps_its_meaning_for_ever() {
    let now = interface(&fs::read_to_string(HEADER).unwrap());
    let (released, coming) = releases();
    for version in released {
        for (name, number) in read(&format!("{FOLDER}/{version}.txt")) {
            if !is_number(&number) || name == "OPAYGO_ABI" || name.starts_with("OPAYGO_VERSION") {
                continue;
            }
            match now.get(&name) {
                Some(is) => assert_eq!(*is, number, "{name} had another number in {version}"),
                None => assert!(
                    is_told(&coming, &name),
                    "{name} of {version} is gone, and {CHANGELOG} does not say so"
                ),
            }
        }
    }
}

#[test]
fn what_is_another_than_in_the_last_release_has_another_abi_and_is_told() {
    let now = interface(&fs::read_to_string(HEADER).unwrap());
    let (released, coming) = releases();
    let last = read(&format!("{FOLDER}/{}.txt", released[0]));
    let another: BTreeSet<&String> = last
        .iter()
        .filter(|(name, what)| !is_number(what) && now.get(*name) != Some(what))
        .map(|(name, _)| name)
        .collect();
    if another.is_empty() {
        return;
    }
    assert_ne!(
        last["OPAYGO_ABI"], now["OPAYGO_ABI"],
        "the ABI is that of {}, and these are not: {another:?}",
        released[0]
    );
    let untold: Vec<_> = another.into_iter().filter(|name| !is_told(&coming, name)).collect();
    assert!(untold.is_empty(), "{CHANGELOG} does not say what became of {untold:?}");
}

/// Whether the text has the name in code, whole or the end of a list of names that begin alike.
fn is_told(text: &str, name: &str) -> bool {
    let codes = text.split('`').skip(1).step_by(2);
    codes
        .into_iter()
        .any(|code| code == name || code.starts_with('_') && name.ends_with(code))
}

#[test]
fn the_interface_is_read_whole() {
    let header = fs::read_to_string(HEADER).unwrap();
    let all = interface(&header);
    // Each line of the header that is a function's first, a struct's or a number's.
    let mut wanted = 0;
    let (code, _) = header.split_once("#define OPAYGO_IS(").unwrap();
    for line in without_comments(code).lines() {
        let function = line.contains(" opaygo_") && line.contains('(') && !line.starts_with([' ', '#', 't', '}']);
        let function = function || line.contains(" *opaygo_") && line.contains('(') && !line.starts_with([' ', 't']);
        let number = line.starts_with("#define") && line.split(' ').nth(2).is_some_and(is_number);
        let number = number || line.trim_start().starts_with("OPAYGO_") && line.contains(" = ");
        wanted += usize::from(function || number || line.starts_with("typedef struct"));
    }
    assert!(wanted > 0);
    assert_eq!(all.len(), wanted, "{all:#?}");
}

//! `include/opaygo.h` is what cbindgen writes from `src/ffi`; `OPAYGO_BLESS=1` rewrites it.
//!
//! Beside cbindgen's own work: Rust's names become C's (`Device` -> `opaygo_device`, `ABI` -> `OPAYGO_ABI`), and each
//! file of `src/ffi` opens a chapter: the part of its `//!` text from a line `//! # Title` on stands before its first
//! function. Knows nothing of what the functions do.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

const HEADER: &str = "include/opaygo.h";
/// The rooms whose types and constants the interface shows as they are.
const SHARED: [&str; 6] = ["status", "window", "report", "config", "layout", "provision"];

#[test]
fn the_header_is_what_the_sources_say() {
    if !Path::new("src/ffi/mod.rs").exists() {
        return;
    }
    let wanted = generate(&sources());
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        fs::write(HEADER, &wanted).unwrap();
    }
    let found = fs::read_to_string(HEADER).unwrap_or_default();
    if let Some((number, (is, should))) = found.lines().zip(wanted.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!(
            "{HEADER}:{}: stale, run `make header`\n  is     {is}\n  should {should}",
            number + 1
        );
    }
    assert_eq!(found.len(), wanted.len(), "{HEADER} is stale, run `make header`");
}

#[test]
fn every_function_and_type_has_its_text() {
    if !Path::new("src/ffi/mod.rs").exists() {
        return;
    }
    let header = generate(&sources());
    let lines: Vec<&str> = header.lines().collect();
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate() {
        let function = line.contains(" opaygo_") && line.contains('(') && !line.starts_with([' ', '/', 't']);
        let record = line.starts_with("typedef struct") || line.starts_with("enum opaygo_");
        if function || record {
            seen += 1;
            assert!(lines[at - 1].ends_with("*/"), "no text above: {line}");
        }
    }
    assert!(seen > 0);
}

#[test]
fn every_name_in_its_text_exists() {
    if !Path::new("src/ffi/mod.rs").exists() {
        return;
    }
    let header = generate(&sources());
    let words = |text: &str| -> BTreeSet<String> {
        let words = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '_');
        words
            .filter(|word| word.to_ascii_lowercase().starts_with("opaygo_"))
            .map(str::to_owned)
            .collect()
    };
    let (mut code, mut comments, mut rest) = (String::new(), String::new(), header.as_str());
    while let Some((before, after)) = rest.split_once("/*") {
        let (comment, after) = after.split_once("*/").unwrap();
        code.push_str(before);
        comments.push_str(comment);
        rest = after;
    }
    code.push_str(rest);
    let defined = words(&code);
    let unknown: Vec<String> = words(&comments)
        .into_iter()
        .filter(|word| !defined.contains(word))
        .collect();
    assert!(
        unknown.is_empty(),
        "the header speaks of {unknown:?}, which it does not define"
    );
}

/// A file that the header is written from.
struct Source {
    path: PathBuf,
    text: String,
}

/// The rooms first, then the files of `src/ffi` in the order in which `mod.rs` names them.
fn sources() -> Vec<Source> {
    let read = |path: PathBuf| Source {
        text: fs::read_to_string(&path).unwrap(),
        path,
    };
    let rooms = SHARED
        .iter()
        .map(|room| Path::new("src").join(room).with_extension("rs"));
    let mut sources: Vec<Source> = rooms.map(|path| read(path)).collect();
    let root = read("src/ffi/mod.rs".into());
    let modules = root
        .text
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    let modules: Vec<PathBuf> = modules
        .map(|name| Path::new("src/ffi").join(name).with_extension("rs"))
        .collect();
    sources.push(root);
    sources.extend(modules.into_iter().map(|path| read(path)));
    sources
}

fn generate(sources: &[Source]) -> String {
    let mut config = cbindgen::Config::from_file("cbindgen.toml").unwrap();
    for source in sources {
        for (rust, c) in source.text.lines().filter_map(c_name) {
            config.export.rename.insert(rust, c);
        }
    }
    let mut builder = cbindgen::Builder::new().with_config(config);
    for source in sources {
        builder = builder.with_src(&source.path);
    }
    let mut written = Vec::new();
    builder.generate().unwrap().write(&mut written);
    let mut header = tidy(&String::from_utf8(written).unwrap());
    for source in sources {
        add_chapter(&mut header, &source.text);
    }
    header
}

/// Makes a manual of cbindgen's text: a comment of one line is one line, `#endif` says no more than it must, and a
/// status, the commonest name in a caller's code, is `OPAYGO_OK`, not `OPAYGO_STATUS_OK`.
fn tidy(written: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut rust_only = false;
    for line in written.trim_start().lines() {
        // What Rust asks of its callers is said once for C, in the conventions.
        rust_only |= line == " * # Safety";
        if rust_only && line != " */" {
            continue;
        }
        if rust_only && lines.last().is_some_and(|line| line == " *") {
            lines.pop();
        }
        rust_only = false;
        // A constant of a Rust type, which C has no use for; its text stands above it.
        if line.starts_with("#define opaygo_") {
            lines.pop();
            continue;
        }
        let mut line = line.replace("[`", "`").replace("`]", "`");
        if line.starts_with('#') || line.starts_with('}') {
            line.truncate(line.find(" //").unwrap_or(line.len()));
            line.truncate(line.trim_end().len());
        }
        if line.contains(" = ") {
            line = line.replacen("OPAYGO_STATUS_", "OPAYGO_", 1);
        }
        if !line.starts_with("typedef struct") {
            line = line.replace("struct opaygo_", "opaygo_");
        }
        if line.is_empty() && lines.last().is_some_and(String::is_empty) {
            continue;
        }
        lines.push(line);
        if let [.., open, text, close] = &lines[..] {
            if open.trim() == "/**" && close.trim() == "*/" {
                let one = format!("{} {} */", open, text.trim_start().trim_start_matches("* "));
                lines.truncate(lines.len() - 3);
                lines.push(one);
            }
        }
    }
    lines.join("\n") + "\n"
}

/// Rust name and C name of the type or constant that a source line defines.
fn c_name(line: &str) -> Option<(String, String)> {
    let mut words = line
        .strip_prefix("pub ")?
        .split(|c: char| !c.is_alphanumeric() && c != '_');
    let kind = words.next()?;
    let rust = words.next()?;
    let c = match kind {
        "const" if rust != "fn" => format!("OPAYGO_{rust}"),
        "struct" | "enum" | "union" | "type" => {
            let mut name = String::from("opaygo");
            for letter in rust.trim_start_matches("Opaygo").chars() {
                if letter.is_uppercase() {
                    name.push('_');
                }
                name.push(letter.to_ascii_lowercase());
            }
            name
        }
        _ => return None,
    };
    Some((rust.to_owned(), c))
}

/// Puts a file's chapter before the text of its first function.
fn add_chapter(header: &mut String, text: &str) {
    let intro = text.lines().take_while(|line| line.starts_with("//!"));
    let chapter: Vec<&str> = intro
        .skip_while(|line| !line.starts_with("//! # "))
        .map(|line| &line[3..])
        .collect();
    let first = text
        .lines()
        .find_map(|line| line.split("extern \"C\" fn ").nth(1)?.split('(').next());
    let (Some((title, body)), Some(first)) = (chapter.split_first(), first) else {
        return;
    };
    let function = header
        .find(&format!(" {first}("))
        .unwrap_or_else(|| panic!("{first} is not in the header"));
    let at = header[..function].rfind("/**").expect("a function without text");
    let title = title.trim_start_matches(" # ");
    let mut comment = format!("/* ---- {title} {}\n", "-".repeat(90usize.saturating_sub(title.len())));
    for line in body {
        comment.push_str(&format!(" *{line}\n"));
    }
    comment.push_str(" */\n\n");
    header.insert_str(at, &comment);
}

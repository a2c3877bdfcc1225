//! `include/opaygo.h` is what cbindgen writes from `src/ffi`; `OPAYGO_BLESS=1` rewrites it, and what is made of it:
//! `src/ffi/layout.rs`, which holds Rust to the layout that the header holds C to, and `include/opaygo_names.h`.
//!
//! Beside cbindgen's own work: Rust's names become C's (`Device` -> `opaygo_device`, `ABI` -> `OPAYGO_ABI`), and each
//! file of `src/ffi` opens a chapter: the part of its `//!` text from a line `//! # Title` on stands before its first
//! function. Knows nothing of what the functions do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

mod layout;
mod names;
mod released;

const HEADER: &str = "include/opaygo.h";
const NAMES: &str = "include/opaygo_names.h";
const LAYOUT: &str = "src/ffi/layout.rs";
/// The rooms whose types and constants the interface shows as they are.
const SHARED: [&str; 8] = [
    "status",
    "token/window",
    "report",
    "config",
    "storage/layout",
    "storage/provisioning",
    "token/cache",
    "check/finding",
];

#[test]
fn the_header_is_what_the_sources_say() {
    is_current(HEADER, &generate(&sources()));
}

#[test]
fn the_layout_in_rust_is_the_headers() {
    let sources = sources();
    let path = |name: &str| sources.paths[name].clone();
    is_current(LAYOUT, &layout::in_rust(&layout::layouts(&generate(&sources)), path));
}

#[test]
fn the_names_are_the_headers() {
    is_current(NAMES, &names::names(&generate(&sources())));
}

fn is_current(file: &str, wanted: &str) {
    if std::env::var_os("OPAYGO_BLESS").is_some() {
        // In one go: the other tests read it meanwhile.
        let new = format!("{file}.new");
        fs::write(&new, wanted).unwrap();
        fs::rename(new, file).unwrap();
    }
    let found = fs::read_to_string(file).unwrap_or_default();
    if let Some((number, (is, should))) = found.lines().zip(wanted.lines()).enumerate().find(|(_, (a, b))| a != b) {
        panic!(
            "{file}:{}: stale, run `make header`\n  is     {is}\n  should {should}",
            number + 1
        );
    }
    assert_eq!(found.len(), wanted.len(), "{file} is stale, run `make header`");
}

#[test]
fn every_function_and_type_has_its_text() {
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

/// What comes behind the checks of the layout.
const AFTER_THE_CHECKS: &str = "\n/*\n * The archive that this compiler's code needs";

/// What the header is made of.
struct Sources {
    /// The types and constants of `SHARED`, cut out of their files.
    shown: String,
    /// The files of `src/ffi`, in the order in which `mod.rs` names them.
    interface: Vec<(PathBuf, String)>,
    /// The Rust path of each type of the header, by its C name.
    paths: BTreeMap<String, String>,
}

fn sources() -> Sources {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        (path, text)
    };
    let rooms = SHARED
        .iter()
        .map(|room| read(Path::new("src").join(room).with_extension("rs")));
    let rooms: Vec<_> = rooms.map(|(path, text)| (path, shapes(&text))).collect();
    let shown = rooms.iter().map(|(_, text)| text.as_str()).collect();
    let root = read("src/ffi/mod.rs".into());
    let names = root
        .1
        .lines()
        .filter_map(|line| line.trim_start_matches("pub ").strip_prefix("mod ")?.strip_suffix(';'));
    let files: Vec<PathBuf> = names
        .map(|name| Path::new("src/ffi").join(name).with_extension("rs"))
        .collect();
    let interface: Vec<_> = std::iter::once(root).chain(files.into_iter().map(read)).collect();
    let mut paths = BTreeMap::new();
    for (path, text) in rooms.iter().chain(&interface) {
        let room = path.with_extension("").to_str().unwrap()["src/".len()..].replace('/', "::");
        let types = text.lines().filter_map(c_name);
        paths.extend(types.map(|(rust, c)| (c, format!("crate::{room}::{rust}"))));
    }
    Sources {
        shown,
        interface,
        paths,
    }
}

/// The constants and the types with a fixed layout in a source, with all that stands above them.
fn shapes(text: &str) -> String {
    let (mut shapes, mut block, mut shape) = (String::new(), String::new(), false);
    for line in text.lines() {
        let constant = line.starts_with("pub const ") && line.ends_with(';');
        let fixed = line.starts_with("pub ") && line.ends_with('{') && block.contains("#[repr(");
        shape |= constant || fixed;
        let above = line.starts_with("///") || line.starts_with("#[");
        block = if shape || above {
            block + line + "\n"
        } else {
            String::new()
        };
        if shape && (constant || line.starts_with('}')) {
            shapes += &std::mem::take(&mut block);
            shape = false;
        }
    }
    shapes
}

fn generate(sources: &Sources) -> String {
    let mut config = cbindgen::Config::from_file("cbindgen.toml").unwrap();
    let texts = || sources.interface.iter().map(|(_, text)| text).chain([&sources.shown]);
    for (rust, c) in texts().flat_map(|text| text.lines()).filter_map(c_name) {
        config.export.rename.insert(rust, c);
    }
    config
        .export
        .rename
        .insert("StatusNumber".into(), "opaygo_status".into());
    let names = config.export.rename.clone();
    let shown = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shown-{:?}.rs", std::thread::current().id()));
    fs::write(&shown, &sources.shown).unwrap();
    // cbindgen follows `mod` lines by itself.
    let root = &sources.interface[0].0;
    let builder = cbindgen::Builder::new()
        .with_config(config)
        .with_src(&shown)
        .with_src(root);
    let mut written = Vec::new();
    builder.generate().unwrap().write(&mut written);
    fs::remove_file(shown).unwrap();

    let mut header = tidy(&String::from_utf8(written).unwrap());
    // The texts of the rooms speak Rust: `Window`, `Invalid`.
    for (rust, c) in names
        .iter()
        .map(|(rust, c)| (rust.clone(), c.clone()))
        .chain(status_names(&sources.shown))
    {
        header = header.replace(&format!("`{rust}`"), &c);
    }
    for (path, text) in &sources.interface {
        add_chapter(&mut header, path, text);
    }
    add_version(&mut header);
    let checks = layout::in_c(&layout::layouts(&header));
    let end = header.find(AFTER_THE_CHECKS).expect("a header without its trailer");
    header.insert_str(end, &checks);
    header
}

/// Rust and C name of each status.
fn status_names(shown: &str) -> Vec<(String, String)> {
    let statuses = shown
        .split("pub enum Status {")
        .nth(1)
        .unwrap()
        .lines()
        .skip(1)
        .take_while(|line| *line != "}");
    let names = statuses
        .filter_map(|line| line.trim().split_once(" = "))
        .map(|(rust, _)| rust);
    names
        .map(|rust| (rust.to_owned(), format!("OPAYGO{}", snake(rust).to_uppercase())))
        .collect()
}

/// Makes a manual of cbindgen's text: a comment of one line is one line, `#endif` says no more than it must, and a
/// status, the commonest name in a caller's code, is `OPAYGO_OK`, not `OPAYGO_STATUS_OK`; a number above 2^31 is one of
/// 32 bits.
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
        let mut line = line.replace("[`", "`").replace("`]", "`");
        if line.starts_with('#') || line.starts_with('}') {
            line.truncate(line.find(" //").unwrap_or(line.len()));
            line.truncate(line.trim_end().len());
        }
        if line.contains(" = ") {
            line = line
                .replacen("OPAYGO_STATUS_", "OPAYGO_", 1)
                .replacen("OPAYGO_PAYG_STATE_", "OPAYGO_STATE_", 1);
        }
        if !line.starts_with("typedef struct") {
            line = line.replace("struct opaygo_", "opaygo_");
        }
        // C takes a number without a suffix for a signed one, of 64 bits if it must be.
        if let Some((name, number)) = line.strip_prefix("#define ").and_then(|rest| rest.split_once(' ')) {
            if number.parse::<u32>().is_ok_and(|number| number > i32::MAX as u32) {
                line = format!("#define {name} {number}u");
            }
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
        "struct" | "enum" | "union" | "type" => format!("opaygo{}", snake(rust.trim_start_matches("Opaygo"))),
        _ => return None,
    };
    Some((rust.to_owned(), c))
}

/// `SetTime` -> `_set_time`.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() {
            snake.push('_');
        }
        snake.push(letter.to_ascii_lowercase());
    }
    snake
}

/// The version of the package stands before that of the interface.
fn add_version(header: &mut String) {
    let [text, major, minor, patch] = [
        env!("CARGO_PKG_VERSION"),
        env!("CARGO_PKG_VERSION_MAJOR"),
        env!("CARGO_PKG_VERSION_MINOR"),
        env!("CARGO_PKG_VERSION_PATCH"),
    ];
    let abi = header.find("#define OPAYGO_ABI ").expect("a header without its ABI");
    let before = header[..abi].rfind("/**").expect("a constant without text");
    let version = format!(
        "/** The version of this header and its archives, as text and in its three numbers. */\n\
         #define OPAYGO_VERSION \"{text}\"\n\
         #define OPAYGO_VERSION_MAJOR {major}\n\
         #define OPAYGO_VERSION_MINOR {minor}\n\
         #define OPAYGO_VERSION_PATCH {patch}\n\n"
    );
    header.insert_str(before, &version);
}

/// Puts a file's chapter before the text of its first function; that of `mod.rs` opens the header.
fn add_chapter(header: &mut String, path: &Path, text: &str) {
    let intro = text.lines().take_while(|line| line.starts_with("//!"));
    let mut chapter = intro
        .skip_while(|line| !line.starts_with("//! # "))
        .map(|line| &line[3..]);
    let first = text
        .lines()
        .find_map(|line| line.split("extern \"C\" fn ").nth(1)?.split('(').next());
    let (Some(title), Some(first)) = (chapter.next(), first) else {
        return;
    };
    let before = if path.ends_with("mod.rs") {
        header.find("\n/**").expect("a header without text") + 1
    } else {
        let function = header
            .find(&format!(" {first}("))
            .unwrap_or_else(|| panic!("{first} is not in the header"));
        header[..function].rfind("/**").expect("a function without text")
    };
    let title = title.trim_start_matches(" # ");
    let mut comment = format!("/* ---- {title} {}\n", "-".repeat(90usize.saturating_sub(title.len())));
    for line in chapter {
        comment.push_str(&format!(" *{line}\n"));
    }
    comment.push_str(" */\n\n");
    header.insert_str(before, &comment);
}

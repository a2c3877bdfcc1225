//! Point 2: the ledger. No count is issued twice, whatever is killed; old formats are read, later ones refused.

use std::collections::BTreeSet;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use crate::bench::{private, program, Bench};

fn spawn(bench: &Bench, arguments: &str) -> Child {
    Command::new(program())
        .current_dir(&bench.folder)
        .env_remove("OPAYGO_LEDGER")
        .args(arguments.split_whitespace())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// The counts that a command printed.
fn printed(child: Child) -> Vec<u64> {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    let tokens = answer["tokens"].as_array().cloned().unwrap_or_default();
    tokens.iter().map(|token| token["count"].as_u64().unwrap()).collect()
}

fn stored(bench: &Bench) -> Vec<u64> {
    let shown = bench.json("units show SLT000001");
    let tokens = shown["tokens"].as_array().unwrap();
    tokens.iter().map(|token| token["count"].as_u64().unwrap()).collect()
}

#[test]
fn processes_side_by_side_never_issue_a_count_twice() {
    let bench = Bench::with_units(1);
    let mut counts = Vec::new();
    for _ in 0..8 {
        let children: Vec<Child> = (0..8)
            .map(|_| spawn(&bench, "--json token add 1 --unit SLT000001"))
            .collect();
        counts.extend(children.into_iter().flat_map(printed));
    }
    assert_eq!(counts.len(), 64);
    let different: BTreeSet<u64> = counts.iter().copied().collect();
    assert_eq!(different.len(), 64);
    assert_eq!(stored(&bench), different.into_iter().collect::<Vec<_>>());
}

#[test]
fn processes_side_by_side_make_one_ledger() {
    for _ in 0..8 {
        let bench = Bench::new();
        let children: Vec<Child> = (0..12)
            .map(|_| spawn(&bench, "units new --prefix SLT --count 5"))
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        }
        assert_eq!(bench.json("units list").as_array().unwrap().len(), 60);
    }
}

#[test]
fn a_command_that_fails_takes_nothing_of_another_away() {
    use std::io::Write;
    let bench = Bench::new();
    // A list that comes slowly, and ends badly.
    assert!(Command::new("mkfifo")
        .arg(bench.path("list"))
        .status()
        .unwrap()
        .success());
    let first = spawn(&bench, "units import list");
    let mut list = std::fs::OpenOptions::new()
        .write(true)
        .open(bench.path("list"))
        .unwrap();
    list.write_all(b"Serial Number,Starting Code,Key\n").unwrap();
    list.write_all(&vec![b'\n'; 1 << 16]).unwrap();
    while !bench.path("opaygo.ledger-wal").exists() {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::thread::sleep(Duration::from_millis(100));
    let second = spawn(&bench, "units new --prefix SLT");
    std::thread::sleep(Duration::from_millis(200));
    list.write_all(b"SLT1,1,2\n").unwrap();
    drop(list);
    assert!(!first.wait_with_output().unwrap().status.success());
    let second = second.wait_with_output().unwrap();
    let error = String::from_utf8_lossy(&second.stderr);
    if second.status.success() {
        assert_eq!(bench.json("units list").as_array().unwrap().len(), 1, "{error}");
    } else {
        assert!(error.contains("has gone: do it again"), "{error}");
        assert_eq!(bench.names(), ["list"]);
    }
}

#[test]
fn a_command_killed_at_any_moment_never_issues_a_count_twice() {
    let bench = Bench::with_units(1);
    let mut told = BTreeSet::new();
    let mut silent = 0;
    for moment in 0..60u64 {
        let mut child = spawn(&bench, "--json token add 1 --unit SLT000001");
        std::thread::sleep(Duration::from_micros(moment * 400));
        let _ = child.kill();
        let counts = printed(child);
        silent += u32::from(counts.is_empty());
        for count in counts {
            assert!(told.insert(count), "count {count} twice");
        }
    }
    // What was told is in the ledger, and the next is a count of its own.
    let stored: BTreeSet<u64> = stored(&bench).into_iter().collect();
    assert!(told.is_subset(&stored), "{told:?} {stored:?}");
    let next = printed(spawn(&bench, "--json token add 1 --unit SLT000001"));
    assert!(!stored.contains(&next[0]) && silent > 0);
}

#[test]
fn units_killed_half_way_are_none() {
    let bench = Bench::with_units(1);
    for moment in [5u64, 40, 120, 250] {
        let mut child = spawn(
            &bench,
            "units new --prefix BIG --count 200000 --csv big.csv --ledger opaygo.ledger",
        );
        std::thread::sleep(Duration::from_millis(moment));
        let _ = child.kill();
        child.wait().unwrap();
        let list = bench.json("units list --prefix BIG --limit 1");
        assert!(
            list.as_array().unwrap().is_empty() && !bench.path("big.csv").exists(),
            "killed after {moment} ms"
        );
    }
    // What they were writing went with the next, and what is under way stays, held there however slow this machine is.
    let mut child = spawn(&bench, "units new --prefix BIG --count 999999 --csv big.csv");
    let part = bench.path(&format!(".big.csv.{}.part", child.id()));
    while !part.metadata().is_ok_and(|part| part.len() > 0) {
        std::thread::sleep(Duration::from_millis(1));
    }
    // By the shell's own `kill`: not every machine has it as a program.
    let stop = format!("kill -STOP {}", child.id());
    assert!(std::process::Command::new("sh")
        .args(["-c", &stop])
        .status()
        .unwrap()
        .success());
    bench.done("units new --prefix SLT --csv big.csv");
    assert!(part.exists());
    child.kill().unwrap();
    child.wait().unwrap();
    std::fs::remove_file(bench.path("big.csv")).unwrap();
    bench.done("units new --prefix SLT --csv big.csv");
    assert_eq!(bench.names(), ["big.csv", "opaygo.ledger"]);
}

#[test]
fn a_ledger_of_format_1_is_read_for_ever() {
    let bench = Bench::new();
    let path = bench.path("opaygo.ledger");
    let dump = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/ledgers/v1.sql")).unwrap();
    rusqlite::Connection::open(&path).unwrap().execute_batch(&dump).unwrap();
    private(&path);
    let shown = bench.json("units show SLT000001");
    assert_eq!((&shown["count"], &shown["first_count"]), (&5.into(), &0.into()));
    assert_eq!(shown["expiry"], "2026-01-08T00:00:00Z");
    assert_eq!(shown["tokens"][2]["token"], "942433796");
    assert_eq!(shown["tokens"][2]["reason"], "returned");
    let next = bench.json("token unlock --unit SLT000001");
    assert_eq!(next["tokens"][0]["token"], "650975787");
}

#[test]
fn a_ledger_of_a_later_version_and_what_is_none_are_refused() {
    let bench = Bench::with_units(1);
    let path = bench.path("opaygo.ledger");
    rusqlite::Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", 2)
        .unwrap();
    bench.fails(1, "units list", "later version");
    let bytes = std::fs::read(&path).unwrap();
    bench.write("cut", &bytes[..6000]);
    private(&bench.path("cut"));
    bench.fails(
        1,
        "units list --ledger cut",
        "the ledger's file is damaged: put a copy back",
    );
    bench.write("text", "no ledger at all, but long enough to have been one ".repeat(30));
    private(&bench.path("text"));
    bench.fails(1, "units list --ledger text", "no ledger");
    rusqlite::Connection::open(bench.path("other"))
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    private(&bench.path("other"));
    bench.fails(1, "units list --ledger other", "no ledger");
    bench.fails(1, "units list --ledger missing", "there is no ledger missing");
}

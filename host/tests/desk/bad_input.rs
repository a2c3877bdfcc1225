//! Bad input is ordinary input: one clear line, and nothing half-written.

use std::process::Command;

use crate::bench::{program, Bench};

#[test]
fn wrong_usage_is_2() {
    let bench = Bench::with_units(1);
    for arguments in [
        "",
        "nonsense",
        "token add",
        "token add -1 --unit SLT000001",
        "token add nan --unit SLT000001",
        "token add 1",
        "token add 1 --unit SLT000001 --key-file k",
        "token add 1 --key-file k",
        "token until yesterday --unit SLT000001",
        "token until 2027-02-30 --unit SLT000001",
        "units new",
        "units new --prefix SLT --count 0",
        "units new --prefix SLT --divider 0",
        "units new --prefix SLT --divider 256",
        "units new --prefix 123",
        "units new --prefix A;B",
        "token add 1 --key-file - --starting-code 12345",
    ] {
        let said = crate::bench::said(bench.command(arguments).write_stdin("a29ab82edc5fbbc41ec9530f6dac86b1"));
        assert_eq!(said.code, 2, "{arguments}: {}{}", said.out, said.err);
    }
}

#[test]
fn what_cannot_be_done_is_1_and_one_line() {
    let bench = Bench::with_units(1);
    bench.write("empty.csv", "");
    bench.write("semicolons.csv", "Serial Number;Starting Code;Key\r\nSLT1;1;2\r\n");
    bench.write("unknown.csv", "Serial Number,Starting Code,Key,Colour\r\n");
    bench.write("twice.csv", "Serial Number,Starting Code,Key,key\r\n");
    bench.write(
        "bytes.csv",
        [
            b"Serial Number,Starting Code,Key\r\n".as_slice(),
            &[0xff, 0xfe, 0, 1],
            b",1,2\r\n",
        ]
        .concat(),
    );
    bench.key_file("short.key", "a29a");
    for (arguments, what) in [
        ("units check missing.csv", "cannot read missing.csv"),
        ("units check empty.csv", "the file is empty"),
        ("units check semicolons.csv", "not separated by commas"),
        ("units check unknown.csv", "unknown column \"colour\""),
        ("units check twice.csv", "comes twice"),
        ("units check bytes.csv", "faults"),
        ("units import bytes.csv", "nothing was imported"),
        ("units check .", "Is a directory"),
        ("units show SLT000009", "no unit"),
        ("units export /proc/units.csv", "cannot write /proc/units.csv"),
        ("key new --out /proc/a.key", "cannot write /proc/a.key"),
        ("key check missing.key", "cannot read missing.key"),
        ("key check short.key", "32 hexadecimal digits"),
        ("token add 1 --unit SLT000009", "no unit"),
        ("token batch missing.csv", "cannot read missing.csv"),
        ("token batch empty.csv", "the columns must be"),
        ("units list --ledger /proc/none/ledger", "there is no ledger"),
        ("units new --prefix SLT --ledger /proc/ledger", "cannot make the ledger"),
        ("units new --prefix SLT --first 999999 --count 2", "more than 6 digits"),
    ] {
        bench.fails(1, arguments, what);
    }
    // With --json the error is in JSON too.
    let said = bench.run("--json units show SLT000009");
    assert!(said.out.starts_with("{\"error\":"), "{}", said.out);
}

/// The shell's way to a disk that is full.
fn limited(bench: &Bench, blocks: u32, arguments: &str) -> (i32, String) {
    let output = Command::new("sh")
        .current_dir(&bench.folder)
        .args([
            "-c",
            &format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" {arguments}"),
        ])
        .arg(program())
        .output()
        .unwrap();
    (
        output.status.code().unwrap_or(-1),
        String::from_utf8(output.stderr).unwrap(),
    )
}

#[test]
fn a_full_disk_leaves_all_as_it_was() {
    let bench = Bench::with_units(1);
    let before = bench.read_ledger();
    for arguments in [
        "units new --prefix BIG --count 20000",
        "units new --prefix BIG --count 20000 --csv big.csv",
        "units new --prefix BIG --count 20000 --csv big.csv --ledger opaygo.ledger",
        "key new --count 20000 --out many.key",
    ] {
        let (code, error) = limited(&bench, 200, arguments);
        assert_eq!((code, error.lines().count()), (1, 1), "{arguments}: {error}");
        assert_eq!(bench.names(), ["opaygo.ledger"], "{arguments}");
        assert_eq!(bench.read_ledger(), before, "{arguments}");
    }
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = Command::new(program())
        .current_dir(&bench.folder)
        .args(["units", "list"])
        .stdout(full)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
}

impl Bench {
    fn read_ledger(&self) -> String {
        self.done("--json units list")
    }
}

#[test]
fn help_has_examples_and_completions_are_there() {
    let bench = Bench::new();
    for command in [
        "key new",
        "key check",
        "units new",
        "units list",
        "units show",
        "units check",
        "units import",
        "units export",
        "token add",
        "token set",
        "token until",
        "token unlock",
        "token sync",
        "token reset",
        "token extended",
        "token explain",
        "token batch",
        "completions",
        "dump",
        "sheet",
        "provision",
        "board",
        "simulate scenario",
        "simulate life",
        "audit",
        "audit guess",
        "audit starting-code",
    ] {
        let help = bench.done(&format!("{command} --help"));
        assert!(
            help.contains("Example") && help.contains(&format!("opaygo {command}")),
            "{command}: {help}"
        );
    }
    for shell in ["bash", "zsh", "fish"] {
        assert!(bench.done(&format!("completions {shell}")).contains("opaygo"));
    }
}

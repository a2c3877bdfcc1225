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
        "token until 2027-02-29 --unit SLT000001",
        "token until 2027-03-01T00:00+02:00 --unit SLT000001",
        "token until 2027-03-01[Europe/Berlin] --unit SLT000001",
        "token until 2027-03-01ZZ --unit SLT000001",
        "token add 1 --unit SLT000001 --reason \"a\nb\"",
        "units new --prefix SLT --model \"a\nb\"",
        "units new --prefix SLT --digits 19",
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
    // A value that is none of its kind is one line, and with --json the error is in JSON too.
    let said = bench.run("token until 2027-02-30 --unit SLT000001");
    assert_eq!(said.err.lines().count(), 1, "{}", said.err);
    for arguments in ["--json nonsense", "--json token add", "--json units new --count 0"] {
        let said = bench.run(arguments);
        let answer: serde_json::Value = serde_json::from_str(&said.out).unwrap();
        assert!(
            said.code == 2 && answer["error"].is_string(),
            "{arguments}: {}",
            said.out
        );
    }
}

#[test]
fn json_is_one_document_whatever_is_asked() {
    let bench = Bench::with_units(2);
    bench.write(
        "p.csv",
        "Serial Number,Action,Value\nSLT000001,add,1\nSLT000002,set,2\n",
    );
    bench.write(
        "q.csv",
        "Serial Number,Action,Value\nSLT000001,add,x\nSLT000002,give,2\n",
    );
    bench.write("d.csv", "Serial Number,Starting Code,Key\nSLT1,1,2\n");
    for (code, arguments) in [
        (0, "key new --count 2"),
        (0, "units list"),
        (0, "units show SLT000001"),
        (1, "units show SLT000009"),
        (1, "units check d.csv"),
        (1, "units import d.csv"),
        (0, "token batch p.csv"),
        (1, "token batch q.csv"),
        (0, "token add 1 --unit SLT000001"),
        (1, "token add 1 --unit SLT000001 --enter none.port"),
        (0, "sheet --unit SLT000002 --format csv"),
        (0, "completions bash"),
        (0, "simulate scenario 1"),
        (0, "audit"),
    ] {
        let said = bench.run(&format!("--json {arguments}"));
        let answer: Result<serde_json::Value, _> = serde_json::from_str(&said.out);
        assert!(
            said.code == code && answer.is_ok(),
            "{arguments}: {}{}",
            said.out,
            said.err
        );
    }
}

#[test]
fn bars_are_for_a_terminal_alone() {
    use serialport::{SerialPort, TTYPort};
    use std::io::Read;
    let bench = Bench::new();
    let sizes = "--prefix SLT --count 5000";
    let mut payments = "Serial Number,Action,Value\n".to_owned();
    payments.extend((1..=5000).map(|number| format!("SLT{number:06},add,1\n")));
    bench.write("p.csv", payments);
    for arguments in [
        format!("units new {sizes}"),
        "units export d.csv".to_owned(),
        "units check d.csv".to_owned(),
        "units import d.csv --ledger other".to_owned(),
        "token batch p.csv --out t.csv".to_owned(),
        "simulate life --units 20 --days 30".to_owned(),
    ] {
        let (mut near, far) = TTYPort::pair().unwrap();
        near.set_timeout(std::time::Duration::from_secs(1)).unwrap();
        let terminal = std::fs::OpenOptions::new()
            .write(true)
            .open(far.name().unwrap())
            .unwrap();
        let mut child = Command::new(program())
            .current_dir(&bench.folder)
            .env_remove("OPAYGO_LEDGER")
            .env("TERM", "xterm")
            .args(arguments.split_whitespace())
            .stdout(std::process::Stdio::null())
            .stderr(terminal)
            .spawn()
            .unwrap();
        let (mut drawn, mut bytes) = (Vec::new(), [0; 4096]);
        while let Ok(len) = near.read(&mut bytes) {
            drawn.extend(&bytes[..len]);
        }
        assert!(child.wait().unwrap().success(), "{arguments}");
        let drawn = String::from_utf8_lossy(&drawn);
        assert!(drawn.contains("left"), "{arguments}: {drawn:?}");
    }
    bench.done("units export e.csv");
    let said = bench.run("units check e.csv");
    assert_eq!((said.code, said.err.as_str()), (0, ""));
}

/// Runs the command as nobody, who cannot write everywhere as root can.
fn as_nobody(bench: &Bench, arguments: &str) -> crate::bench::Said {
    use std::os::unix::process::CommandExt;
    let mut command = Command::new(bench.path("bin/opaygo"));
    command.current_dir(bench.path("there")).env_remove("OPAYGO_LEDGER");
    command.args(arguments.split_whitespace());
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    let output = command.output().unwrap();
    crate::bench::Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

const NOBODY: u32 = 65_534;

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").unwrap().uid() == 0
}

#[test]
fn a_folder_that_cannot_be_written_is_told_in_one_line() {
    use std::os::unix::fs::{chown, PermissionsExt};
    let bench = Bench::with_units(1);
    std::fs::create_dir(bench.path("bin")).unwrap();
    // Not by this process: what it writes, a child of another test may hold open.
    let copied = Command::new("cp")
        .arg(program())
        .arg(bench.path("bin"))
        .status()
        .unwrap();
    assert!(copied.success());
    let there = bench.path("there");
    std::fs::create_dir(&there).unwrap();
    std::fs::rename(bench.path("opaygo.ledger"), there.join("opaygo.ledger")).unwrap();
    if is_root() {
        chown(there.join("opaygo.ledger"), Some(NOBODY), Some(NOBODY)).unwrap();
    }
    std::fs::set_permissions(&there, std::fs::Permissions::from_mode(0o555)).unwrap();
    let before = std::fs::read(there.join("opaygo.ledger")).unwrap();
    for (arguments, what) in [
        ("units list", "its folder must be writable"),
        ("token add 1 --unit SLT000001", "its folder must be writable"),
        ("units new --prefix SLT", "its folder must be writable"),
        ("units new --prefix SLT --ledger other", "cannot make the ledger other"),
        ("units new --prefix SLT --csv d.csv", "cannot write d.csv"),
        ("key new --out k", "cannot write k"),
        ("simulate life --units 1 --days 1 --plot x.svg", "cannot write x.svg"),
    ] {
        let said = as_nobody(&bench, arguments);
        assert!(
            said.code == 1 && said.err.lines().count() == 1 && said.err.contains(what),
            "{arguments}: {}{}",
            said.out,
            said.err
        );
    }
    assert_eq!(std::fs::read(there.join("opaygo.ledger")).unwrap(), before);
    assert_eq!(std::fs::read_dir(&there).unwrap().count(), 1);
    std::fs::set_permissions(&there, std::fs::Permissions::from_mode(0o755)).unwrap();
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
    std::os::unix::fs::symlink("short.key", bench.path("link")).unwrap();
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
        ("board host --link link", "link is there already"),
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
    // Not even an empty ledger is left, and each says what could not be written.
    let (code, error) = limited(&bench, 0, "units new --prefix BIG --ledger new.ledger");
    assert_eq!((code, error.lines().count()), (1, 1), "{error}");
    let (code, error) = limited(&bench, 8, "key new --count 20000 --out many.key");
    assert!(code == 1 && error.contains("cannot write many.key"), "{error}");
    assert_eq!(bench.names(), ["opaygo.ledger"]);
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
        "key",
        "units",
        "token",
        "simulate",
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

//! A folder of its own and the command in it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use assert_cmd::Command;
use serde_json::Value;

pub const EXAMPLE_KEY: &str = "a29ab82edc5fbbc41ec9530f6dac86b1";

static FOLDERS: AtomicU32 = AtomicU32::new(0);

pub struct Bench {
    pub folder: PathBuf,
}

/// What a command said.
pub struct Said {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Bench {
    pub fn new() -> Self {
        let number = FOLDERS.fetch_add(1, Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("opaygo-desk-{}-{number}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        Self { folder }
    }

    /// With a ledger of so many units SLT000001 and on.
    pub fn with_units(count: u32) -> Self {
        let bench = Self::new();
        bench.done(&format!("units new --prefix SLT --count {count}"));
        bench
    }

    /// With a ledger that holds the published example unit, at count 0.
    pub fn with_example() -> Self {
        let bench = Self::new();
        bench.write(
            "example.csv",
            format!("Serial Number,Starting Code,Key,Count\r\nSLT000001,123456789,{EXAMPLE_KEY},0\r\n"),
        );
        bench.done("units import example.csv --example-key");
        bench.key_file("example.key", EXAMPLE_KEY);
        bench
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    pub fn key_file(&self, name: &str, text: &str) {
        self.write(name, text);
        private(&self.path(name));
    }

    pub fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(program());
        command
            .current_dir(&self.folder)
            .env_remove("OPAYGO_LEDGER")
            .args(split(arguments));
        command
    }

    pub fn run(&self, arguments: &str) -> Said {
        said(&mut self.command(arguments))
    }

    /// It must be done.
    pub fn done(&self, arguments: &str) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, 0, "{arguments}: {}{}", said.out, said.err);
        said.out
    }

    /// It must be done, and answer in JSON.
    pub fn json(&self, arguments: &str) -> Value {
        serde_json::from_str(&self.done(&format!("--json {arguments}"))).unwrap()
    }

    /// It must fail with this code, say one line that contains `what`, and nothing secret.
    pub fn fails(&self, code: i32, arguments: &str, what: &str) -> String {
        let said = self.run(arguments);
        assert_eq!(said.code, code, "{arguments}: {}{}", said.out, said.err);
        assert!(said.err.contains(what), "{arguments}: {}", said.err);
        if code == 1 {
            let errors = said.err.lines().filter(|line| !line.starts_with("note: "));
            assert_eq!(errors.count(), 1, "{arguments}: {}", said.err);
        }
        said.out
    }

    /// The names in the folder.
    pub fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(&self.folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

pub fn program() -> PathBuf {
    env!("CARGO_BIN_EXE_opaygo").into()
}

pub fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
}

pub fn said(command: &mut Command) -> Said {
    let output = command.timeout(std::time::Duration::from_secs(120)).output().unwrap();
    Said {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// As a shell would, with double quotes.
fn split(arguments: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in arguments.split('"').enumerate() {
        if number % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    words
}

//! The emulated boards of this checkout: `OPAYGO_BOARDS` names those to be used, the host's alone by default.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::{Duration, Instant};

use crate::bench::{program, said, Bench, Said};

fn checkout() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

pub fn names() -> Vec<String> {
    let names = std::env::var("OPAYGO_BOARDS").unwrap_or_else(|_| "host".to_owned());
    names.split_whitespace().map(str::to_owned).collect()
}

/// One board at a time; each was built before it is timed.
pub fn alone() -> MutexGuard<'static, ()> {
    static ONE: OnceLock<Mutex<()>> = OnceLock::new();
    ONE.get_or_init(|| {
        for name in names() {
            let built = Command::new("make")
                .args([
                    "-s",
                    "run",
                    &format!("BOARD={name}"),
                    "SCENARIO=tests/scenarios/quick_test.txt",
                ])
                .current_dir(checkout())
                .env_remove("MAKEFLAGS")
                .env_remove("MAKELEVEL")
                .stdin(Stdio::null())
                .output()
                .unwrap();
            assert!(
                built.status.success(),
                "the board {name}: {}",
                String::from_utf8_lossy(&built.stderr)
            );
        }
        Mutex::default()
    })
    .lock()
    .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A command that finds the boards.
pub fn run(bench: &Bench, arguments: &str) -> Said {
    let _alone = alone();
    said(bench.command(arguments).current_dir(checkout()))
}

/// A board behind a port.
pub struct Board {
    child: Child,
    pub link: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Board {
    pub fn new(bench: &Bench, name: &str) -> Self {
        let alone = alone();
        let link = bench.path("unit.port");
        let child = Command::new(program())
            .current_dir(checkout())
            .args(["board", name, "--link"])
            .arg(&link)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let begun = Instant::now();
        while !link.exists() {
            assert!(begun.elapsed() < Duration::from_secs(30), "no port of the board {name}");
            std::thread::sleep(Duration::from_millis(5));
        }
        Self {
            child,
            link,
            _alone: alone,
        }
    }
}

impl Drop for Board {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

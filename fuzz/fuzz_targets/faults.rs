//! Random lives with one or two storage faults: no key, no token and no credit is lost or given, and what fails is told.
#![no_main]

#[path = "../../tests/storage/bytes.rs"]
mod bytes;
#[path = "../../tests/support/storage.rs"]
mod chip;
#[path = "../../tests/storage/geometries.rs"]
mod geometries;
#[path = "../../tests/storage/lives.rs"]
mod lives;
#[path = "../../tests/storage/model.rs"]
mod model;
#[path = "../../tests/storage/unit.rs"]
mod unit;

use geometries::{Kind, Start};
use libfuzzer_sys::fuzz_target;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

/// Units to begin with, each made once.
static STARTS: LazyLock<Mutex<HashMap<(usize, u8, u32), Start>>> = LazyLock::new(Mutex::default);

fn start(geometry: usize, kind: Kind, position: u32) -> Start {
    let mut starts = STARTS.lock().unwrap();
    let made = starts.entry((geometry, kind as u8, position));
    made.or_insert_with(|| geometries::start(geometry, kind, position)).clone()
}

fuzz_target!(|bytes: &[u8]| lives::live(bytes, start));

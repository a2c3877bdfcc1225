//! A whole unit's life beside its model: keys, tokens, clocks, power cuts; every answer, report and write the same.
#![no_main]

#[path = "../../tests/model/life.rs"]
mod life;
#[path = "../../tests/model/mod.rs"]
mod model;
#[path = "../../tests/support/mod.rs"]
mod support;
#[path = "../../tests/unit_model/mod.rs"]
mod unit_model;

use libfuzzer_sys::fuzz_target;
use std::sync::Mutex;

/// One unit's tokens for all lives, so that its chains are walked once.
static TOKENS: Mutex<Option<model::Unit>> = Mutex::new(None);

fuzz_target!(|bytes: &[u8]| {
    let tokens = TOKENS.lock().unwrap().take();
    let tokens = tokens.unwrap_or_else(|| model::Unit::new(support::KEY, support::START.into()));
    *TOKENS.lock().unwrap() = Some(unit_model::twin::live(bytes, tokens));
});

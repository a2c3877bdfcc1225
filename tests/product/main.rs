//! What a product has beside its unit: keypad and factory line, and what its user sees. Named after the requirements, as
//! tests/unit.

mod factory;
mod factory_line;
mod interface;
mod keypad;
#[path = "../support/mod.rs"]
mod support;

/// A day of credit in seconds.
const DAY: u32 = 86_400;

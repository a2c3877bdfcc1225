//! What an attacker gets: the arithmetic of guessing, and thirty days of abuse on whole units. docs/SECURITY.md shows
//! the numbers; its generated blocks are what these tests computed, and `OPAYGO_BLESS=1` rewrites them.

mod arithmetic;
mod attacker;
mod clocks;
mod guesses;
mod page;
#[path = "../support/mod.rs"]
mod support;

const DAY: u32 = 86_400;
const DAYS: u32 = 30;

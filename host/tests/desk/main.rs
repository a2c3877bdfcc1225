//! The command itself, run as a user runs it: keys and units, the ledger, tokens, and bad input.

mod audit;
mod bad_input;
mod bench;
mod boards;
mod dump;
mod ledger;
mod provision;
mod sheet;
mod simulate;
mod ten_minutes;
mod tokens;
mod units;

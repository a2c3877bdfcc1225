//! The command itself, run as a user runs it: keys and units, the ledger, tokens, and bad input.

mod bad_input;
mod bench;
mod ledger;
mod tokens;
mod units;
